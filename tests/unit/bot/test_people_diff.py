# SPDX-License-Identifier: MPL-2.0
"""What an import of roles would change is shown line by line in the operator's language, without saying who people are."""

from datetime import date
from pathlib import Path

from bot.localise import Localiser
from bot.people_diff import as_json, as_text
from bot.people_plan import PeoplePlan, planned
from config.people_csv import read_people
from handlers.message import Language
from storage.roles import Scope
from storage.unit_of_work import Database
from tests.contract.catalogue import entry, product, put
from tests.unit.bot.operators import at_console, holding, staffed

ANNE = "slack:T0TEST:U0ANNE"


async def _plan(database: Database, path: Path, *lines: str) -> PeoplePlan:
    path.write_text("\n".join(("role,scope,organisation,identity,mailbox,share,valid_to", *lines)), encoding="utf-8")
    async with at_console(database) as session:
        return await planned(read_people(path), session)


async def _text(database: Database, plan: PeoplePlan, language: Language) -> list[str]:
    async with at_console(database) as session:
        return await as_text(plan, session.unit, Localiser(), language)


async def _community() -> Database:
    database = await staffed()
    await put(database, "organisations", nordby=entry("organisations", id="nordby", name="Nordby Kommune", type="municipality", source="s"))
    await put(database, "products", os2mo=product("os2mo", name="OS2mo"))
    await holding(database, "one", "produktkoordinator", Scope("product", "os2mo"), organisation="nordby", share=50)
    await holding(database, "two", "moderator", Scope("product", "os2mo"), organisation="nordby", mailbox="old@example.org")
    return database


async def test_new_and_changed_roles_are_said_with_their_line_and_what_differs(tmp_path: Path) -> None:
    database = await _community()
    lines = (
        "produktkoordinator,os2mo,nordby,,,,2027-06-01",
        "moderator,os2mo,nordby,,new@example.org,,",
        f"bruger,os2mo,nordby,{ANNE},,20,",
        f"gruppemedlem,os2mo/styregruppe,,{ANNE},,,",
    )
    plan = await _plan(database, tmp_path / "people.csv", *lines)
    assert await _text(database, plan, "en") == [
        "+ line 4: slack:T0TEST:U0ANNE (Nordby Kommune), 20 % of a position becomes user of OS2mo from 24 November 2026",
        "+ line 5: slack:T0TEST:U0ANNE becomes member of the steering group of OS2mo from 24 November 2026",
        "~ line 2: Nordby Kommune: last day as product coordinator of OS2mo is 31 May 2027",
        "    share: 50 → (none)",
        "    valid_to: (none) → 2027-06-01",
        "~ line 3: Nordby Kommune and new@example.org is moderator of OS2mo from 1 January 2026",
        "    mailbox: old@example.org → new@example.org",
        "Note: 1 person not known before will be noted, by the user id of their platform and no name.",
        "2 new, 2 changed, 0 unchanged; 1 held today are not in the file; they stay as they are.",
    ]
    danish = await _text(database, plan, "da")
    assert danish[0] == "+ line 4: slack:T0TEST:U0ANNE (Nordby Kommune), 20 % af en stilling bliver bruger for OS2mo fra 24. november 2026"


async def test_as_json_a_new_role_is_in_the_words_of_the_file_and_a_change_by_field(tmp_path: Path) -> None:
    database = await _community()
    plan = await _plan(database, tmp_path / "people.csv", "produktkoordinator,OS2mo,nordby,,,50,1/6-2027", f"bruger,OS2mo,Nordby Kommune,{ANNE},,,")
    shown = as_json(plan)
    assert shown["added"] == [
        {
            "line": 3,
            "entry": {
                "role": "bruger", "scope_kind": "product", "scope": "os2mo", "organisation": "nordby", "identity": ANNE,
                "valid_from": "2026-11-24", "source": "import",
            },
        }
    ]  # fmt: skip
    assert shown["changed"] == [{"line": 2, "key": "one", "fields": [{"field": "valid_to", "before": None, "after": date(2027, 6, 1).isoformat()}]}]
    assert {key: shown[key] for key in ("unchanged", "only_in_database", "people_added")} == {"unchanged": 0, "only_in_database": 2, "people_added": 1}


async def test_of_many_new_roles_the_first_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    database = await _community()
    plan = await _plan(database, tmp_path / "people.csv", *(f"bruger,os2mo,,matrix:@p{number}:example.org,,," for number in range(60)))
    shown = await _text(database, plan, "en")
    assert (len(shown), shown[50:]) == (
        53,
        [
            "+ … and 10 more",
            "Note: 60 people not known before will be noted, by the user id of their platform and no name.",
            "60 new, 0 changed, 0 unchanged; 3 held today are not in the file; they stay as they are.",
        ],
    )
