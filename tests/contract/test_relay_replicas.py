# SPDX-License-Identifier: MPL-2.0
"""Several replicas drain one ledger: each delivery is posted by one of them, and those of a target in order."""

import asyncio
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import Localiser
from bot.planning import Planning
from bot.relay import Relay
from bot.relay_pace import RelayPace
from config.intents.intent import load_intents
from handlers.posts.planners import planners
from handlers.posts.post import Post
from handlers.reply import Reply, say
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from tests.conftest import NOW
from tests.ledger import Clock, FakePoster, delivery, in_ledger
from tests.meetings import MONDAY, noted, series, subscription

MANY, TARGETS = 10_000, 400


async def spoken(post: Post) -> Reply:
    return Reply(parts=(say("nothing"),))


class Replica:
    """A process of its own would be on its own connections, as this is; its posts go to the one platform."""

    def __init__(self, database: SqlDatabase, poster: FakePoster, clock: Clock) -> None:
        self.database, self.poster = database, poster
        composing = Composing(database, {"test": spoken}, load_intents(), ["fake"], ZoneInfo("Europe/Copenhagen"))
        self.relay = Relay(
            database, composing, Localiser(), {"fake": self}, DeliveryMetrics(CollectorRegistry()), pace=RelayPace(most=200, look=0.05), now=clock.now
        )  # fmt: skip
        self.count = 0
        self.posts = True

    async def post(self, address: str, *rest: object, again: bool) -> str:
        await asyncio.sleep(0)
        self.count += 1
        return await self.poster.post(address, *rest, again=again)  # type: ignore[arg-type]

    async def edit(self, *given: Any) -> None:
        await self.poster.edit(*given)

    async def delete(self, *given: Any) -> None:
        await self.poster.delete(*given)


async def opened(url: str, stack: AsyncExitStack) -> SqlDatabase:
    engine = create_engine(database_url(url))
    stack.push_async_callback(engine.dispose)
    await upgrade(engine)
    return SqlDatabase(engine)


async def all_posted(poster: FakePoster, replicas: list[Replica], many: int) -> None:
    stop = asyncio.Event()
    running = [asyncio.create_task(each.relay.run(stop)) for each in replicas]
    try:
        async with asyncio.timeout(120):
            while len(poster.posted) < many:
                await asyncio.sleep(0.02)
    finally:
        stop.set()
        await asyncio.gather(*running)


@pytest.mark.parametrize("how_many", [2, 4])
async def test_ten_thousand_deliveries_are_each_posted_once(postgres_url: str, how_many: int) -> None:
    poster, clock = FakePoster(), Clock()
    async with AsyncExitStack() as stack:
        replicas = [Replica(await opened(postgres_url, stack), poster, clock) for _ in range(how_many)]
        some = (delivery(f"{number:05}", target=f"fake:{number % TARGETS}", due_at=NOW - timedelta(seconds=MANY - number)) for number in range(MANY))
        await in_ledger(replicas[0].database, *some)
        await all_posted(poster, replicas, MANY)
        async with replicas[0].database.unit_of_work() as unit:
            assert dict(await unit.deliveries.counts()) == {}, "all of them are written down"
    assert Counter(poster.keys).most_common(1)[0][1] == 1
    assert all(each.count for each in replicas), "each had its share"
    of_target: dict[str, list[str]] = defaultdict(list)
    for address, key, _ in poster.posted:
        of_target[address].append(key)
    assert all(keys == sorted(keys) for keys in of_target.values())


async def test_replicas_that_plan_at_the_same_moment_plan_the_same(postgres_url: str) -> None:
    async with AsyncExitStack() as stack:
        databases = [await opened(postgres_url, stack) for _ in range(4)]
        await noted(databases[0], *(series(f"s{number}") for number in range(20)), *(subscription(f"fake:{number}") for number in range(10)))
        at = MONDAY.replace(tzinfo=NOW.tzinfo) - timedelta(days=8)
        ticked = await asyncio.gather(*(Planning(each, planners("da")).tick(at) for each in databases))
        async with databases[0].unit_of_work() as unit:
            assert dict(await unit.deliveries.counts()) == {"planned": 200}
    assert sum(each.new for each in ticked) == 200
