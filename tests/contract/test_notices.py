# SPDX-License-Identifier: MPL-2.0
"""What people are to be told waits for them until it has reached them."""

from datetime import timedelta

from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import notice

MINUTE = timedelta(minutes=1)
COORDINATOR = "role/produktkoordinator/product/os2mo"


async def test_what_waits_for_any_of_the_addresses_is_found_oldest_first(database: Database) -> None:
    made = [notice("z", COORDINATOR), notice("a", "person/p", at=NOW + MINUTE, reply='{"parts":["æ"]}')]
    async with database.unit_of_work() as unit:
        for each in [*reversed(made), notice("other", "person/q")]:
            await unit.notices.add(each)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert list(await unit.notices.waiting(["person/p", COORDINATOR, COORDINATOR])) == made
        assert list(await unit.notices.waiting([f"person/{number}" for number in range(1200)] + ["person/p"])) == made[1:]
        assert list(await unit.notices.waiting([])) == []
        assert list(await unit.notices.waiting(["role/produktkoordinator/product/os2"])) == []


async def test_what_was_told_is_no_longer_kept(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.notices.add(notice("a", "person/p"))
        await unit.notices.add(notice("b", "person/p"))
        await unit.notices.told("a")
        await unit.notices.told("a")
        assert [each.id for each in await unit.notices.waiting(["person/p"])] == ["b"]


async def test_what_waits_for_one_address_can_wait_for_another(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for id_, to in (("a", COORDINATOR), ("b", COORDINATOR), ("c", "person/p"), ("d", "person/q")):
            await unit.notices.add(notice(id_, to))
        await unit.notices.readdress(COORDINATOR, "person/p")
        assert list(await unit.notices.waiting([COORDINATOR])) == []
        assert list(await unit.notices.waiting(["person/p"])) == [notice(id_, "person/p") for id_ in "abc"]


async def test_what_waits_for_an_address_is_removed(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for id_, to in (("a", "person/p"), ("b", "person/p"), ("c", "person/q")):
            await unit.notices.add(notice(id_, to))
        assert await unit.notices.remove_for("person/p") == 2
        assert await unit.notices.remove_for("person/p") == 0
        assert [each.id for each in await unit.notices.waiting(["person/p", "person/q"])] == ["c"]


async def test_old_ones_are_forgotten(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for number in range(3):
            await unit.notices.add(notice(str(number), "person/p", at=NOW + number * MINUTE))
        assert await unit.notices.forget_before(NOW + MINUTE) == 1
        assert [each.id for each in await unit.notices.waiting(["person/p"])] == ["1", "2"]


async def test_those_that_hold_a_text_are_found_letter_by_letter(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for id_, reply in (("a", '{"x":"Må vi 100 %?"}'), ("b", '{"x":"må vi 100 %?"}'), ("c", '{"x":"Må vi 100 kr?"}')):
            await unit.notices.add(notice(id_, "person/p", reply=reply))
        assert [each.id for each in await unit.notices.mentioning("Må vi 100 %?")] == ["a"]
