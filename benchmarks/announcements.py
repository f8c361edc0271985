# SPDX-License-Identifier: MPL-2.0
"""An announcement to thousands of channels: how long it takes to show it and to say yes, and whether what else is due waits behind it.

    python -m benchmarks.announcements [CHANNELS]

The platform takes four posts a second, whoever asks, and so does not keep up: the worst case, as where a homeserver's limit was not lifted. SQLite, in a directory of its own.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.dispatch import Dispatcher
from bot.localise import LocalisedReply, Localiser
from bot.relay import Relay
from bot.relay_pace import RelayPace
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.message import Message
from handlers.posts.bulk import ANNOUNCEMENT, EVERY
from handlers.posts.post import Post
from handlers.reply import Reply, say
from storage.deliveries import Delivery, DeliveryFilter, planned
from storage.people import LinkedIdentity, Person
from storage.roles import ASSOCIATION, RoleAssignment
from storage.seeding import seed
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from storage.subscriptions import Subscription

CHANNELS, REMINDERS, SECONDS = 2_000, 20, 20
_TAKES, _AT_ONCE = 0.5, 2  # seconds for a post, and how many it takes at the same time
ADMIN = "slack:T0TEST001:U0SEK"


class Slow:
    """A platform that takes its time. `said`: what was posted, and how late."""

    posts = True

    def __init__(self) -> None:
        self.said: dict[str, float] = {}
        self.due: dict[str, float] = {}
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def post(self, address: str, reply: LocalisedReply, key: str, since: datetime, *, again: bool) -> str:
        async with self._gate:
            await asyncio.sleep(_TAKES)
        self.said[key] = perf_counter()
        return key

    async def edit(self, address: str, message: str, reply: LocalisedReply) -> None:
        """Nothing is written anew here."""

    async def delete(self, address: str, message: str) -> None:
        """Nothing is taken away here."""


async def reminder(post: Post) -> Reply:
    return Reply(parts=(say("nothing"),))


async def main(channels: int) -> None:
    async with _opened() as database:
        await seed(database)
        now = datetime.now(UTC)
        async with database.unit_of_work() as unit:
            for number in range(channels):
                about = Subscription(channel=f"slack:T0TEST001:C{number:06}", kind="digest", language="da", since=now, by="p", about="product/os2forms")
                await unit.subscriptions.add(about)
            await unit.commit()
        await _secretariat(database, now)
        dispatcher = Dispatcher(database, load_intents())
        await dispatcher.prepare(now)
        for text in ("opslag til alle os2forms-kanaler: Vi flytter mødet til fredag.", "ja"):
            began = perf_counter()
            answer = await dispatcher.answer(Message(id=f"console:{text}", conversation="console", sender=ADMIN, text=text, private=True), datetime.now(UTC))
            assert answer
            print(f"{text[:8]!r:12} answered in {perf_counter() - began:.2f} s ({answer.reply.outcome})")
        rows = await _rows(database)
        print(
            f"{len(rows)} deliveries, the last due {(max(each.due_at for each in rows) - min(each.due_at for each in rows)).total_seconds():.0f} s after the first ({1 / EVERY.total_seconds():.0f} a second)"
        )
        for bulk in (RelayPace().bulk, 64):
            await _beside(database, bulk)


async def _secretariat(database: SqlDatabase, now: datetime) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(Person(id="s", created_at=now, seen_on=now.date(), informed_at=now))
        await unit.people.attach(LinkedIdentity(identity=ADMIN, person="s", linked_at=now))
        since = now.date() - timedelta(days=9)
        await unit.roles.add(RoleAssignment(id="r", role="sekretariat", scope=ASSOCIATION, person="s", valid_from=since, recorded_at=now, confirmed_at=now))
        await unit.commit()


async def _beside(database: SqlDatabase, bulk: int) -> None:
    """All of it overdue at once, and reminders falling due meanwhile."""
    slow, localiser = Slow(), Localiser()
    composing = Composing(database, {**POSTS, "test": reminder}, load_intents(), ["slack"], ZoneInfo("Europe/Copenhagen"))
    ahead = timedelta(hours=1)
    relay = Relay(
        database, composing, localiser, {"slack": slow}, DeliveryMetrics(CollectorRegistry()), pace=RelayPace(bulk=bulk), now=lambda: datetime.now(UTC) + ahead
    )
    stop, began = asyncio.Event(), perf_counter()
    running = asyncio.create_task(relay.run(stop))
    await asyncio.sleep(1)
    for number in range(REMINDERS):
        due = datetime.now(UTC) + ahead
        key, target = f"test:{bulk}:{number}", f"slack:T0TEST001:R{number:06}"
        new = Delivery(key=key, kind="test", about="a/b", target=target, address=target, due_at=due, useful_until=due + ahead)
        async with database.unit_of_work() as unit:
            await unit.deliveries.plan([planned(new, due)])
            await unit.commit()
        slow.due[key] = perf_counter()
        relay.wake()
        await asyncio.sleep((SECONDS - 2) / REMINDERS)
    await asyncio.sleep(1)
    stop.set()
    await running
    waits = sorted(slow.said.get(key, perf_counter()) - at for key, at in slow.due.items())
    done = sum(key.startswith(ANNOUNCEMENT) for key in slow.said)
    print(
        f"at most {bulk} in hand: {done} announced in {perf_counter() - began:.0f} s; a reminder beside it was posted after {waits[len(waits) // 2]:.2f} s (p50), "
        f"{waits[-1]:.2f} s (most), of which the platform takes {_TAKES} s"
    )


async def _rows(database: SqlDatabase) -> list[Delivery]:
    async with database.unit_of_work() as unit:
        return list(await unit.deliveries.find(DeliveryFilter(kinds=(ANNOUNCEMENT,)), 100_000))


@asynccontextmanager
async def _opened() -> AsyncIterator[SqlDatabase]:
    with tempfile.TemporaryDirectory() as directory:
        engine = create_engine(database_url(f"sqlite:///{Path(directory) / 'os2bot.db'}"))
        try:
            await upgrade(engine)
            yield SqlDatabase(engine)
        finally:
            await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else CHANNELS))
