# SPDX-License-Identifier: MPL-2.0
"""People are found by what platforms call them, and by every id they ever had."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import TODAY, link, person

MATRIX, SLACK = "matrix:@a:example.org", "slack:T0:U0"


async def test_every_field_of_a_person_is_kept(database: Database) -> None:
    full = person(
        "a", organisation="aarhus", language="da", time_zone="Europe/Copenhagen", name="Åse Prøve",
        name_consent_at=NOW, informed_at=NOW - timedelta(days=1), merged=("y", "x"),
    )  # fmt: skip
    async with database.unit_of_work() as unit:
        await unit.people.add(full)
        await unit.people.add(person("b"))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.people.person("a") == full
        assert await unit.people.person("b") == person("b")
        assert await unit.people.person("c") is None


async def test_a_person_is_not_kept_without_a_commit(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("a"))
        await unit.people.attach(link(MATRIX, "a"))
    async with database.unit_of_work() as unit:
        assert await unit.people.person("a") is None
        assert await unit.people.of(MATRIX) is None


async def test_an_identity_leads_to_its_person_and_no_longer_to_another(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("a"))
        await unit.people.add(person("b"))
        await unit.people.attach(link(MATRIX, "a"))
        assert await unit.people.of(MATRIX) == person("a")
        await unit.people.attach(replace(link(MATRIX, "b"), linked_at=NOW + timedelta(days=1)), before="a")
        assert await unit.people.of(MATRIX) == person("b")
        assert list(await unit.people.identities("a")) == []
        assert list(await unit.people.identities("b")) == [replace(link(MATRIX, "b"), linked_at=NOW + timedelta(days=1))]
        assert await unit.people.of("slack:nobody") is None


async def test_identities_are_ordered(database: Database) -> None:
    made = ["slack:T0:U0", "console", "matrix:@z:example.org", "matrix:@Z:example.org", "slack:T:U"]
    async with database.unit_of_work() as unit:
        for identity in made:
            await unit.people.attach(link(identity, "a"))
        assert [each.identity for each in await unit.people.identities("a")] == sorted(made)


async def test_a_detached_identity_leads_nowhere_and_the_person_stays(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("a"))
        await unit.people.attach(link(MATRIX, "a"))
        await unit.people.attach(link(SLACK, "a"))
        await unit.people.detach(MATRIX)
        await unit.people.detach("console")
        assert await unit.people.of(MATRIX) is None
        assert await unit.people.of(SLACK) == await unit.people.person("a") == person("a")


async def test_a_saved_person_counts_its_version_up(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("a", name="Åse Prøve"))
        await unit.people.save(person("a", seen_on=TODAY + timedelta(days=1)))
        assert await unit.people.person("a") == person("a", seen_on=TODAY + timedelta(days=1), version=1)
        await unit.people.save(person("a", version=1))
        assert await unit.people.person("a") == person("a", version=2)


async def test_a_person_changed_or_removed_meanwhile_is_not_saved(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("a"))
        await unit.people.save(person("a", language="en"))
        with pytest.raises(ChangedMeanwhileError):
            await unit.people.save(person("a", language="da", merged=("b",)))
        with pytest.raises(ChangedMeanwhileError):
            await unit.people.save(person("nobody"))
        assert await unit.people.person("a") == person("a", language="en", version=1)
        assert await unit.people.person("b") is None


async def test_the_id_of_a_merged_person_leads_to_whoever_they_are(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("old"))
        await unit.people.add(person("new"))
        await unit.people.save(person("new", merged=("old", "older")))
        assert await unit.people.person("old") == person("old")
        await unit.people.remove("old")
        merged = person("new", merged=("old", "older"), version=1)
        assert await unit.people.person("old") == await unit.people.person("older") == merged
        await unit.people.save(person("new", merged=("older",), version=1))
        assert await unit.people.person("old") is None


async def test_who_was_merged_twice_leads_to_the_last(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("b", merged=("a",)))
        await unit.people.add(person("c", merged=("b", "a")))
        await unit.people.remove("b")
        assert await unit.people.person("a") == await unit.people.person("b") == person("c", merged=("b", "a"))


async def test_a_person_is_removed_with_every_identity_and_former_id(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("a", merged=("old",)))
        await unit.people.add(person("b"))
        await unit.people.attach(link(MATRIX, "a"))
        await unit.people.attach(link(SLACK, "a"))
        await unit.people.attach(link("console", "b"))
        await unit.people.remove("a")
        assert [await unit.people.of(identity) for identity in (MATRIX, SLACK)] == [None, None]
        assert [await unit.people.person(id_) for id_ in ("a", "old")] == [None, None]
        assert await unit.people.of("console") == person("b")


async def test_those_that_exist_are_found_at_once_however_many(database: Database) -> None:
    many = [f"p{number:04}" for number in range(1200)]
    async with database.unit_of_work() as unit:
        for id_ in many:
            await unit.people.add(person(id_))
        assert list(await unit.people.some([*reversed(many), "nobody"])) == many
        assert await unit.people.some(["p0001", "p0001"]) == {"p0001": person("p0001")}
        assert await unit.people.some([]) == {}


async def test_who_has_not_written_since_a_day_is_found(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for days in range(3):
            await unit.people.add(person(f"p{days}", seen_on=TODAY - timedelta(days=days)))
        assert [each.id for each in await unit.people.unseen_since(TODAY)] == ["p2", "p1"]


async def test_an_identity_never_leads_elsewhere_than_was_expected(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for id_ in ("a", "b"):
            await unit.people.add(person(id_))
        await unit.people.attach(link(MATRIX, "a"))
        with pytest.raises(ChangedMeanwhileError):
            await unit.people.attach(link(MATRIX, "b"))
        with pytest.raises(ChangedMeanwhileError):
            await unit.people.attach(link(MATRIX, "b"), before="b")
        with pytest.raises(ChangedMeanwhileError):
            await unit.people.attach(link(SLACK, "b"), before="a")
        assert (await unit.people.of(MATRIX)) == person("a")
