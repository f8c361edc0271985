# SPDX-License-Identifier: MPL-2.0
"""What an import of roles promises on every database: what was shown is what is done, and no rule is broken."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import importing_people
from bot.admins import CONSOLE
from bot.operating import session
from handlers.refusal import Refusal
from storage.audit import AuditFilter
from storage.roles import Scope
from tests.conftest import NOW
from tests.contract.people_files.importing import ANNE, BO, COORDINATES, LATER, LONG_AGO, MUCH_LATER, TODAY, ZONE, Importing, summary
from tests.contract.records import assignment


async def test_what_was_planned_is_what_is_there_afterwards(people: Importing, path: Path) -> None:
    lines = (
        {**COORDINATES, "organisation": "Nordby Kommune", "identity": ANNE, "share": "1/5", "valid_from": str(LONG_AGO)},
        {"role": "gruppemedlem", "scope": "OS2mo/styregruppe", "organisation": "soenderby", "identity": ANNE, "valid_to": str(LATER), "source": "list"},
        {"role": "forperson", "mailbox": "formand@example.org"},
    )
    assert summary(await people.take(path, *lines)) == (3, 0, 0, 1, 1)
    async with people.database.unit_of_work() as unit:
        anne = await unit.people.of(ANNE)
        assert anne is not None
        assert (anne.organisation, anne.name, anne.informed_at) == ("nordby", None, None)
    first, *others = await people.held()
    admin = first.confirmed_by
    assert first == assignment(
        first.id, organisation="nordby", person=anne.id, share=20, valid_from=LONG_AGO, source="import", confirmed_by=admin, scope=Scope("product", "os2mo")
    )  # fmt: skip
    assert {(each.role, each.scope, each.organisation, each.person, each.mailbox, each.valid_from, each.valid_to, each.source) for each in others} == {
        ("gruppemedlem", Scope("group", "os2mo/styregruppe"), "soenderby", anne.id, None, TODAY, LATER, "list"),
        ("forperson", Scope("association"), None, None, "formand@example.org", TODAY, None, "import"),
    }
    assert summary(await people.plan(path, *lines)) == (0, 0, 3, 1, 0)


async def test_every_step_is_in_the_audit_and_none_says_who(people: Importing, path: Path) -> None:
    await people.take(path, {**COORDINATES, "identity": ANNE}, {"role": "forperson", "mailbox": "formand@example.org"})
    async with people.database.unit_of_work() as unit:
        console = await unit.people.of(CONSOLE)
        events = await unit.audit.find(AuditFilter(action="people.import"))
    assert console is not None
    assert sorted(event.subject.partition("/")[0] for event in events) == ["identities", "people", "role_assignments", "role_assignments"]
    assert {(event.actor, event.via, event.outcome) for event in events} == {(console.id, "console", "done")}
    assert not any(secret in repr(events) for secret in (ANNE, "U0ANNE", "formand@example.org"))


async def test_what_is_told_of_a_known_role_changes_it_and_nothing_else(people: Importing, path: Path) -> None:
    before = assignment("one", organisation="nordby", mailbox="old@example.org", valid_from=LONG_AGO, share=50, source="told", confirmed_at=NOW - timedelta(9))
    await people.add(before)
    plan = await people.take(path, {**COORDINATES, "organisation": "nordby", "mailbox": "new@example.org", "share": "80", "valid_to": str(LATER)})
    assert summary(plan) == (0, 1, 0, 1, 0)
    assert await people.held() == [replace(before, mailbox="new@example.org", share=80, valid_to=LATER, version=1)]


async def test_what_has_no_column_stays_and_an_empty_cell_empties(people: Importing, path: Path) -> None:
    await people.add(assignment("one", organisation="nordby", mailbox="old@example.org", valid_from=LONG_AGO, share=50, valid_to=LATER))
    assert (await people.plan(path, {**COORDINATES, "organisation": "nordby"})).empty
    await people.take(path, {**COORDINATES, "organisation": "nordby", "share": ""})
    await people.take(path, {**COORDINATES, "organisation": "nordby", "valid_to": ""})
    (held,) = await people.held()
    assert (held.mailbox, held.share, held.valid_to, held.version) == ("old@example.org", None, None, 2)


async def test_a_person_is_found_by_any_of_their_identities(people: Importing, path: Path) -> None:
    await people.known("anne", ANNE, BO, organisation="nordby")
    await people.add(assignment("one", organisation="nordby", person="anne", valid_from=LONG_AGO))
    for identity in (ANNE, BO):
        assert (await people.plan(path, {**COORDINATES, "identity": identity})).empty
    moved = await people.take(path, {**COORDINATES, "identity": BO, "organisation": "soenderby"})
    assert summary(moved) == (0, 1, 0, 1, 0)
    assert [each.organisation for each in await people.held()] == ["soenderby"]


async def test_without_a_column_for_it_a_persons_organisation_is_their_employer(people: Importing, path: Path) -> None:
    await people.known("anne", ANNE, organisation="nordby")
    await people.take(path, {**COORDINATES, "identity": ANNE})
    assert [each.organisation for each in await people.held()] == ["nordby"]
    assert (await people.plan(path, {**COORDINATES, "identity": ANNE})).empty


async def test_terms_of_one_holder_are_told_apart_by_their_first_day(people: Importing, path: Path) -> None:
    ended = assignment("past", valid_from=LONG_AGO, valid_to=date(2021, 1, 1), organisation="nordby")
    now = assignment("now", valid_from=date(2025, 1, 1), valid_to=LATER, organisation="nordby")
    await people.add(ended, now)
    line = {**COORDINATES, "organisation": "nordby"}
    assert summary(await people.take(path, {**line, "share": "10"}, {**line, "valid_from": str(LATER), "share": "20"})) == (1, 1, 0, 1, 0)
    assert [(each.valid_from, each.share) for each in await people.held()] == [(LONG_AGO, None), (date(2025, 1, 1), 10), (LATER, 20)]
    await people.take(path, {**line, "valid_from": str(LATER), "share": "30"})
    assert [each.share for each in await people.held()] == [None, 10, 30]
    assert await people.problems(path, {**line, "valid_to": str(MUCH_LATER)}, {**line, "valid_from": str(LATER), "valid_to": ""}) == [
        "line 2: valid_to: line 3 says the same of this holder from 2027-06-01; their times must not overlap"
    ]
    assert await people.problems(path, {**line, "valid_to": str(MUCH_LATER)}) == [
        "line 2: valid_to: this is held from 2027-06-01 already; give a valid_to that is not after that"
    ]


async def test_a_following_term_is_added_once_the_one_before_has_an_end(people: Importing, path: Path) -> None:
    await people.add(assignment("now", valid_from=LONG_AGO, organisation="nordby"))
    line = {**COORDINATES, "organisation": "nordby"}
    lines = ({**line, "valid_from": str(LATER)}, {**line, "valid_to": str(LATER)})
    assert summary(await people.take(path, *lines)) == (1, 1, 0, 1, 0)
    assert await people.terms() == [("nordby", LONG_AGO, LATER), ("nordby", LATER, None)]
    assert (await people.plan(path, *lines)).empty


async def test_what_is_over_is_told_and_never_rewritten(people: Importing, path: Path) -> None:
    line = {**COORDINATES, "organisation": "nordby", "valid_from": str(LONG_AGO)}
    await people.take(path, {**line, "valid_to": "2021-01-01"})
    assert (await people.plan(path, {**line, "valid_to": "2021-01-01"})).empty
    said = "this was held from 2020-01-01 until 2021-01-01, and what is over stays as it was"
    assert await people.problems(path, {**line, "valid_to": ""}) == [f"line 2: valid_from: {said}"]
    assert await people.problems(path, {**line, "valid_from": "2020-05-01", "valid_to": ""}) == [
        "line 2: valid_from: this is held from 2020-01-01 until 2021-01-01 already; write that day, or leave the cell empty, to change it"
    ]
    again = await people.take(path, {**line, "valid_from": ""})
    assert summary(again) == (1, 0, 0, 1, 0)
    assert await people.terms() == [("nordby", LONG_AGO, date(2021, 1, 1)), ("nordby", TODAY, None)]


@pytest.mark.parametrize(
    ("holder", "who"),
    [
        ({"organisation": "nordby"}, "nordby"),
        ({"organisation": None, "mailbox": "post@example.org"}, "post@example.org"),
        ({"organisation": "nordby", "person": "anne"}, f"{ANNE}, nordby"),
        ({"organisation": None, "person": "gone"}, "somebody without an identity (`os2bot roles` lists it)"),
    ],
)
async def test_a_role_that_another_holds_is_not_taken_and_the_line_says_who(people: Importing, path: Path, holder: dict[str, Any], who: str) -> None:
    await people.known("anne", ANNE)
    await people.add(assignment("one", valid_from=LONG_AGO, **holder))
    said = f"produktkoordinator is held from 2020-01-01 by {who}, and only one can hold it at a time; add a line for that holder with a valid_to"
    assert await people.problems(path, {**COORDINATES, "organisation": "soenderby"}) == [f"line 2: role: {said}"]


@pytest.mark.parametrize("turned", [False, True])
async def test_a_role_passes_from_one_to_the_other_in_one_file(people: Importing, path: Path, *, turned: bool) -> None:
    await people.add(assignment("one", valid_from=LONG_AGO, organisation="nordby"))
    lines = [{**COORDINATES, "organisation": "nordby", "valid_to": str(LATER)}, {**COORDINATES, "organisation": "soenderby", "valid_from": str(LATER)}]
    await people.take(path, *(lines[::-1] if turned else lines))
    assert await people.terms() == [("nordby", LONG_AGO, LATER), ("soenderby", LATER, None)]


async def test_what_a_file_has_ended_it_ends_once(people: Importing, path: Path) -> None:
    await people.add(assignment("one", valid_from=LONG_AGO, organisation="nordby"))
    lines = ({**COORDINATES, "organisation": "nordby", "valid_to": str(TODAY)}, {**COORDINATES, "organisation": "soenderby"})
    await people.take(path, *lines)
    assert summary(await people.plan(path, *lines)) == (0, 0, 2, 1, 0)


async def test_what_cannot_hold_together_is_told_line_by_line_and_nothing_is_changed(people: Importing, path: Path) -> None:
    sole = {**COORDINATES, "valid_from": str(LONG_AGO)}
    lines = (
        {**sole, "organisation": "nordby"},
        {**sole, "organisation": "soenderby"},
        {"role": "bruger", "scope": "os2mo", "organisation": "nordby"},
        {"role": "bruger", "scope": "OS2mo", "organisation": "Nordby Kommune", "valid_from": str(LATER)},
    )
    assert await people.problems(path, *lines) == [
        "line 3: valid_from: line 2 gives the role to another holder from 2020-01-01; their times must not overlap",
        f"line 5: valid_from: line 4 says the same of this holder from {TODAY}; their times must not overlap",
    ]
    assert await people.held() == []
    ended = {"role": "bruger", "scope": "os2mo", "organisation": "nordby", "valid_to": "2021-01-01"}
    assert await people.problems(path, ended) == [
        f"line 2: valid_to: must be after valid_from: it is the first day on which the role is no longer held; valid_from is {TODAY}"
    ]
    many = [{"role": "bruger", "scope": "os2mo", "organisation": "nordby"}] * 30
    assert len(await people.problems(path, *many)) == 20


async def test_several_mailboxes_of_an_organisation_are_several_holders(people: Importing, path: Path) -> None:
    line = {"role": "kontaktperson", "scope": "nordby", "organisation": "nordby"}
    both = ({**line, "mailbox": "a@example.org"}, {**line, "mailbox": "b@example.org"})
    assert summary(await people.take(path, *both)) == (2, 0, 0, 1, 0)
    assert (await people.plan(path, *both)).empty
    assert summary(await people.plan(path, {**line, "mailbox": "c@example.org"})) == (1, 0, 0, 3, 0)
    assert summary(await people.plan(path, both[0], {**line, "mailbox": "c@example.org"})) == (0, 1, 1, 1, 0)


async def test_the_last_admin_is_not_taken_away_by_a_file(people: Importing, path: Path) -> None:
    tomorrow = str(TODAY + timedelta(days=1))
    leaving = {"role": "admin", "identity": CONSOLE, "valid_to": tomorrow}
    assert await people.problems(path, leaving) == ["line 2: valid_to: there must always be an admin: give the role to another person first"]
    assert summary(await people.take(path, leaving, {"role": "admin", "identity": ANNE})) == (1, 1, 0, 0, 1)


async def test_who_may_not_import_may_not_even_look(people: Importing, path: Path) -> None:
    await people.take(path, {"role": "admin", "identity": ANNE}, {"role": "sekretariat", "identity": CONSOLE})
    async with people.database.unit_of_work() as unit:
        (console,) = [each for each in await unit.roles.everything() if each.source == "settings"]
        await unit.roles.save(replace(console, withdrawn=True))
        await unit.commit()
    assert len((await people.plan(path, {**COORDINATES, "organisation": "nordby"})).added) == 1
    with pytest.raises(Refusal) as refused:
        await people.plan(path, {"role": "admin", "identity": CONSOLE})  # the secretariat makes no admins, in no way
    assert refused.value.forbidden == "role.appoint"
    async with people.database.unit_of_work() as unit:
        for each in [each for each in await unit.roles.everything() if each.role == "sekretariat"]:
            await unit.roles.save(replace(each, withdrawn=True))
        await unit.commit()
    with pytest.raises(Refusal) as refused:
        await people.plan(path, {**COORDINATES, "organisation": "nordby"})
    assert refused.value.forbidden == "people.import"


async def test_a_long_file_is_carried_out_in_an_order_that_breaks_no_rule(people: Importing, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing_people, "MOST_AT_ONCE", 1)
    await people.add(assignment("one", valid_from=LONG_AGO, organisation="nordby"))
    lines = (
        {**COORDINATES, "organisation": "soenderby"},
        {**COORDINATES, "organisation": "nordby", "valid_to": str(TODAY)},
        {"role": "admin", "identity": CONSOLE, "valid_to": str(TODAY + timedelta(days=1))},
        {"role": "admin", "identity": ANNE},
        {"role": "bruger", "scope": "os2mo", "identity": ANNE},
    )
    plan = await people.plan(path, *lines)
    assert summary(plan) == (3, 2, 0, 0, 1)
    assert await people.apply(path, plan) is False
    assert [each for each in await people.terms() if each[0]] == [("nordby", LONG_AGO, TODAY), ("soenderby", TODAY, None)]
    async with people.database.unit_of_work() as unit:
        assert await unit.requests.of(CONSOLE) == []


async def test_a_short_import_is_undone_as_one(people: Importing, path: Path) -> None:
    await people.add(assignment("one", valid_from=LONG_AGO, organisation="nordby"))
    await people.take(path, {**COORDINATES, "organisation": "nordby", "share": "20"}, {"role": "bruger", "scope": "os2mo", "identity": ANNE})
    async with people.database.unit_of_work() as unit:
        (request,) = await unit.requests.of(CONSOLE)
        await (await session(unit, NOW, ZONE)).changes.undo(request.id)
        await unit.commit()
    assert [(each.id, each.share) for each in await people.held() if not each.withdrawn] == [("one", None)]
    async with people.database.unit_of_work() as unit:
        assert await unit.people.of(ANNE) is None
