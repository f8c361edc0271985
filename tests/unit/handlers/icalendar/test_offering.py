# SPDX-License-Identifier: MPL-2.0
"""What a calendar that is followed would change: the same for the same calendar, only what is worth saying, and with what stays."""

from dataclasses import replace
from datetime import timedelta

from config.icalendar.event import ReadCalendar
from config.icalendar.reading import read_calendar
from handlers.icalendar.offering import Offer, kept, offered, waiting
from storage.meetings import MeetingSeries
from storage.memory import MemoryDatabase
from storage.unit_of_work import Database
from tests.calendars import HOME, event, ics
from tests.conftest import NOW
from tests.contract.records import feed
from tests.meetings import noted, series

FEED = feed("https://kalender.example/hemmelig/basic.ics")
UID = "s@os2bot"
OURS = series(starts=series().starts.replace(year=2027, month=1, day=4), minutes=60, rule="", uid=UID, source="Møder")


def calendar(*parts: list[str], name: str = "Møder") -> ReadCalendar:
    return read_calendar(ics(*parts, head=(f"X-WR-CALNAME:{name}",) if name else ()), HOME)


async def offer(database: Database, *parts: list[str], name: str = "Møder") -> Offer:
    async with database.unit_of_work() as unit:
        return await offered(calendar(*parts, name=name), FEED, unit.meetings, NOW)


async def known(*records: object) -> MemoryDatabase:
    database = MemoryDatabase()
    await noted(database, *records)
    return database


async def test_the_same_changes_have_the_same_digest_however_often_they_are_worked_out() -> None:
    database = await known()
    parts = event("RRULE:FREQ=WEEKLY", "EXDATE:20270111T130000")
    first, second = await offer(database, parts), await offer(database, parts)
    assert len(first.steps) == 2
    assert first.steps != second.steps, "ids of what is new are made anew"
    assert first.digest == second.digest != (await offer(database, event("RRULE:FREQ=WEEKLY"))).digest


async def test_a_calendar_without_a_name_is_called_by_its_host_and_never_by_its_address() -> None:
    (step,) = (await offer(await known(), event(), name="")).steps
    assert isinstance(step.after, MeetingSeries)
    assert step.after.source == "kalender.example"


async def test_what_is_as_it_is_here_is_nothing_to_tell() -> None:
    database = await known(OURS)
    assert await offer(database, event(uid=UID)) == Offer()
    assert (await offer(database, event("LOCATION:Lokale 2", uid=UID))).digest


async def test_what_is_merely_counted_up_is_nothing_to_tell() -> None:
    assert await offer(await known(OURS), event("SEQUENCE:7", uid=UID)) == Offer()


async def test_new_meetings_that_are_over_are_left_out_and_series_that_go_on_are_not() -> None:
    past, going_on = event(uid="past@x", start="DTSTART:20260104T130000"), event("RRULE:FREQ=MONTHLY", uid="on@x", start="DTSTART:20260104T130000")
    found = await offer(await known(), past, event("RRULE:FREQ=DAILY;COUNT=5", uid="done@x", start="DTSTART:20260104T130000"), going_on)
    assert [getattr(each.after, "uid", "") for each in found.steps] == ["on@x"]


async def test_what_is_in_the_calendar_no_longer_is_told_where_it_came_from_there_and_is_still_to_come() -> None:
    over = replace(OURS, id="o", uid="o@x", starts=OURS.starts - timedelta(days=365))
    database = await known(OURS, over, replace(OURS, id="t", uid="t@x", source="told"), replace(OURS, id="e", uid="e@x", source="En anden kalender"))
    found = await offer(database, event(uid="other@x", start="DTSTART:20260104T130000"))
    assert (found.gone, found.steps) == (("s",), ())
    assert found.digest


async def test_what_was_changed_here_since_stays_and_is_counted() -> None:
    found = await offer(await known(replace(OURS, place="Lokale 9", sequence=3)), event("LOCATION:Lokale 2", uid=UID))
    assert (found.left, found.steps, found.digest) == (1, (), "")


async def test_a_rule_that_cannot_be_kept_does_not_hold_up_the_other_meetings() -> None:
    found = await offer(await known(OURS), event("RRULE:FREQ=SECONDLY", uid=UID), event(uid="fine@x"))
    assert ([getattr(each.after, "uid", "") for each in found.steps], found.unread, found.gone) == (["fine@x"], 1, ())


async def test_what_waits_is_read_as_it_was_kept() -> None:
    found = await offer(await known(OURS), event("LOCATION:Lokale »2«", uid=UID), event("RRULE:FREQ=WEEKLY", "EXDATE:20270111T130000", uid="new@x"))
    assert waiting(replace(FEED, offer=kept(found))) == found
    assert waiting(FEED) is None
