# SPDX-License-Identifier: MPL-2.0
"""What was changed stands as it was recorded, and is found by every filter."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.audit import AuditFilter
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from storage.unit_of_work import Database, UnitOfWork
from tests.conftest import NOW
from tests.contract.records import event

HOUR = timedelta(hours=1)


async def _found(unit: UnitOfWork, **where: object) -> list[str]:
    return [each.id for each in await unit.audit.find(AuditFilter(**where))]  # type: ignore[arg-type]


async def test_every_field_of_an_event_is_kept(database: Database) -> None:
    full = event(
        "a", outcome="refused", subject="role_assignments/1", about="product/os2mo", on_behalf_of="aarhus", person="q",
        before={"share": 50, "valid_to": None, "open": True}, after={"tags": ["æ", "ø"]}, reason="Må ikke.\n", request="r",
    )  # fmt: skip
    async with database.unit_of_work() as unit:
        await unit.audit.record(full)
        await unit.audit.record(event("b"))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert list(await unit.audit.find()) == [event("b"), full]


async def test_the_newest_comes_first_and_of_one_moment_the_last_recorded(database: Database) -> None:
    for id_, at in (("d", NOW), ("a", NOW + HOUR), ("c", NOW), ("b", NOW), ("e", NOW - HOUR)):
        async with database.unit_of_work() as unit:
            await unit.audit.record(event(id_, at=at))
            await unit.commit()
    async with database.unit_of_work() as unit:
        assert await _found(unit) == ["a", "b", "c", "d", "e"]
        assert [each.id for each in await unit.audit.find(limit=2)] == ["a", "b"]
        assert list(await unit.audit.find(limit=0)) == []


async def test_each_condition_narrows_what_is_found(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.audit.record(event("a", actor="p", person="q", action="role.end", about="product/os2mo"))
        await unit.audit.record(event("b", actor="q", action="role.appoint", outcome="refused", at=NOW + HOUR))
        await unit.audit.record(event("c", actor="r", action="Role_end", about="product/os2mo", at=NOW + 2 * HOUR))
        assert await _found(unit, actor="q") == ["b"]
        assert await _found(unit, person="q") == ["b", "a"]
        assert await _found(unit, about="product/os2mo") == ["c", "a"]
        assert await _found(unit, outcome="done") == ["c", "a"]
        assert await _found(unit, since=NOW + HOUR, until=NOW + 2 * HOUR) == ["b"]
        assert await _found(unit, person="q", about="product/os2mo", outcome="done", action="role.") == ["a"]


async def test_an_action_is_found_by_its_beginning_letter_by_letter(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for number, action in enumerate(("role.end", "role.hand_over", "Role.end", "rolexend", "person.role.end", "role%")):
            await unit.audit.record(event(str(number), action=action))
        assert await _found(unit, action="role.") == ["1", "0"]
        assert await _found(unit, action="role.end") == ["0"]
        assert await _found(unit, action="role%") == ["5"]
        assert await _found(unit, action="%") == []


async def test_moments_are_compared_whatever_zone_they_come_in(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.audit.record(event("a", at=datetime(2026, 7, 1, 12, tzinfo=UTC)))
        assert await _found(unit, since=datetime.fromisoformat("2026-07-01T14:00:00+02:00")) == ["a"]
        assert await _found(unit, since=datetime.fromisoformat("2026-07-01T12:00:00-02:00")) == []


async def test_what_is_older_than_its_retention_is_forgotten(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for number in range(3):
            await unit.audit.record(event(str(number), at=NOW + number * HOUR))
        assert await unit.audit.forget_before(NOW + HOUR) == 1
        assert await _found(unit) == ["2", "1"]
        await unit.audit.record(event("later", at=NOW + 2 * HOUR))
        assert await _found(unit) == ["later", "2", "1"]


async def test_a_document_that_json_cannot_hold_is_refused(database: Database) -> None:
    async with database.unit_of_work() as unit:
        with pytest.raises(Exception, match="not JSON serializable"):
            await unit.audit.record(event("a", before={"on": NOW}))


async def test_the_database_itself_refuses_to_change_an_event(sql_url: str) -> None:
    engine = create_engine(database_url(sql_url))
    await upgrade(engine)
    opened = SqlDatabase(engine)
    async with opened.unit_of_work() as unit:
        await unit.audit.record(event("a"))
        await unit.commit()
    with pytest.raises(DBAPIError, match="what was changed is never changed again"):
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE audit_events SET actor = 'somebody else'"))
    async with opened.unit_of_work() as unit:
        assert list(await unit.audit.find()) == [event("a")]
    await opened.close()
