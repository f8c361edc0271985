# SPDX-License-Identifier: MPL-2.0
"""In four zones and over twelve years: no meeting at a wrong moment, none missing, none twice; and as a calendar library reckons them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import recurring_ical_events
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from handlers.meeting_dates import occurrences
from storage.meetings import MeetingDate
from tests.unit.handlers.recurrence.given import ZONES, date_of, endless_rules, nightly, rules, series, wall_times
from tests.unit.handlers.recurrence.walker import heard, walked

BEGIN, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2038, 12, 31, tzinfo=UTC)
DAY = timedelta(days=1)
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2037, 10, 1), timezones=st.just(UTC))
CHANGES = (datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 10, 30, tzinfo=UTC), datetime(2028, 4, 1, tzinfo=UTC), datetime(2028, 9, 30, tzinfo=UTC))


@settings(max_examples=120)
@given(rules, nightly | wall_times, zones, moments | st.sampled_from(CHANGES), st.integers(1, 60))
@example("FREQ=DAILY", datetime(2027, 1, 1, 2, 30), "Europe/Copenhagen", CHANGES[0], 3)
@example("FREQ=DAILY", datetime(2027, 1, 1, 2, 30), "Europe/Copenhagen", CHANGES[1], 3)
@example("FREQ=DAILY", datetime(2027, 1, 1, 2, 0), "Australia/Lord_Howe", CHANGES[3], 9)
@example("FREQ=WEEKLY", datetime(2027, 1, 3, 2, 0), "America/New_York", datetime(2027, 3, 1, tzinfo=UTC), 20)
def test_every_meeting_begins_when_clocks_show_its_time(rule: str, starts: datetime, zone: str, first: datetime, days: int) -> None:
    last = first + days * DAY
    on = [each for each in walked(rule, starts, last.replace(tzinfo=None) + 2 * DAY) if each > first.replace(tzinfo=None) - 2 * DAY]
    expected = [(each, heard(each, zone)[0]) for each in on]
    found = occurrences(series(rule, starts, zone), (), first, last)
    assert [(each.on, each.at) for each in found] == [(each, at) for each, at in expected if first <= at < last]


@settings(max_examples=100)
@given(rules, nightly | wall_times, zones, st.lists(moments, max_size=8))
def test_windows_tile_without_loss_or_double(rule: str, starts: datetime, zone: str, cuts: list[datetime]) -> None:
    own = series(rule, starts, zone)
    some = _some_dates([each.on for each in occurrences(own, (), BEGIN, END, 40)])
    whole = occurrences(own, some, BEGIN, END, 10_000)
    tiled = [each for first, last in pairwise([BEGIN, *sorted(cuts), END]) for each in occurrences(own, some, first, last, 10_000)]
    assert tiled == whole
    assert len({each.id for each in whole}) == len(whole)


def _some_dates(on: Sequence[datetime]) -> list[MeetingDate]:
    """Of every third something is told: it is moved by some days, cancelled, or another is set beside it."""
    told = [
        (date_of(each, starts=each + (number * 5 - 40) * DAY), date_of(each, cancelled=True), date_of(each + timedelta(hours=5), extra=True))[number % 3]
        for number, each in enumerate(on[::3])
    ]
    return [each for each in told if each.starts or each.cancelled or each.extra]


@settings(max_examples=100)
@given(endless_rules, nightly | wall_times, zones, moments, st.integers(1, 200))
def test_what_is_told_of_single_dates_changes_them_alone(rule: str, starts: datetime, zone: str, first: datetime, days: int) -> None:
    own, last = series(rule, starts, zone), first + days * DAY
    plain = occurrences(own, (), BEGIN, END, 10_000)
    told = {each.on: each for each in _some_dates([each.on for each in plain][-60:])}
    expected = {each.on: each.at for each in plain}
    expected |= {on: heard(each.starts or on, zone)[0] for on, each in told.items()}
    found = occurrences(own, list(told.values()), first, last, 10_000)
    assert {each.on: each.at for each in found} == {on: at for on, at in expected.items() if first <= at < last}
    assert [each.at for each in found] == sorted(each.at for each in found)
    assert all(each.date == told.get(each.on) for each in found)


_EVENT = "BEGIN:VEVENT\r\nUID:s1\r\nDTSTAMP:20250101T000000Z\r\n{lines}DTSTART;TZID={zone}:{starts:%Y%m%dT%H%M%S}\r\nDURATION:PT90M\r\nEND:VEVENT\r\n"


def _calendar(rule: str, starts: datetime, zone: str, moved: Sequence[MeetingDate]) -> Calendar:
    events = [_EVENT.format(lines=f"RRULE:{rule}\r\n", zone=zone, starts=starts)]
    events += [_EVENT.format(lines=f"RECURRENCE-ID;TZID={zone}:{each.on:%Y%m%dT%H%M%S}\r\n", zone=zone, starts=each.starts or each.on) for each in moved]
    return Calendar.from_ical(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\n{''.join(events)}END:VCALENDAR\r\n")


def _without_faults_of_dateutil(rule: str) -> bool:
    """What the library under it gets wrong: `MO,1TU` as an intersection, and positions in a first week that is not whole."""
    days = rule.partition("BYDAY=")[2].partition(";")[0].split(",")
    return len({any(letter.isdigit() for letter in day) for day in days}) == 1 and not ("WEEKLY" in rule and "BYSETPOS" in rule)


@settings(max_examples=60)
@given(endless_rules.filter(_without_faults_of_dateutil), wall_times.filter(lambda at: at.hour > 3), zones, st.integers(0, 300))
def test_a_calendar_library_finds_the_same_meetings(rule: str, starts: datetime, zone: str, days: int) -> None:
    first, last = (starts + step * DAY for step in (days, days + 150))
    window = first.replace(tzinfo=UTC), last.replace(tzinfo=UTC)
    own = series(rule, starts, zone)
    regular = occurrences(own, (), starts.replace(tzinfo=UTC), window[1], 40)
    moved = [date_of(each.on, starts=each.on + 9 * DAY) for each in regular[1::4]]
    theirs = recurring_ical_events.of(_calendar(rule, starts, zone, moved)).between(*window)
    begun = sorted(at for each in theirs if (at := each["DTSTART"].dt.astimezone(UTC)) >= window[0])
    assert [each.at for each in occurrences(own, moved, *window)] == begun
