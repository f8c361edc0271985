# SPDX-License-Identifier: MPL-2.0
"""Where a series begins at another time, what was noted of its dates goes along, and no meeting is doubled."""

from datetime import datetime

from tests.calendars import event
from tests.unit.handlers.icalendar.stage import START, Group, moved, weekly

LATER = START.replace("T13", "T15")


async def test_a_date_cancelled_here_stays_cancelled_at_the_new_time() -> None:
    group = Group()
    await group.take(weekly())
    await group.note(datetime(2027, 1, 11, 13), cancelled=True, reason="ferie", agenda_url="https://a.example")
    await group.take(weekly("SEQUENCE:1", start=LATER))
    assert await group.held("2027-01-19") == ["01-04 15:00", "-01-11 15:00", "01-18 15:00"]
    kept = next(each for each in await group.dates() if each.cancelled)
    assert (kept.on, kept.reason, kept.agenda_url) == (datetime(2027, 1, 11, 15), "ferie", "https://a.example")


async def test_a_date_moved_here_stays_where_it_was_moved_to_and_is_not_doubled() -> None:
    group = Group()
    await group.take(weekly())
    await group.note(datetime(2027, 1, 11, 13), starts=datetime(2027, 1, 12, 9))
    await group.take(weekly("SEQUENCE:1", start=LATER))
    assert await group.held("2027-01-19") == ["01-04 15:00", "01-12 09:00", "01-18 15:00"]


async def test_what_the_calendar_says_of_the_new_date_is_added_to_it() -> None:
    group = Group()
    await group.take(weekly())
    await group.note(datetime(2027, 1, 11, 13), agenda_url="https://a.example", state="agenda")
    new = event("RECURRENCE-ID:20270111T150000", "SEQUENCE:9", start="DTSTART:20270112T100000")
    await group.take(weekly("SEQUENCE:1", start=LATER), new)
    assert await group.held("2027-01-19") == ["01-04 15:00", "01-12 10:00", "01-18 15:00"]
    kept = next(each for each in await group.dates() if each.starts)
    assert (kept.agenda_url, kept.state) == ("https://a.example", "agenda")


async def test_a_single_meeting_is_moved_by_the_calendar_with_all_that_is_known_of_it() -> None:
    group = Group()
    await group.take(event(start=START))
    await group.note(datetime(2027, 1, 4, 13), agenda_url="https://a.example", starts=datetime(2027, 1, 5, 13))
    await group.take(event("SEQUENCE:9", start=START.replace("20270104", "20270301")))
    assert await group.held("2027-12-01") == ["03-01 13:00"]
    assert [each.agenda_url for each in await group.dates() if each.agenda_url] == ["https://a.example"]


async def test_a_meeting_that_was_held_stays_where_it_was_held() -> None:
    group = Group()
    await group.take(weekly(start=START.replace("20270104", "20261102")))
    await group.note(datetime(2026, 11, 9, 13), state="approved", minutes_url="https://m.example")
    await group.take(weekly("SEQUENCE:1", start=LATER.replace("20270104", "20261102")))
    assert [each.on for each in await group.dates()] == [datetime(2026, 11, 9, 13)]


async def test_nothing_is_carried_to_a_date_of_which_something_is_known() -> None:
    group = Group()
    await group.take(weekly(), moved("20270111", to="20270112T090000"))
    await group.note(datetime(2027, 1, 11, 15), extra=True, agenda_url="https://b.example")
    await group.take(weekly("SEQUENCE:1", start=LATER))
    assert await group.held("2027-01-19") == ["01-04 15:00", "01-11 15:00", "01-12 09:00", "01-18 15:00"]
