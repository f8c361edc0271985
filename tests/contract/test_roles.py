# SPDX-License-Identifier: MPL-2.0
"""Roles and absences are kept with their history; what is withdrawn counts nowhere."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.roles import ASSOCIATION, Scope
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import PRODUCT, TODAY, absence, assignment

DAY = timedelta(days=1)


async def test_every_field_of_an_assignment_is_kept(database: Database) -> None:
    full = assignment(
        "a", scope=Scope("group", "os2mo/styregruppe"), person="p", mailbox="post@example.org", share=50, valid_to=TODAY + DAY,
        source="import", confirmed_at=NOW + DAY, confirmed_by="q", withdrawn=True,
    )  # fmt: skip
    async with database.unit_of_work() as unit:
        await unit.roles.add(full)
        await unit.roles.add(assignment("b", role="admin", scope=ASSOCIATION))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.roles.get("a") == full
        assert await unit.roles.get("b") == assignment("b", role="admin", scope=ASSOCIATION)
        assert await unit.roles.get("c") is None


async def test_what_is_held_over_a_scope_is_found_of_all_times(database: Database) -> None:
    past = assignment("past", valid_from=TODAY - 9 * DAY, valid_to=TODAY - DAY)
    future = assignment("future", valid_from=TODAY + DAY)
    deputy = assignment("deputy", role="stedfortraeder")
    others = [assignment("group", scope=Scope("group", "os2mo")), assignment("other", scope=Scope("product", "os2sofd"))]
    async with database.unit_of_work() as unit:
        for each in [future, deputy, past, *others]:
            await unit.roles.add(each)
        assert list(await unit.roles.over(PRODUCT)) == [past, deputy, future]
        assert list(await unit.roles.over(PRODUCT, "produktkoordinator")) == [past, future]
        assert list(await unit.roles.over(PRODUCT, "tovholder")) == []


async def test_what_a_person_and_what_an_organisation_holds_is_found(database: Database) -> None:
    employed = assignment("a", person="p", organisation="odense")
    alone = assignment("b", person="p", organisation=None, valid_from=TODAY - DAY)
    theirs = assignment("c", organisation="odense", recorded_at=NOW - DAY)
    async with database.unit_of_work() as unit:
        for each in (employed, alone, theirs):
            await unit.roles.add(each)
        assert list(await unit.roles.of_person("p")) == [alone, employed]
        assert list(await unit.roles.of_organisation("odense")) == [theirs, employed]


async def test_assignments_are_ordered_by_beginning_then_recording_then_id(database: Database) -> None:
    made = [
        assignment("z", valid_from=TODAY - DAY, person="p"), assignment("y", recorded_at=NOW - DAY, person="p"),
        *(assignment(id_, person="p") for id_ in ("A", "B-1", "B1", "a", "b")),
    ]  # fmt: skip
    async with database.unit_of_work() as unit:
        for each in reversed(made):
            await unit.roles.add(each)
        for found in (
            await unit.roles.over(PRODUCT),
            await unit.roles.of_person("p"),
            await unit.roles.of_organisation("aarhus"),
            await unit.roles.everything(),
        ):
            assert list(found) == made


async def test_a_withdrawn_assignment_is_found_by_its_id_and_among_everything_alone(database: Database) -> None:
    gone = assignment("a", person="p", withdrawn=True)
    async with database.unit_of_work() as unit:
        await unit.roles.add(gone)
        assert [*await unit.roles.over(PRODUCT), *await unit.roles.over(PRODUCT, gone.role)] == []
        assert [*await unit.roles.of_person("p"), *await unit.roles.of_organisation("aarhus")] == []
        assert (await unit.roles.get("a"), list(await unit.roles.everything())) == (gone, [gone])


async def test_a_saved_assignment_counts_its_version_up(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.roles.add(assignment("a"))
        await unit.roles.save(assignment("a", valid_to=TODAY, scope=ASSOCIATION))
        assert await unit.roles.get("a") == assignment("a", valid_to=TODAY, scope=ASSOCIATION, version=1)
        for stale in (assignment("a"), assignment("nobody")):
            with pytest.raises(ChangedMeanwhileError):
                await unit.roles.save(stale)


async def test_a_role_can_be_held_twice_by_the_same_unit_of_work(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.roles.hold(PRODUCT, "produktkoordinator")
        await unit.roles.hold(PRODUCT, "produktkoordinator")
        await unit.roles.hold(ASSOCIATION, "admin")


async def test_absences_of_people_are_found_in_order(database: Database) -> None:
    full = absence("a", "p", valid_to=TODAY + DAY, deputy_person="q", deputy_organisation="aarhus", deputy_mailbox="post@example.org")
    earlier, other = absence("z", "q", valid_from=TODAY - DAY), absence("0", "r")
    async with database.unit_of_work() as unit:
        for each in (full, earlier, other, absence("w", "p", withdrawn=True)):
            await unit.absences.add(each)
        assert list(await unit.absences.of(["p", "q"])) == [earlier, full]
        assert list(await unit.absences.of([])) == []
        assert list(await unit.absences.of([f"p{number}" for number in range(1200)] + ["r"])) == [other]
        assert await unit.absences.get("w") == absence("w", "p", withdrawn=True)
        assert await unit.absences.get("nobody") is None


async def test_absences_that_name_a_deputy_are_found(database: Database) -> None:
    second, first = absence("a", deputy_person="q"), absence("b", valid_from=TODAY - DAY, deputy_person="q")
    async with database.unit_of_work() as unit:
        for each in (second, first, absence("c", deputy_person="q", withdrawn=True), absence("d", "q")):
            await unit.absences.add(each)
        assert list(await unit.absences.naming("q")) == [first, second]


async def test_a_saved_absence_counts_its_version_up(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.absences.add(absence("a"))
        await unit.absences.save(absence("a", valid_to=TODAY))
        assert await unit.absences.get("a") == absence("a", valid_to=TODAY, version=1)
        with pytest.raises(ChangedMeanwhileError):
            await unit.absences.save(absence("a", withdrawn=True))


async def test_a_person_leaves_no_absence_and_is_nobodys_deputy(database: Database) -> None:
    naming = absence("c", "q", deputy_person="p", deputy_organisation="aarhus")
    async with database.unit_of_work() as unit:
        for each in (absence("a", "p"), absence("b", "p", withdrawn=True), naming):
            await unit.absences.add(each)
        assert await unit.absences.remove_of("p") == 2
        assert [await unit.absences.get(id_) for id_ in "ab"] == [None, None]
        assert await unit.absences.get("c") == replace(naming, deputy_person=None, version=1)
        with pytest.raises(ChangedMeanwhileError):  # else a record read before would bring the name back
            await unit.absences.save(naming)


async def test_absences_that_ended_are_forgotten(database: Database) -> None:
    kept = [absence("open", valid_from=TODAY - 9 * DAY), absence("last", valid_to=TODAY + DAY), absence("ahead", valid_from=TODAY, withdrawn=True)]
    gone = [absence("ended", valid_to=TODAY), absence("withdrawn", valid_from=TODAY - DAY, withdrawn=True)]
    async with database.unit_of_work() as unit:
        for each in kept + gone:
            await unit.absences.add(each)
        assert await unit.absences.forget_before(TODAY) == 2
        assert [await unit.absences.get(each.id) for each in kept] == kept
        assert [await unit.absences.get(each.id) for each in gone] == [None, None]


async def test_everything_of_a_person_has_withdrawn_absences_too(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for each in (absence("a", "p"), absence("b", "p", withdrawn=True), absence("c", "q", deputy_person="p"), absence("d", "q")):
            await unit.absences.add(each)
        assert [each.id for each in await unit.absences.everything_of("p")] == ["a", "b", "c"]
