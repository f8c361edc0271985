# SPDX-License-Identifier: MPL-2.0
"""What of the yearly wheel is done is kept alike in memory, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta

from storage.unit_of_work import Database
from storage.year_marks import YearMark, mark_id
from tests.conftest import NOW


def mark(entry: str = "assembly-notice", year: int = 2027, which: str = "", about: str = "") -> YearMark:
    id_ = mark_id(entry, year, which, about)
    return YearMark(id=id_, entry=entry, year=year, which=which, about=about, of=date(year, 4, 17), done_at=NOW)


async def kept(database: Database, *marks: YearMark) -> None:
    async with database.unit_of_work() as unit:
        for each in marks:
            await unit.year_marks.put(each)
        await unit.commit()


async def test_a_mark_is_found_by_its_id_and_by_its_year(database: Database) -> None:
    found = [mark(), mark("self-evaluation", 2027, "1", "product/os2mo"), mark(year=2028)]
    await kept(database, *found)
    async with database.unit_of_work() as unit:
        assert await unit.year_marks.get(found[1].id) == found[1]
        assert await unit.year_marks.get("nothing") is None
        assert list(await unit.year_marks.of_years([2027])) == found[:2]
        assert list(await unit.year_marks.of_years(range(2027, 2029))) == sorted(found, key=lambda each: each.id)
        assert list(await unit.year_marks.of_years([])) == []


async def test_done_anew_takes_the_place_of_what_was_done_of_another_day(database: Database) -> None:
    again = replace(mark(), of=date(2027, 4, 24), done_at=NOW + timedelta(days=3))
    await kept(database, mark(), again)
    async with database.unit_of_work() as unit:
        assert list(await unit.year_marks.of_years([2027])) == [again]


async def test_what_is_taken_back_is_gone_and_nothing_of_an_uncommitted_unit_is_kept(database: Database) -> None:
    await kept(database, mark())
    async with database.unit_of_work() as unit:
        await unit.year_marks.remove(mark().id)
    async with database.unit_of_work() as unit:
        assert await unit.year_marks.get(mark().id)
        await unit.year_marks.remove(mark().id)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.year_marks.get(mark().id) is None
