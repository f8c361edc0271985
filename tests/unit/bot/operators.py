# SPDX-License-Identifier: MPL-2.0
"""People and roles of the tests of operators' commands, in memory, with `console` as an admin."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.admins import CONSOLE, appoint_first_admins
from bot.operating import Session, session
from config.roles import Role
from storage.memory import MemoryDatabase
from storage.people import LinkedIdentity, Person
from storage.roles import RoleAssignment, Scope
from storage.unit_of_work import Database
from tests.conftest import NOW

ZONE = ZoneInfo("Europe/Copenhagen")
ANNE = "a" * 32


async def staffed(*admins: str) -> MemoryDatabase:
    """A database with these admins; without any named, `console`."""
    database = MemoryDatabase()
    await appoint_first_admins(database, admins or (CONSOLE,), NOW, ZONE)
    return database


@asynccontextmanager
async def at_console(database: Database, now: datetime = NOW) -> AsyncIterator[Session]:
    async with database.unit_of_work() as unit:
        yield await session(unit, now, ZONE)


async def known(database: Database, id_: str = ANNE, identity: str = "", **fields: Any) -> Person:
    """Somebody on record."""
    person = Person(id=id_, created_at=NOW, seen_on=NOW.date(), **fields)
    async with database.unit_of_work() as unit:
        await unit.people.add(person)
        await unit.people.attach(LinkedIdentity(identity=identity or f"matrix:@{id_}:example.org", person=id_, linked_at=NOW))
        await unit.commit()
    return person


async def holding(database: Database, id_: str, role: Role, scope: Scope, **fields: Any) -> RoleAssignment:
    """An assignment since 1 January 2026 unless told otherwise."""
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    made = RoleAssignment(id=id_, role=role, scope=scope, **{"valid_from": begun.date(), "recorded_at": begun, "confirmed_at": begun, **fields})
    async with database.unit_of_work() as unit:
        await unit.roles.add(made)
        await unit.commit()
    return made
