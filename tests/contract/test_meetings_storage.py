# SPDX-License-Identifier: MPL-2.0
"""Series of meetings and what deviates from them are kept as they were told: wall times stay wall times, and every change is counted."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from storage.conflict import ChangedMeanwhileError
from storage.meetings import MeetingDate, MeetingSeries, date_id, of_date_id
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from storage.unit_of_work import Database
from tests.contract.records import GROUP, ON, full_date, full_series, meeting_date, series

BOARD = "bestyrelse"
PATIENCE = 30  # seconds for whatever is awaited


@pytest.fixture
async def replicas(sql_url: str) -> AsyncIterator[list[SqlDatabase]]:
    """Two processes' worth of one database."""
    opened = [SqlDatabase(create_engine(database_url(sql_url))) for _ in range(2)]
    await upgrade(opened[0].engine)
    yield opened
    for each in opened:
        await each.close()


async def test_every_field_of_a_series_and_of_a_date_is_kept(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for each in (full_series("full"), series("plain")):
            await unit.meetings.add(each)
        for date in (full_date("full"), meeting_date("plain")):
            await unit.meetings.add_date(date)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert [await unit.meetings.series(id_) for id_ in ("full", "plain", "none")] == [full_series("full"), series("plain"), None]
        assert [await unit.meetings.date(date_id(id_, ON)) for id_ in ("full", "plain", "none")] == [full_date("full"), meeting_date("plain"), None]


async def test_nothing_is_kept_or_counted_without_a_commit(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.meetings.add(series("a"))
        await unit.meetings.add_date(meeting_date("a"))
    async with database.unit_of_work() as unit:
        assert (await unit.meetings.series("a"), await unit.meetings.date(date_id("a", ON)), await unit.meetings.revision()) == (None, None, 0)


@pytest.mark.parametrize("wall", [datetime(2027, 3, 28, 2, 30), datetime(2027, 10, 31, 2, 30), datetime(2027, 6, 1, 23, 59, 59)])
async def test_a_wall_time_comes_back_as_clocks_show_it(database: Database, wall: datetime) -> None:
    """Also one that no clock shows, and one that clocks show twice."""
    async with database.unit_of_work() as unit:
        await unit.meetings.add(series("a", starts=wall))
        await unit.meetings.add_date(meeting_date("a", wall, starts=wall))
        await unit.commit()
    async with database.unit_of_work() as unit:
        kept, date = await unit.meetings.series("a"), await unit.meetings.date(date_id("a", wall))
    assert kept is not None
    assert date is not None
    assert (kept.starts, date.on, date.starts) == (wall, wall, wall)
    assert kept.starts.tzinfo is None


async def test_a_moment_is_no_wall_time(replicas: list[SqlDatabase]) -> None:
    async with replicas[0].unit_of_work() as unit:
        with pytest.raises((ValueError, StatementError), match="has no time zone"):
            await unit.meetings.add(series("a", starts=datetime(2027, 1, 4, 13, tzinfo=UTC)))


async def test_series_are_ordered_by_group_and_start_and_ended_ones_left_out(database: Database) -> None:
    late, early, board = series("a", starts=ON + timedelta(hours=1)), series("c"), series("b", group=BOARD)
    same, ended = series("b2"), series("d", ended=True)
    async with database.unit_of_work() as unit:
        for each in (late, early, board, same, ended):
            await unit.meetings.add(each)
        assert list(await unit.meetings.standing()) == [board, same, early, late]
        assert list(await unit.meetings.everything()) == [board, same, early, ended, late]
        assert list(await unit.meetings.of_groups([GROUP, "os2iot/styregruppe"])) == [same, early, late]
        assert list(await unit.meetings.of_groups([])) == []
        assert await unit.meetings.series("d") == ended


async def test_dates_are_ordered_by_series_and_wall_time_and_withdrawn_ones_left_out(database: Database) -> None:
    later = ON + timedelta(days=28)
    dates = [meeting_date("a", later), meeting_date("a"), meeting_date("b"), meeting_date("c"), meeting_date("a", later + timedelta(days=7), withdrawn=True)]
    async with database.unit_of_work() as unit:
        for each in dates:
            await unit.meetings.add_date(each)
        assert list(await unit.meetings.dates_of(["b", "a"])) == [dates[1], dates[0], dates[2]]
        assert list(await unit.meetings.dates_of([])) == []
        assert await unit.meetings.date(dates[4].id) == dates[4]


async def test_a_saved_record_counts_its_version_up_and_an_old_one_is_not_saved(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.meetings.add(series("a"))
        await unit.meetings.add_date(meeting_date("a"))
        await unit.meetings.save(series("a", title="ny"))
        await unit.meetings.save_date(meeting_date("a", cancelled=True))
        assert await unit.meetings.series("a") == series("a", title="ny", version=1)
        assert await unit.meetings.date(date_id("a", ON)) == meeting_date("a", cancelled=True, version=1)
        for changed in (unit.meetings.save(series("a")), unit.meetings.save(series("none")), unit.meetings.save_date(meeting_date("a"))):
            with pytest.raises(ChangedMeanwhileError):
                await changed
        assert await unit.meetings.series("a") == series("a", title="ny", version=1)


async def test_what_is_known_of_a_date_is_added_once(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.meetings.add_date(meeting_date("a", withdrawn=True))
        with pytest.raises(ChangedMeanwhileError):
            await unit.meetings.add_date(meeting_date("a", cancelled=True))
        assert await unit.meetings.date(date_id("a", ON)) == meeting_date("a", withdrawn=True)


async def test_no_two_series_that_stand_have_the_same_uid(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.meetings.add(series("a", uid="u"))
        with pytest.raises(ChangedMeanwhileError):
            await unit.meetings.add(series("b", uid="u"))
        await unit.meetings.save(series("a", uid="u", ended=True))
        assert await unit.meetings.by_uid("u") is None
        await unit.meetings.add(series("b", uid="u"))
        assert await unit.meetings.by_uid("u") == series("b", uid="u")
        with pytest.raises(ChangedMeanwhileError):
            await unit.meetings.save(series("a", uid="u", version=1))
        await unit.meetings.save(series("b", uid="u", title="ny"))


async def test_every_change_is_counted_where_it_is_made(database: Database) -> None:
    async with database.unit_of_work() as unit:
        meetings, counted = unit.meetings, [await unit.meetings.revision()]
        for change in (
            meetings.add(series("a")), meetings.save(series("a")), meetings.add_date(meeting_date("a")), meetings.save_date(meeting_date("a")),
        ):  # fmt: skip
            await change
            counted.append(await meetings.revision())
        assert counted == sorted(set(counted))
        catalogue = await unit.directory.revision()
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert await unit.meetings.revision() == counted[-1]
        await unit.meetings.standing()
        assert (await unit.meetings.revision(), await unit.directory.revision()) == (counted[-1], catalogue)


async def test_writers_at_once_are_each_counted(replicas: list[SqlDatabase]) -> None:
    """As several processes: on PostgreSQL their transactions run side by side."""

    async def add(database: SqlDatabase, number: int) -> None:
        async with database.unit_of_work() as unit:
            await unit.meetings.add(series(str(number)))
            await asyncio.sleep(0)
            await unit.meetings.add_date(meeting_date(str(number)))
            await unit.commit()

    await asyncio.wait_for(asyncio.gather(*(add(replicas[number % 2], number) for number in range(8))), PATIENCE)
    async with replicas[0].unit_of_work() as unit:
        assert await unit.meetings.revision() == 16


@pytest.mark.parametrize("what", [lambda name: series(name, uid="u"), lambda name: meeting_date("a", place=name)], ids=["uid", "date"])
async def test_of_two_who_add_the_same_at_once_one_hears_that_it_was_changed_meanwhile(
    replicas: list[SqlDatabase], what: Callable[[str], MeetingSeries | MeetingDate]
) -> None:
    async def add(database: SqlDatabase, record: MeetingSeries | MeetingDate) -> str:
        try:
            async with database.unit_of_work() as unit:
                await (unit.meetings.add(record) if isinstance(record, MeetingSeries) else unit.meetings.add_date(record))
                await asyncio.sleep(0)
                await unit.commit()
        except ChangedMeanwhileError:
            return "late"
        return "done"

    tried = (add(database, what(name)) for database, name in zip(replicas, ("a", "b"), strict=True))
    assert sorted(await asyncio.wait_for(asyncio.gather(*tried), PATIENCE)) == ["done", "late"]


async def test_a_thousand_series_and_their_dates_are_read_whole(database: Database) -> None:
    """More than one statement can name."""
    async with database.unit_of_work() as unit:
        for number in range(1001):
            await unit.meetings.add(series(f"s{number:04}", group=f"os2mo{number}/styregruppe"))
            await unit.meetings.add_date(meeting_date(f"s{number:04}"))
        standing = await unit.meetings.standing()
        assert len(standing) == 1001
        assert len(await unit.meetings.of_groups([each.group for each in standing])) == 1001
        assert [each.series for each in await unit.meetings.dates_of([each.id for each in standing])] == [f"s{number:04}" for number in range(1001)]


@pytest.mark.parametrize(
    "asked",
    [
        'meeting_series WHERE "group" = ?', "meeting_series WHERE uid = ?", "meeting_dates WHERE series = ?", "attendances WHERE date = ?", "attendances WHERE person = ?",
        'agenda_items WHERE "group" = ?', "agenda_items WHERE product = ?", "agenda_items WHERE by = ? OR responsible = ?", "calendar_addresses WHERE owner = ?",
        "subscriptions WHERE kind = ?",
    ],
)  # fmt: skip
async def test_no_query_goes_through_a_whole_table(sqlite_url: str, asked: str) -> None:
    engine = create_engine(database_url(sqlite_url))
    await upgrade(engine)
    async with engine.connect() as connection:
        plan = await connection.execute(text(f"EXPLAIN QUERY PLAN SELECT * FROM {asked.replace('?', ':x')}"), {"x": "x"})
        assert "SCAN" not in str(plan.all())
    await engine.dispose()


def test_the_id_of_a_date_says_of_which_series_it_is_and_when() -> None:
    assert of_date_id(date_id("a", ON)) == ("a", ON)
    assert date_id("a", ON) == "a/2027-01-04T13:00"
    with pytest.raises(ValueError, match="nothing"):
        of_date_id("nothing")
