# SPDX-License-Identifier: MPL-2.0
"""Announcements are kept with what they say and where they went, and numbered in turn; what comes in thousands is claimed after all else."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.deliveries import EDITS, Delivery
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import announcement
from tests.ledger import delivery, in_ledger

SECOND = timedelta(seconds=1)


async def test_an_announcement_is_found_with_everything_that_is_known_of_it_but_whom_it_went_to_alone(database: Database) -> None:
    channels = {"slack:T0TEST001:C0EN": "da", "matrix:!to:example.org": "en"}
    full = {"organisation": "ballerup", "language": "en", "product": "os2forms", "kind": "digest"}
    async with database.unit_of_work() as unit:
        added = await unit.announcements.add(announcement("a", targets={**channels, "person/p": "da"}, **full))
        await unit.commit()
    async with database.unit_of_work() as unit:
        found = await unit.announcements.get("a")
        assert found == added == announcement("a", targets=channels, number=1, **full)
        assert await unit.announcements.numbered(1) == found
        assert await unit.announcements.numbered(2) is None
        assert await unit.announcements.get("b") is None


async def test_the_newest_come_first_of_all_or_of_one_person(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for id_, by in (("a", "p"), ("b", "q"), ("c", "p")):
            await unit.announcements.add(announcement(id_, by=by))
        await unit.commit()
    async with database.unit_of_work() as unit:
        found = unit.announcements
        assert [each.id for each in await found.newest(2)] == ["c", "b"]
        assert [each.id for each in await found.newest(9, "p")] == ["c", "a"] == [each.id for each in await found.of_person("p")]
        assert not await found.of_person("")


async def test_what_is_saved_counts_its_versions_and_keeps_number_and_targets(database: Database) -> None:
    async with database.unit_of_work() as unit:
        first = await unit.announcements.add(announcement("a", targets={"slack:T0TEST001:C0EN": "da"}))
        changed = replace(first, text="Nyt", by="unknown", edition=2, edited_at=NOW, recalled_at=NOW + SECOND, number=0, targets={})
        await unit.announcements.save(changed)
        with pytest.raises(ChangedMeanwhileError):
            await unit.announcements.save(changed)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.announcements.get("a") == replace(changed, number=1, targets=first.targets, version=first.version + 1)


async def test_two_who_add_at_once_get_numbers_of_their_own(database: Database) -> None:
    async def add(id_: str) -> None:
        async with database.unit_of_work() as unit:
            await unit.announcements.add(announcement(id_))
            await asyncio.sleep(0.01)
            await unit.commit()

    await asyncio.gather(*(add(id_) for id_ in "abc"))
    async with database.unit_of_work() as unit:
        assert sorted(each.number for each in await unit.announcements.newest(9)) == [1, 2, 3]


async def test_what_comes_in_thousands_is_claimed_after_all_else_and_a_few_at_a_time(database: Database) -> None:
    many = [delivery(f"many:{number}", kind="announcement", target=f"fake:a{number}", due_at=NOW - SECOND) for number in range(5)]
    few = [delivery(f"few:{number}", target=f"fake:b{number}") for number in range(2)]
    await in_ledger(database, *many, *few)

    async def claimed(most: int, most_bulk: int) -> list[str]:
        async with database.unit_of_work() as unit:
            found = await unit.deliveries.claim(["fake"], NOW, NOW + timedelta(minutes=1), "h", most, bulk=("announcement",), most_bulk=most_bulk)
            await unit.commit()
        return [each.key for each in found]

    assert await claimed(10, 2) == ["few:0", "few:1", "many:0", "many:1"]
    assert await claimed(10, 0) == []
    assert await claimed(10, -3) == []
    assert await claimed(1, 8) == ["many:2"]


def test_a_delivery_knows_what_it_amends() -> None:
    plain = delivery("a")
    assert (plain.amends, replace(plain, values={EDITS: "b"}).amends) == ("", "b")
    assert isinstance(plain, Delivery)
