# SPDX-License-Identifier: MPL-2.0
"""The durable inbox keeps many at once, tells each whether it was kept, and loses nothing where the database fails."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

import pytest

from bot.durable_inbox import DurableInbox
from storage.inbox import InboxEvent
from storage.memory import MemoryDatabase
from storage.memory.unit_of_work import MemoryUnitOfWork
from tests.conftest import NOW

HELD = timedelta(seconds=60)


class Database(MemoryDatabase):
    """Counts transactions that are committed; `failing` of the next fail, and while `closed` is not set, all wait."""

    def __init__(self) -> None:
        super().__init__()
        self.commits = 0
        self.failing = 0
        self.open = asyncio.Event()
        self.open.set()

    def unit_of_work(self) -> MemoryUnitOfWork:
        return Counted(self)


class Counted(MemoryUnitOfWork):
    _database: Database

    async def commit(self) -> None:
        await self._database.open.wait()
        if self._database.failing:
            self._database.failing -= 1
            raise ConnectionError("the database is away")
        await super().commit()
        self._database.commits += 1


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def passes(self, span: timedelta) -> None:
        self.at += span


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def opened(database: Database, clock: Callable[[], datetime], held: timedelta = HELD) -> DurableInbox:
    return DurableInbox(database, "slack", clock, held)


async def until(so: Callable[[], bool], what: str) -> None:
    for _ in range(2_000):
        if so():
            return
        await asyncio.sleep(0.001)
    raise AssertionError(f"waited 2 s in vain for {what}")


def waiting(database: Database) -> Collection[str]:
    return database.state.events_kept.keys()


def ids(taken: Sequence[InboxEvent]) -> list[str]:
    return [event.id for event in taken]


async def test_many_at_once_are_kept_in_few_transactions(database: Database, clock: Clock) -> None:
    async with opened(database, clock) as inbox:
        before = database.commits
        assert all(await asyncio.gather(*(inbox.keep(str(number), "p") for number in range(400))))
        assert database.commits - before == 1
        assert all(await asyncio.gather(*(inbox.keep(f"b{number}", "p") for number in range(1_200))))
        assert database.commits - before == 4
    assert len(waiting(database)) == 1_600


async def test_of_the_same_event_twice_at_once_one_is_new(database: Database, clock: Clock) -> None:
    async with opened(database, clock) as inbox:
        assert list(await asyncio.gather(inbox.keep("a", "p"), inbox.keep("a", "p"), inbox.keep("b", "p"))) == [True, False, True]
        assert await inbox.keep("a", "p") is False


async def test_whoever_delivers_hears_that_the_database_fails_and_later_ones_are_kept(database: Database, clock: Clock) -> None:
    async with opened(database, clock) as inbox:
        database.failing = 1
        heard = await asyncio.gather(*(inbox.keep(each, "p") for each in "abc"), return_exceptions=True)
        assert [type(each) for each in heard] == [ConnectionError] * 3
        assert await inbox.keep("a", "p") is True
        assert set(waiting(database)) == {"a"}


@pytest.mark.parametrize(("event_id", "payload"), [("a\0", "p"), ("a\ud800", "p"), ("a", "p\ud800"), ("a", "p\0"), ("a" * 401, "p")])
async def test_what_no_database_keeps_hinders_nothing_else(database: Database, clock: Clock, event_id: str, payload: str) -> None:
    async with opened(database, clock) as inbox:
        heard = await asyncio.gather(inbox.keep("b", "p"), inbox.keep(event_id, payload), inbox.keep("c", "p"), return_exceptions=True)
    assert (heard[0], isinstance(heard[1], ValueError), heard[2]) == (True, True, True)


async def test_what_whoever_delivered_did_not_wait_for_is_not_kept_if_there_was_time(database: Database, clock: Clock) -> None:
    async with opened(database, clock) as inbox:
        database.open.clear()
        first = asyncio.create_task(inbox.keep("a", "p"))
        await until(database.lock.locked, "the first to be written")
        second = asyncio.create_task(inbox.keep("b", "p"))
        await asyncio.sleep(0)
        first.cancel()
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        database.open.set()
        await until(lambda: "a" in waiting(database), "the first to be kept")
        assert "b" not in waiting(database)
        assert await inbox.keep("b", "p") is True


async def test_what_was_kept_too_late_for_whoever_delivered_it_may_be_taken_at_once(database: Database, clock: Clock) -> None:
    async with opened(database, clock) as inbox:
        database.open.clear()
        keeper = asyncio.create_task(inbox.keep("a", "p"))
        await until(database.lock.locked, "it to be written")
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        database.open.set()
        await until(lambda: database.commits == 3, "it to be let go")
        clock.passes(timedelta(milliseconds=1))
        assert ids(await inbox.take()) == ["a"]


async def test_what_is_settled_is_noted_when_the_inbox_is_closed(database: Database, clock: Clock) -> None:
    async with opened(database, clock) as inbox:
        await inbox.keep("a", "p")
        inbox.settle("a")
    assert set(waiting(database)) == set()


async def test_what_could_not_be_noted_as_settled_is_noted_later_and_not_taken_meanwhile(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.durable_inbox.AGAIN", 0.05)
    async with opened(database, clock) as inbox:
        await inbox.keep("a", "p")
        database.failing = 1
        inbox.settle("a")
        await until(lambda: not database.failing, "a transaction to fail")
        clock.passes(2 * HELD)
        assert await inbox.take() == []
        await until(lambda: not waiting(database), "it to be noted")


async def test_what_is_in_hand_when_the_inbox_is_closed_may_be_taken_at_once(database: Database, clock: Clock) -> None:
    async with opened(database, clock) as inbox:
        await inbox.keep("a", "p")
    assert [until for _, until in database.state.events_kept.values()] == [NOW]
    clock.passes(timedelta(milliseconds=1))
    async with opened(database, clock) as inbox:
        assert ids(await inbox.take()) == ["a"]


async def test_a_process_that_is_alone_takes_over_what_a_killed_one_held(database: Database, clock: Clock) -> None:
    async with database.unit_of_work() as unit:
        await unit.inbox.receive([InboxEvent(id="a", platform="slack", payload="p", received_at=NOW)], NOW + HELD)
        await unit.commit()
    clock.passes(timedelta(seconds=1))
    async with opened(database, clock) as inbox:
        clock.passes(timedelta(milliseconds=1))
        assert ids(await inbox.take()) == ["a"]
        assert await inbox.take() == [], "it is held again"


async def test_whoever_works_holds_on_and_whoever_lets_go_does_not(database: Database, clock: Clock) -> None:
    held = timedelta(milliseconds=30)
    async with opened(database, clock, held) as inbox:
        for each in "abc":
            await inbox.keep(each, "p")
        inbox.let_go("b")
        before = database.commits
        inbox.put_off("c")
        await until(lambda: database.commits > before, "it to be noted")
        clock.passes(held)
        await until(lambda: database.state.events_kept["a"][1] == clock.at + held, "it to be held on")
        clock.passes(timedelta(milliseconds=1))
        assert ids(await inbox.take()) == ["b", "c"]


async def test_what_is_in_hand_is_not_taken_a_second_time_though_nobody_could_hold_on(database: Database, clock: Clock) -> None:
    async with opened(database, clock) as inbox:
        await inbox.keep("a", "p")
        clock.passes(2 * HELD)
        assert await inbox.take() == []
        inbox.let_go("a")
        clock.passes(2 * HELD)
        assert ids(await inbox.take()) == ["a"]


async def test_what_is_put_off_does_not_wear_out(database: Database, clock: Clock) -> None:
    async with opened(database, clock) as inbox:
        await inbox.keep("a", "p")
        for _ in range(10):
            inbox.put_off("a")
            before = database.commits
            await until(lambda before=before: database.commits > before, "it to be noted")  # type: ignore[misc]
            assert await inbox.take() == []
            clock.passes(2 * HELD)
            (taken,) = await inbox.take()
            assert taken.attempts == 2


async def test_a_database_that_is_away_when_the_inbox_is_opened_is_said(database: Database, clock: Clock) -> None:
    database.failing = 1
    with pytest.raises(ConnectionError):
        await opened(database, clock).__aenter__()
