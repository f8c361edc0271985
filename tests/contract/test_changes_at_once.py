# SPDX-License-Identifier: MPL-2.0
"""Changes by several people and several processes at once, and by one that is cut off: each is done whole or not at all, and never twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from bot.answer import Answer
from bot.dispatch import Dispatcher
from config.intents.intent import load_intents
from handlers.message import Message
from storage.audit import AuditFilter
from storage.roles import RoleAssignment, Scope
from storage.seeding import seed
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from tests.cast import assemble
from tests.conftest import NOW
from tests.dialogues import Cast

ONE, OTHER = "slack:T0TEST001:U0SEK0001", "slack:T0TEST001:U0SEK0002"
PEOPLE = {"one": Cast(ONE, ("sekretariat association",)), "other": Cast(OTHER, ("sekretariat association",))}
KITOS = Scope("product", "os2kitos")
PATIENCE = 30  # seconds for whatever is awaited
CUTS = 40  # turns of the loop after which a process is cut off, from none on

Replica = tuple[SqlDatabase, Dispatcher]


@pytest.fixture
async def replicas(sql_url: str) -> AsyncIterator[list[Replica]]:
    """Two processes' worth of one database."""
    databases = [SqlDatabase(create_engine(database_url(sql_url))) for _ in range(2)]
    await upgrade(databases[0].engine)
    await seed(databases[0])
    await assemble(databases[0], PEOPLE)
    made = [(database, Dispatcher(database, load_intents())) for database in databases]
    for _, dispatcher in made:
        await dispatcher.prepare(NOW)
    yield made
    for database in databases:
        await database.close()


async def _said(dispatcher: Dispatcher, identity: str, text: str, id_: str = "") -> Answer | None:
    message = Message(id=id_ or f"{identity}/{text}", conversation=identity, sender=identity, text=text, private=True)
    return await asyncio.wait_for(dispatcher.answer(message, NOW), PATIENCE)


async def _coordinators(database: SqlDatabase) -> list[RoleAssignment]:
    async with database.unit_of_work() as unit:
        return list(await unit.roles.over(KITOS, "produktkoordinator"))


async def test_two_who_fill_the_same_role_at_once_are_not_both_told_it_is_done(replicas: list[Replica]) -> None:
    (first, one), (_, other) = replicas
    await _said(one, ONE, "gør Syddjurs Kommune til koordinator for os2kitos")
    await _said(other, OTHER, "gør Odense Kommune til koordinator for os2kitos")
    answers = await asyncio.gather(_said(one, ONE, "ja"), _said(other, OTHER, "ja"))
    assert sorted(answer.reply.outcome for answer in answers if answer) == ["answered", "declined"]
    assert len(await _coordinators(first)) == 1


async def test_the_same_yes_to_two_processes_acts_once(replicas: list[Replica]) -> None:
    (first, one), (_, other) = replicas
    await _said(one, ONE, "gør Syddjurs Kommune til koordinator for os2kitos")
    answers = await asyncio.gather(_said(one, ONE, "ja", "same"), _said(other, ONE, "ja", "same"))
    assert [answer.reply.outcome for answer in answers if answer] == ["answered"]
    assert len(await _coordinators(first)) == 1


async def test_two_yeses_to_two_processes_act_once(replicas: list[Replica]) -> None:
    """Clicked twice: two messages, one change."""
    (first, one), (_, other) = replicas
    await _said(one, ONE, "gør Syddjurs Kommune til koordinator for os2kitos")
    await asyncio.gather(_said(one, ONE, "1", "click 1"), _said(other, ONE, "1", "click 2"))
    assert len(await _coordinators(first)) == 1
    async with first.unit_of_work() as unit:
        assert len(await unit.audit.find(AuditFilter(action="role.appoint", outcome="done"))) == 1


async def test_a_yes_that_is_cut_off_anywhere_is_done_whole_or_not_at_all(replicas: list[Replica]) -> None:
    """The task is cancelled after ever more turns of the loop: what a process leaves behind that is killed there. The platform delivers the yes again."""
    database, dispatcher = replicas[0]
    for cut in range(CUTS):
        await _said(dispatcher, ONE, "udpeg Syddjurs Kommune som referent i styregruppen for os2kitos", f"wish {cut}")
        before = await _minute_takers(database)
        task = asyncio.create_task(_said(dispatcher, ONE, "ja", f"yes {cut}"))
        for _ in range(cut):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        done, audited = await _minute_takers(database)
        assert done == audited
        await _said(dispatcher, ONE, "ja", f"yes {cut}")
        assert await _minute_takers(database) == (before[0] + 1, before[1] + 1), f"cut off after {cut} turns"


async def _minute_takers(database: SqlDatabase) -> tuple[int, int]:
    """How many were appointed, and how many the audit knows of."""
    async with database.unit_of_work() as unit:
        held = await unit.roles.over(Scope("group", "os2kitos/styregruppe"), "referent")
        return len(held), len(await unit.audit.find(AuditFilter(action="role.appoint", outcome="done")))
