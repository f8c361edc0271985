# SPDX-License-Identifier: MPL-2.0
"""An import of roles is all or nothing, and never goes over somebody else's change."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import importing_people
from bot.operating import Session, session
from config.problems import ConfigError
from handlers.changing.steps import Step
from storage.audit import AuditFilter
from storage.people import LinkedIdentity, Person
from storage.roles import Scope
from tests.conftest import NOW
from tests.contract.people_files.importing import ANNE, BO, COORDINATES, LONG_AGO, TODAY, ZONE, Importing
from tests.contract.records import assignment


async def _role_of_another(session: Session) -> None:
    held = (await session.unit.roles.over(Scope("product", "os2mo")))[0]
    await session.unit.roles.save(replace(held, share=99))


async def _role_of_the_same_kind(session: Session) -> None:
    await session.unit.roles.add(assignment("new", role="bruger", organisation="soenderby"))


async def _identity_taken(session: Session) -> None:
    await session.unit.people.add(Person(id="anne", created_at=NOW, seen_on=TODAY))
    await session.unit.people.attach(LinkedIdentity(identity=ANNE, person="anne", linked_at=NOW))


async def _person_gone(session: Session) -> None:
    await session.unit.people.remove("bo")


async def _organisation_gone(session: Session) -> None:
    await session.unit.catalogue.remove("organisations", frozenset(("nordby",)))


@pytest.mark.parametrize("meanwhile", [_role_of_another, _role_of_the_same_kind, _identity_taken, _person_gone, _organisation_gone])
async def test_when_something_was_changed_since_it_was_shown_nothing_is_written(people: Importing, path: Path, meanwhile: Any) -> None:
    await people.known("bo", BO)
    await people.add(assignment("one", valid_from=LONG_AGO, organisation="nordby"))
    use = {"role": "bruger", "scope": "os2mo"}
    plan = await people.plan(path, {**COORDINATES, "organisation": "nordby", "share": "20"}, {**use, "identity": ANNE}, {**use, "identity": BO})
    async with people.database.unit_of_work() as unit:
        await meanwhile(await session(unit, NOW, ZONE))
        await unit.commit()
    before = await people.held()
    with pytest.raises(ConfigError) as raised:
        await people.apply(path, plan)
    assert len(raised.value.problems) == 1
    if meanwhile is not _organisation_gone:
        assert str(raised.value) == "people or roles were changed by somebody else since the changes were shown; nothing was written, import again"
    assert await people.held() == before


async def test_that_somebody_writes_or_another_role_changes_meanwhile_does_no_harm(people: Importing, path: Path) -> None:
    await people.known("bo", BO)
    await people.add(assignment("other", role="moderator", organisation="nordby"))
    plan = await people.plan(path, {**COORDINATES, "identity": BO})
    async with people.database.unit_of_work() as unit:
        bo, moderates = await unit.people.of(BO), await unit.roles.get("other")
        assert bo
        assert moderates
        await unit.people.save(replace(bo, informed_at=NOW))
        await unit.roles.save(replace(moderates, share=10))
        await unit.commit()
    assert await people.apply(path, plan)


async def test_what_was_shown_yesterday_is_not_written_today(people: Importing, path: Path) -> None:
    plan = await people.plan(path, {**COORDINATES, "organisation": "nordby"})
    people.now += timedelta(days=1)
    with pytest.raises(ConfigError, match="import again"):
        await people.apply(path, plan)


async def test_of_two_that_import_at_once_one_is_told(people: Importing, path: Path) -> None:
    lines = ({**COORDINATES, "organisation": "nordby"}, {"role": "bruger", "scope": "os2mo", "identity": ANNE})
    plans = [await people.plan(path, *lines) for _ in range(2)]
    async with asyncio.timeout(20):
        ended = await asyncio.gather(*(people.apply(path, plan) for plan in plans), return_exceptions=True)
    assert sorted(map(type, ended), key=str) == [bool, ConfigError]
    assert len(await people.held()) == 2


async def test_an_import_that_fails_halfway_leaves_nothing(people: Importing, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing_people, "MOST_AT_ONCE", 1)
    carried_out = importing_people._carried_out
    calls: list[list[Step]] = []

    async def cut_off(steps: list[Step], session: Session) -> str:
        calls.append(steps)
        if len(calls) == 2:
            raise OSError("the machine stops")
        return await carried_out(steps, session)

    monkeypatch.setattr(importing_people, "_carried_out", cut_off)
    plan = await people.plan(path, {**COORDINATES, "identity": ANNE}, {"role": "bruger", "scope": "os2mo", "identity": BO})
    with pytest.raises(OSError, match="stops"):
        await people.apply(path, plan)
    assert await people.held() == []
    async with people.database.unit_of_work() as unit:
        assert await unit.people.of(ANNE) is None
        assert await unit.audit.find(AuditFilter(action="people.import")) == []
