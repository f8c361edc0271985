# SPDX-License-Identifier: MPL-2.0
"""The nightly round leaves a whole state whenever it is killed, whoever else writes at that moment."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.retention import Retained, Retention, retain
from handlers.actor import SYSTEM
from storage.audit import AuditFilter
from storage.roles import Scope
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import TODAY, assignment, link, person, question

ZONE = ZoneInfo("Europe/Copenhagen")
DAY, SECOND, NO_TIME = timedelta(days=1), timedelta(seconds=1), timedelta()
KEPT = Retention(
    people=100 * DAY, former_roles=200 * DAY, audit=300 * DAY, questions=70 * DAY, notices=60 * DAY, deliveries=80 * DAY, changes=50 * DAY, absences=40 * DAY,
    attendance=30 * DAY, onboarding=20 * DAY, announcements=10 * DAY,
)  # fmt: skip
LONG_AGO = TODAY - 3 * KEPT.people
RETIRED = {"valid_from": LONG_AGO, "valid_to": TODAY - DAY}
PATIENCE = 20  # seconds for whatever is awaited


async def _retain(database: Database) -> Retained:
    async with asyncio.timeout(PATIENCE):
        return await retain(database, KEPT, NOW, ZONE)


async def _fill(database: Database) -> None:
    """Three people to be erased, each with a role of old and a question; four former roles of somebody who stays."""
    async with database.unit_of_work() as unit:
        await unit.people.add(person("stays"))
        for number in range(3):
            id_ = f"goes{number}"
            await unit.people.add(person(id_, seen_on=LONG_AGO))
            await unit.people.attach(link(f"matrix:@{id_}:example.org", id_))
            await unit.roles.add(assignment(id_, person=id_, **RETIRED))
            await unit.questions.add(question(number + 1, asker=id_, text="Må vi?"))
        for number in range(4):
            await unit.roles.add(assignment(f"former{number}", person="stays", valid_from=LONG_AGO, valid_to=LONG_AGO + DAY))
        await unit.commit()


async def _check_whole(database: Database) -> None:
    """Whoever is still there has everything; of whoever is not there is nothing, and the audit says so once."""
    async with database.unit_of_work() as unit:
        roles = {each.id: each.person for each in await unit.roles.everything()}
        told = [each.subject for each in await unit.audit.find(AuditFilter(actor=SYSTEM))]
        for number in range(3):
            id_ = f"goes{number}"
            there = await unit.people.person(id_) is not None
            found = (bool(await unit.people.identities(id_)), roles[id_] == id_, len(await unit.questions.of(id_)) == 1)
            assert found == (there, there, there)
            assert (told.count(f"people/{id_}"), told.count(f"role_assignments/{id_}")) == (not there, not there)
        for number in range(4):
            assert told.count(f"role_assignments/former{number}") == (roles[f"former{number}"] is None)


class _KilledError(Exception):
    """The power went."""


class _Watched:
    """A database that does something each time one of its units of work is opened, and each time one is asked for a part of it, or to commit."""

    def __init__(self, database: Database, *, opening: Callable[[], Awaitable[None]] | None = None, asking: Callable[[], None] = lambda: None) -> None:
        self._database, self.opening, self.asking = database, opening, asking

    def unit_of_work(self) -> Any:
        return _WatchedUnit(self, self._database.unit_of_work())

    async def close(self) -> None:
        """Whoever opened it closes it."""


class _WatchedUnit:
    def __init__(self, watched: _Watched, unit: Any) -> None:
        self._watched, self._unit = watched, unit

    async def __aenter__(self) -> Self:
        if self._watched.opening:
            await self._watched.opening()
        await self._unit.__aenter__()
        return self

    async def __aexit__(self, *why: object) -> None:
        await self._unit.__aexit__(*why)

    def __getattr__(self, name: str) -> Any:
        self._watched.asking()
        return getattr(self._unit, name)


def _mortal(database: Database, lives: int) -> _Watched:
    def count() -> None:
        nonlocal lives
        lives -= 1
        if lives < 0:
            raise _KilledError

    return _Watched(database, asking=count)


async def test_killed_anywhere_it_leaves_a_whole_state_and_the_next_round_goes_on(database: Database) -> None:
    await _fill(database)
    killed, lives = 0, 0
    while True:
        try:
            await _retain(_mortal(database, lives))
        except _KilledError:
            killed, lives = killed + 1, lives + 1
        else:
            break
        await _check_whole(database)
    assert killed > 20
    await _check_whole(database)
    async with database.unit_of_work() as unit:
        assert await unit.people.some([f"goes{number}" for number in range(3)]) == {}
        assert [each.person for each in await unit.roles.everything()] == [None] * 7


async def test_two_replicas_at_once_do_each_thing_once(sql_url: str) -> None:
    first, second = (SqlDatabase(create_engine(database_url(sql_url))) for _ in range(2))
    await upgrade(first.engine)
    await _fill(first)
    one, other = await asyncio.gather(_retain(first), _retain(second))
    assert (one.people + other.people, one.former_roles + other.former_roles) == (3, 4)
    await _check_whole(first)
    for each in (first, second):
        await each.close()


async def _seen(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.save(person("p", seen_on=LONG_AGO))
        await unit.commit()


async def _appointed(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.roles.add(assignment("new", person="p"))
        await unit.commit()


async def _erased(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.remove("p")
        await unit.commit()


@pytest.mark.parametrize("change", [_seen, _appointed, _erased])
async def test_what_became_of_a_person_since_they_were_found_counts(database: Database, change: Callable[[Database], Awaitable[None]]) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("p", seen_on=LONG_AGO))
        await unit.commit()
    opened = 0

    async def opening() -> None:
        nonlocal opened
        opened += 1
        if opened == 2:  # once they are found, and before they are erased
            await change(database)

    assert await _retain(_Watched(database, opening=opening)) == Retained()
    async with database.unit_of_work() as unit:
        assert (await unit.people.person("p") is None) == (change is _erased)
        assert list(await unit.audit.find()) == []


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[SqlDatabase]:
    opened = SqlDatabase(create_engine(database_url(postgres_url)))
    await upgrade(opened.engine)
    yield opened
    await opened.close()


async def _somebody_waits(database: SqlDatabase) -> bool:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    async with database.engine.connect() as connection:
        return bool(await connection.scalar(waiting))


async def test_who_writes_at_this_very_moment_stays(postgres: SqlDatabase) -> None:
    async with postgres.unit_of_work() as unit:
        await unit.people.add(person("p", seen_on=LONG_AGO))
        await unit.commit()
    async with postgres.unit_of_work() as theirs:
        await theirs.people.save(person("p", seen_on=TODAY))
        task = asyncio.create_task(_retain(postgres))
        async with asyncio.timeout(PATIENCE):  # until the round waits for their message to be dealt with
            while not await _somebody_waits(postgres):
                await asyncio.sleep(0.01)
        await theirs.commit()
    assert await task == Retained()
    async with postgres.unit_of_work() as unit:
        assert await unit.people.person("p") == person("p", seen_on=TODAY, version=1)


async def test_who_is_appointed_again_at_this_very_moment_stays(postgres: SqlDatabase) -> None:
    scope = Scope("product", "os2mo")
    async with postgres.unit_of_work() as unit:
        await unit.people.add(person("p", seen_on=LONG_AGO))
        await unit.roles.add(assignment("then", scope=scope, person="p", **RETIRED))
        await unit.commit()
    async with postgres.unit_of_work() as theirs:
        await theirs.roles.hold(scope, "produktkoordinator")
        await theirs.roles.add(assignment("again", scope=scope, person="p"))
        task = asyncio.create_task(_retain(postgres))
        async with asyncio.timeout(PATIENCE):
            while not await _somebody_waits(postgres):
                await asyncio.sleep(0.01)
        await theirs.commit()
    assert await task == Retained()
