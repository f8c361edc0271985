# SPDX-License-Identifier: MPL-2.0
"""Agendas and answers to meetings are found by group, product and person, and lose a person without losing themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.meetings import date_id
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.records import ON, attendance, full_item, item

FIRST, SECOND = date_id("a", ON), date_id("a", ON + timedelta(days=28))
LATER = NOW + timedelta(hours=1)


async def test_every_field_of_an_item_is_kept(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.agenda.add(full_item("full"))
        await unit.agenda.add(item("plain"))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert [await unit.agenda.item(id_) for id_ in ("full", "plain", "none")] == [full_item("full"), item("plain"), None]


async def test_items_are_found_by_group_product_and_person_in_the_order_in_which_they_came(database: Database) -> None:
    late, early = item("a", added_at=LATER, product="os2mo", by="p"), item("c", kind="decision", responsible="p")
    same, elsewhere = item("b", kind="action", by="q", responsible="p"), item("d", group="bestyrelse", product="os2mo")
    withdrawn = item("e", withdrawn=True, by="p", product="os2mo")
    async with database.unit_of_work() as unit:
        for each in (late, early, same, elsewhere, withdrawn):
            await unit.agenda.add(each)
        agenda = unit.agenda
        assert list(await agenda.of_group(late.group)) == [same, early, late]
        assert list(await agenda.of_group(late.group, "point", "action")) == [same, late]
        assert list(await agenda.of_product("os2mo")) == [elsewhere, late]
        assert list(await agenda.of_product("os2mo", "decision")) == []
        assert list(await agenda.of_person("p")) == [same, early, late]
        assert list(await agenda.everything_of("p")) == [same, early, withdrawn, late]
        assert await agenda.item("e") == withdrawn


async def test_an_item_changed_meanwhile_is_not_saved(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.agenda.add(item("a"))
        await unit.agenda.save(item("a", done=True))
        assert await unit.agenda.item("a") == item("a", done=True, version=1)
        for late in (item("a"), item("none")):
            with pytest.raises(ChangedMeanwhileError):
                await unit.agenda.save(late)


async def test_items_stay_without_whose_they_were_and_are_another_version(database: Database) -> None:
    said, does, both, other = item("a", by="p", responsible="q"), item("b", by="q", responsible="p"), item("c", by="p", responsible="p"), item("d", by="q")
    async with database.unit_of_work() as unit:
        for each in (said, does, replace(both, withdrawn=True), other):
            await unit.agenda.add(each)
        assert await unit.agenda.unname("p") == 3
        assert await unit.agenda.unname("p") == 0
        found = [await unit.agenda.item(id_) for id_ in "abcd"]
        nobody = replace(both, by=None, responsible=None, withdrawn=True, version=1)
        assert found == [replace(said, by=None, version=1), replace(does, responsible=None, version=1), nobody, other]
        with pytest.raises(ChangedMeanwhileError):
            await unit.agenda.save(replace(said, done=True))


async def test_the_last_answer_is_the_one_that_counts(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.attendances.put(attendance(FIRST, "p", coming="deputy", deputy="q"))
        await unit.attendances.put(attendance(FIRST, "p", coming="no", answered_at=LATER))
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert list(await unit.attendances.of([FIRST])) == [attendance(FIRST, "p", coming="no", answered_at=LATER)]
        await unit.attendances.remove(FIRST, "q")
        await unit.attendances.remove(FIRST, "p")
        assert list(await unit.attendances.of([FIRST])) == []


async def test_answers_are_found_by_meeting_and_by_person(database: Database) -> None:
    late, early, other = attendance(FIRST, "a", answered_at=LATER), attendance(FIRST, "z"), attendance(FIRST, "b")
    next_time = attendance(SECOND, "z", coming="deputy", deputy="a")
    async with database.unit_of_work() as unit:
        for each in (late, early, other, next_time):
            await unit.attendances.put(each)
        found = unit.attendances
        assert list(await found.of([SECOND, FIRST])) == [other, early, late, next_time]
        assert list(await found.of([])) == []
        assert list(await found.of_person("z")) == [early, next_time]
        assert list(await found.naming("a")) == [next_time]
        assert [await found.of_person("none"), await found.naming("z")] == [[], []]


async def test_who_is_forgotten_is_nobody_s_deputy_either(database: Database) -> None:
    deputising = attendance(FIRST, "q", coming="deputy", deputy="p")
    async with database.unit_of_work() as unit:
        for each in (attendance(FIRST, "p"), attendance(SECOND, "p"), deputising):
            await unit.attendances.put(each)
        assert await unit.attendances.forget_person("p") == 2
        assert list(await unit.attendances.of([FIRST, SECOND])) == [replace(deputising, deputy=None)]


async def test_old_answers_are_forgotten(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.attendances.put(attendance(FIRST, "old"))
        await unit.attendances.put(attendance(FIRST, "new", answered_at=LATER))
        assert await unit.attendances.forget_before(LATER) == 1
        assert [each.person for each in await unit.attendances.of([FIRST])] == ["new"]
