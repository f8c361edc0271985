# SPDX-License-Identifier: MPL-2.0
"""What a platform delivers is kept once, held by one, and forgotten when it is settled: on every database."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import pytest

from storage.inbox import InboxEvent
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from storage.unit_of_work import Database
from tests.conftest import NOW

HELD = timedelta(seconds=60)
LATER = NOW + 2 * HELD
"""When nobody holds any more what was received at NOW."""


def event(id_: str, *, at: datetime = NOW, platform: str = "slack", payload: str = "payload") -> InboxEvent:
    return InboxEvent(id=id_, platform=platform, payload=payload, received_at=at)


async def receive(database: Database, *events: InboxEvent, held_until: datetime = NOW + HELD) -> frozenset[str]:
    async with database.unit_of_work() as unit:
        new = await unit.inbox.receive(events, held_until)
        await unit.commit()
    return new


async def take(database: Database, now: datetime = LATER, most: int = 10, platform: str = "slack") -> Sequence[InboxEvent]:
    async with database.unit_of_work() as unit:
        taken = await unit.inbox.take(platform, now, now + HELD, most)
        await unit.commit()
    return taken


async def waiting(database: Database, platform: str = "slack") -> int:
    async with database.unit_of_work() as unit:
        return await unit.inbox.waiting(platform)


async def test_what_is_received_is_new_once(database: Database) -> None:
    assert await receive(database, event("a"), event("b")) == {"a", "b"}
    assert await receive(database, event("b"), event("c")) == {"c"}
    assert await receive(database) == frozenset()
    assert await waiting(database) == 3


async def test_the_same_event_twice_in_one_batch_is_kept_once(database: Database) -> None:
    assert await receive(database, event("a"), event("b"), event("a")) == {"a", "b"}
    assert [each.id for each in await take(database)] == ["a", "b"]


async def test_what_was_accepted_as_a_message_is_not_received_as_new(database: Database) -> None:
    async with database.unit_of_work() as unit:
        assert await unit.inbox.accept("a", NOW)
        await unit.commit()
    assert await receive(database, event("a")) == frozenset()
    assert await waiting(database) == 0, "a message that was accepted waits for nothing"


async def test_what_is_not_committed_was_never_received(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.inbox.receive([event("a")], NOW + HELD)
    assert await receive(database, event("a")) == {"a"}


async def test_nobody_takes_what_is_held_and_the_oldest_comes_first(database: Database) -> None:
    await receive(database, event("young", at=NOW + timedelta(seconds=1)), event("old", payload="æ 'x' \\u0000"), event("b"))
    assert await take(database, NOW) == []
    assert [each.id for each in await take(database, most=2)] == ["b", "old"]
    assert [each.id for each in await take(database)] == ["young"]
    assert await take(database) == []


async def test_what_is_taken_is_as_it_was_received_and_its_attempts_are_counted(database: Database) -> None:
    await receive(database, event("a", payload="æ 'x' \\u0000 🎉"))
    (first,) = await take(database)
    (second,) = await take(database, LATER + 2 * HELD)
    assert (first.payload, first.received_at, first.reply, first.attempts, second.attempts) == ("æ 'x' \\u0000 🎉", NOW, None, 2, 3)


async def test_each_platform_takes_its_own(database: Database) -> None:
    await receive(database, event("s"), event("m", platform="matrix"))
    assert [each.id for each in await take(database, platform="matrix")] == ["m"]
    assert (await waiting(database), await waiting(database, "matrix"), await waiting(database, "teams")) == (1, 1, 0)


async def test_whoever_holds_on_keeps_it(database: Database) -> None:
    await receive(database, event("a"), event("b"))
    async with database.unit_of_work() as unit:
        await unit.inbox.hold(["a", "never received"], LATER + HELD)
        await unit.commit()
    assert [each.id for each in await take(database)] == ["b"]


async def test_the_reply_is_kept_until_the_event_is_settled(database: Database) -> None:
    await receive(database, event("a"), event("b"))
    async with database.unit_of_work() as unit:
        await unit.inbox.keep_reply("a", "an answer")
        await unit.inbox.keep_reply("never received", "an answer")
        await unit.commit()
    assert [(each.id, each.reply) for each in await take(database)] == [("a", "an answer"), ("b", None)]


async def test_what_is_settled_is_never_taken_held_or_received_again(database: Database) -> None:
    await receive(database, event("a"), event("b"))
    async with database.unit_of_work() as unit:
        await unit.inbox.keep_reply("a", "an answer")
        await unit.inbox.settle(["a", "never received"])
        await unit.inbox.settle([])
        await unit.inbox.hold(["a"], NOW)
        await unit.inbox.put_off(["a"], NOW)
        await unit.inbox.keep_reply("a", "a second answer")
        await unit.commit()
    assert [each.id for each in await take(database)] == ["b"]
    assert await waiting(database) == 1
    assert await receive(database, event("a")) == frozenset()


async def test_what_is_put_off_waits_and_its_attempt_does_not_count(database: Database) -> None:
    await receive(database, event("a"))
    for _ in range(3):
        (taken,) = await take(database)
        assert taken.attempts == 2
        async with database.unit_of_work() as unit:
            await unit.inbox.put_off(["a"], LATER - timedelta(seconds=1))
            await unit.commit()
        assert await take(database, NOW) == []


async def test_what_a_process_left_is_taken_over_at_once_where_one_is_alone(database: Database) -> None:
    shared = isinstance(database, SqlDatabase) and database.engine.dialect.name == "postgresql"
    await receive(database, event("a"), event("m", platform="matrix"))
    async with database.unit_of_work() as unit:
        await unit.inbox.take_over("slack", NOW)
        await unit.commit()
    soon = NOW + timedelta(milliseconds=1)
    assert [each.id for each in await take(database, soon)] == ([] if shared else ["a"])
    assert await take(database, soon, platform="matrix") == []


async def test_notes_are_forgotten_after_their_time_settled_or_not(database: Database) -> None:
    await receive(database, event("old"), event("older", at=NOW - HELD), event("young", at=NOW + HELD))
    async with database.unit_of_work() as unit:
        await unit.inbox.settle(["older"])
        assert await unit.inbox.forget_before(NOW + timedelta(seconds=1)) == 2
        await unit.commit()
    assert [each.id for each in await take(database)] == ["young"]
    assert await receive(database, event("old")) == {"old"}


@pytest.fixture
async def replicas(postgres_url: str) -> AsyncIterator[Sequence[SqlDatabase]]:
    """Two processes' worth of one PostgreSQL."""
    both = [SqlDatabase(create_engine(database_url(postgres_url))) for _ in range(2)]
    await upgrade(both[0].engine)
    yield both
    for each in both:
        await each.close()


async def test_what_two_receive_at_once_is_new_to_one_of_them(replicas: Sequence[SqlDatabase]) -> None:
    events = [event(f"{number:03}") for number in range(100)]

    async def received(number: int) -> frozenset[str]:
        order = events if number % 2 else events[::-1]
        return await receive(replicas[number % 2], *order)

    async with asyncio.timeout(20):
        new = await asyncio.gather(*(received(number) for number in range(8)))
    assert sorted(id_ for each in new for id_ in each) == [each.id for each in events]


async def test_two_that_take_at_once_never_take_the_same(replicas: Sequence[SqlDatabase]) -> None:
    await receive(replicas[0], *(event(f"{number:03}") for number in range(200)))

    async def taken(database: Database) -> list[str]:
        ids: list[str] = []
        while found := await take(database, most=7):
            ids += [each.id for each in found]
        return ids

    async with asyncio.timeout(20):
        shares = await asyncio.gather(*(taken(database) for database in (*replicas, *replicas)))
    everything = [id_ for share in shares for id_ in share]
    assert len(everything) == len(set(everything))
    assert len(everything) + await _left(replicas[0]) == 200


async def _left(database: Database) -> int:
    """What was locked by another at the moment when somebody looked for the last time is taken by whoever looks next."""
    return len(await take(database, most=300))


async def test_whoever_takes_does_not_wait_for_another_that_takes(replicas: Sequence[SqlDatabase]) -> None:
    await receive(replicas[0], event("a"), event("b"))
    async with replicas[0].unit_of_work() as first, asyncio.timeout(20):
        assert [each.id for each in await first.inbox.take("slack", LATER, LATER + HELD, 1)] == ["a"]
        assert [each.id for each in await take(replicas[1])] == ["b"]
