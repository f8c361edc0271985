# SPDX-License-Identifier: MPL-2.0
"""What is exported says all that a file may say, names nobody, and comes back the same."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.operating import session
from bot.people_plan import planned
from config.people_csv import read_people
from storage.roles import Scope
from tests.conftest import NOW
from tests.contract.people_files.importing import ANNE, BO, COORDINATES, LATER, LONG_AGO, ZONE, Importing, summary
from tests.contract.records import assignment


async def test_what_is_exported_differs_in_nothing_and_names_nobody(people: Importing, path: Path) -> None:
    await people.known("anne", ANNE, BO, name="Anne Testesen", name_consent_at=NOW, organisation="nordby")
    await people.add(
        assignment("1", organisation="nordby", person="anne", share=20, valid_from=LONG_AGO, valid_to=date(2021, 1, 1)),
        assignment("2", organisation="nordby", person="anne", share=20, valid_from=date(2021, 1, 1), valid_to=LATER, source="list-2026"),
        assignment("3", organisation="soenderby", valid_from=LATER),
        assignment("4", role="gruppemedlem", scope=Scope("group", "os2mo/netværk"), organisation=None, mailbox="+a;b@example.org"),
        assignment("5", role="kontaktperson", scope=Scope("organisation", "nordby"), organisation="nordby", mailbox="a@example.org"),
        assignment("6", role="kontaktperson", scope=Scope("organisation", "nordby"), organisation="nordby", mailbox="b@example.org"),
        assignment("7", role="forperson", scope=Scope("association"), organisation=None, person="anne"),
        assignment("8", role="forperson", scope=Scope("group", "bestyrelse"), withdrawn=True),
    )
    for history, lines in ((False, 7), (True, 8)):
        text, left_out = await people.export(history=history)
        assert (len(text.splitlines()) - 1, left_out) == (lines, 0)
        assert "Anne Testesen" not in text
        path.write_text(text, encoding="utf-8")
        async with people.database.unit_of_work() as unit:
            plan = await planned(read_people(path), await session(unit, NOW, ZONE))
        assert summary(plan) == (0, 0, lines, 0, 0)


async def test_an_export_fills_an_empty_database_with_the_same(people: Importing, path: Path, tmp_path: Path) -> None:
    await people.take(
        path,
        {**COORDINATES, "organisation": "nordby", "identity": ANNE, "share": "1/3", "valid_from": "1/1-2024"},
        {"role": "bruger", "scope": "os2mo", "identity": BO, "valid_to": "1.7.2027", "source": "list"},
    )
    text, _ = await people.export()
    path.write_text(text, encoding="utf-8")
    async with people.database.unit_of_work() as unit:
        for each in await people_ids(unit):
            await unit.people.remove(each)
        for held in await unit.roles.everything():
            if held.source != "settings":
                await unit.roles.save(replace(held, withdrawn=True))
        await unit.commit()
    async with people.database.unit_of_work() as unit:
        plan = await planned(read_people(path), await session(unit, NOW, ZONE))
    await people.apply(path, plan)
    assert await people.export() == (text, 0)


async def people_ids(unit: Any) -> list[str]:
    return [person.id for identity in (ANNE, BO) if (person := await unit.people.of(identity))]


async def test_what_no_line_can_say_is_left_out_and_counted(people: Importing) -> None:
    await people.known("bo", "test:bo")
    await people.add(
        assignment("1", organisation=None, person=None),  # its holder was erased
        assignment("2", role="bruger", organisation="nordby", person="gone"),
        assignment("3", role="bruger", organisation="nordby", person="bo"),  # known by no identity that a file may name
        assignment("4", role="bruger", scope=Scope("product", "os2gone"), organisation="nordby"),
        assignment("5", role="moderator", organisation="nordby"),
        assignment("6", role="moderator", organisation="nordby"),
    )
    text, left_out = await people.export()
    assert (len(text.splitlines()) - 1, left_out) == (2, 5)
    assert "moderator;product;os2mo;nordby" in text
