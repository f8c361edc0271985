# SPDX-License-Identifier: MPL-2.0
"""A unit of work is one transaction, whichever way its statements take to the database."""

from contextlib import suppress
from datetime import timedelta, timezone
from sqlite3 import ProgrammingError

import pytest

from storage.conversations import Conversation, Suggestion
from storage.inbox import InboxEvent
from storage.sql.direct_sqlite import driver_of
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from storage.unit_of_work import Database, UnitOfWork
from tests.conftest import NOW
from tests.contract.records import link, person

SUBJECT = Conversation(id="c", intent="fee", slots={"product": "æ"}, at=NOW, choices=(Suggestion("fee", {}),), missing=("level",))


async def _remember(unit: UnitOfWork) -> None:
    """On SQLite, past SQLAlchemy."""
    await unit.conversations.remember(SUBJECT)


async def _add(unit: UnitOfWork) -> None:
    """Through SQLAlchemy."""
    await unit.people.add(person("p"))
    await unit.people.attach(link("console", "p"))


STEPS = {"prepared": (_remember,), "ordinary": (_add,), "prepared first": (_remember, _add), "ordinary first": (_add, _remember)}


async def _found(database: Database) -> tuple[bool, bool]:
    async with database.unit_of_work() as unit:
        return await unit.conversations.recall("c", NOW) is not None, await unit.people.of("console") is not None


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
async def test_all_of_it_is_kept_at_once(steps: tuple[object, ...], database: Database) -> None:
    async with database.unit_of_work() as unit:
        for step in steps:
            await step(unit)  # type: ignore[operator] # each is one of the two above
        await unit.commit()
    assert await _found(database) == (_remember in steps, _add in steps)


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
async def test_without_a_commit_none_of_it_is(steps: tuple[object, ...], database: Database) -> None:
    async with database.unit_of_work() as unit:
        for step in steps:
            await step(unit)  # type: ignore[operator]
    assert await _found(database) == (False, False)


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
async def test_nor_after_an_error(steps: tuple[object, ...], database: Database) -> None:
    with suppress(LookupError):
        async with database.unit_of_work() as unit:
            for step in steps:
                await step(unit)  # type: ignore[operator]
            raise LookupError
    assert await _found(database) == (False, False)


async def test_what_follows_a_commit_is_a_transaction_of_its_own(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await _remember(unit)
        await unit.commit()
        await _add(unit)
    assert await _found(database) == (True, False)


async def test_a_subject_comes_back_as_it_was_and_is_replaced(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await _remember(unit)
        assert await unit.conversations.recall("c", NOW) == SUBJECT
        await unit.conversations.remember(Conversation(id="c", intent="", slots={}, at=NOW))
        assert await unit.conversations.recall("c", NOW) == Conversation(id="c", intent="", slots={}, at=NOW)


async def test_a_moment_is_the_same_in_every_time_zone(database: Database) -> None:
    danish = NOW.astimezone(timezone(timedelta(hours=1)))
    async with database.unit_of_work() as unit:
        await unit.people.add(person("p", created_at=danish, informed_at=danish, organisation="aarhus", language="en"))
        await unit.people.attach(link("console", "p"))
        assert await unit.people.of("console") == person("p", informed_at=NOW, organisation="aarhus", language="en")


async def test_a_message_is_accepted_once_and_a_reply_kept_only_for_what_was_received(database: Database) -> None:
    async with database.unit_of_work() as unit:
        assert [await unit.inbox.accept("m", NOW) for _ in range(2)] == [True, False]
        await unit.inbox.receive([InboxEvent(id="e", platform="console", payload="{}", received_at=NOW)], NOW)
        for event in ("e", "m", "unheard of"):
            await unit.inbox.keep_reply(event, "{}")
        taken = await unit.inbox.take("console", NOW + timedelta(minutes=1), NOW + timedelta(minutes=2), 10)
        assert [(each.id, each.reply) for each in taken] == [("e", "{}")]


async def test_a_unit_of_work_outlives_its_engine_and_the_next_one_begins_anew(sqlite_url: str) -> None:
    opened = SqlDatabase(create_engine(database_url(sqlite_url)))
    await upgrade(opened.engine)
    async with opened.unit_of_work() as unit:
        await _remember(unit)
        await opened.close()
        await _add(unit)
        await unit.commit()
    assert await _found(opened) == (True, True)
    await opened.close()
    assert await _found(opened) == (True, True)
    await opened.close()


async def test_after_a_connection_is_lost_the_next_unit_of_work_gets_another(sqlite_url: str) -> None:
    opened = SqlDatabase(create_engine(database_url(sqlite_url)))
    await upgrade(opened.engine)
    with pytest.raises(ProgrammingError):  # noqa: PT012 - the whole unit of work is what fails
        async with opened.unit_of_work() as unit:
            await _remember(unit)
            driver = driver_of(unit._connection)  # as if the disk were gone
            assert driver is not None
            driver.close()
    assert await _found(opened) == (False, False)
    await opened.close()
