# SPDX-License-Identifier: MPL-2.0
"""Times are read as wall times in a zone, and each date in the zone of its series."""

from datetime import datetime

import pytest

from config.icalendar.event import ReadEvent
from config.icalendar.reading import read_calendar
from config.problems import ConfigError
from tests.calendars import HOME, event, ics, zone

WEEKLY = "RRULE:FREQ=WEEKLY"


def _one(*lines: str, start: str = "DTSTART:20270104T130000", head: tuple[str, ...] = ()) -> ReadEvent:
    (found,) = read_calendar(ics(event(*lines, start=start), head=head), HOME).events
    return found


def _problem(*lines: str, start: str = "DTSTART:20270104T130000") -> str:
    with pytest.raises(ConfigError) as raised:
        _one(*lines, start=start)
    return "; ".join(f"{each.line}: {each.message}" for each in raised.value.problems)


def test_a_single_meeting_in_utc_is_kept_by_the_clock_at_home() -> None:
    winter, summer = _one(start="DTSTART:20270104T120000Z"), _one(start="DTSTART:20270705T120000Z")
    assert [(each.starts, each.zone) for each in (winter, summer)] == [(datetime(2027, 1, 4, 13), HOME), (datetime(2027, 7, 5, 14), HOME)]


def test_a_series_in_utc_stays_in_utc_since_it_does_not_follow_summer_time() -> None:
    found = _one(WEEKLY, start="DTSTART:20270104T120000Z")
    assert (found.starts, found.zone) == (datetime(2027, 1, 4, 12), "UTC")


def test_a_time_without_a_zone_is_meant_in_the_calendars_own() -> None:
    assert _one().zone == HOME
    assert _one(head=("X-WR-TIMEZONE:America/New_York",)).zone == "America/New_York"
    assert _one(head=("X-WR-TIMEZONE:Nowhere/At all",)).zone == HOME


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        (("DTEND:20270104T143000",), 90),
        (("DTEND:20270104T133000Z",), 90),
        (("DURATION:PT2H15M",), 135),
        (("DURATION:P1DT1H",), 25 * 60),
        (("DURATION:P1W",), 7 * 24 * 60),
        (("DTEND:20270104T130000",), 0),
    ],
)
def test_the_length_is_told_by_an_end_or_a_duration(lines: tuple[str, ...], minutes: int) -> None:
    assert _one(*lines).minutes == minutes


def test_a_meeting_over_the_night_of_a_change_of_clocks_lasts_as_long_as_the_clock_says() -> None:
    assert _one("DTEND:20270328T120000", start="DTSTART:20270327T120000").minutes == 23 * 60


def test_whole_days_are_days_and_last_at_least_one() -> None:
    one, two = (_one(*ends, start="DTSTART;VALUE=DATE:20270326") for ends in ((), ("DTEND;VALUE=DATE:20270328",)))
    assert [(each.starts, each.all_day, each.minutes) for each in (one, two)] == [
        (datetime(2027, 3, 26), True, 1440), (datetime(2027, 3, 26), True, 2880)
    ]  # fmt: skip


def test_a_whole_day_of_outlook_is_one_though_clocks_are_changed_on_it() -> None:
    lines = ("DTEND:20270329T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "RRULE:FREQ=WEEKLY", "EXDATE:20270403T220000Z")
    found = _one(*lines, start="DTSTART:20270328T000000")
    assert (found.all_day, found.minutes, found.exdates) == (True, 1440, (datetime(2027, 4, 4),))
    assert not _one("X-MICROSOFT-CDO-ALLDAYEVENT:TRUE").all_day


def test_excluded_and_added_dates_stand_in_lists_and_on_several_lines() -> None:
    lines = ("EXDATE:20270118T130000,20270111T130000", "EXDATE:20270125T130000", "RDATE:20270106T090000", "RDATE:20270106T090000")
    found = _one(WEEKLY, *lines)
    assert found.exdates == (datetime(2027, 1, 11, 13), datetime(2027, 1, 18, 13), datetime(2027, 1, 25, 13))
    assert found.rdates == (datetime(2027, 1, 6, 9),)


def test_dates_in_another_zone_are_moved_to_that_of_the_series() -> None:
    lines = (WEEKLY, "EXDATE:20270118T120000Z", "EXDATE;TZID=America/New_York:20270705T070000")
    assert _one(*lines).exdates == (datetime(2027, 1, 18, 13), datetime(2027, 7, 5, 13))


def test_a_day_that_is_excluded_means_the_meeting_on_it() -> None:
    assert _one(WEEKLY, "EXDATE;VALUE=DATE:20270118").exdates == (datetime(2027, 1, 18, 13),)
    assert _one(WEEKLY, "EXDATE:20270118T000000", start="DTSTART;VALUE=DATE:20270104").exdates == (datetime(2027, 1, 18),)


def test_an_added_period_has_its_own_length() -> None:
    found = _one(WEEKLY, "RDATE;VALUE=PERIOD:20270106T090000/PT2H,20270107T090000/20270107T100000")
    assert found.rdates == (datetime(2027, 1, 6, 9), datetime(2027, 1, 7, 9))
    assert [(each.on, each.minutes) for each in found.overrides] == [(datetime(2027, 1, 6, 9), 120)]


def test_seconds_are_left_out() -> None:
    assert _one(start="DTSTART:20270104T130059").starts == datetime(2027, 1, 4, 13)


@pytest.mark.parametrize(
    "given", ["RECURRENCE-ID:20270118T120000Z", "RECURRENCE-ID;TZID=Romance Standard Time:20270118T130000", "RECURRENCE-ID;VALUE=DATE:20270118"]
)
def test_a_moved_date_is_known_however_it_is_named(given: str) -> None:
    moved = event(given, start="DTSTART:20270119T140000Z")
    (found,) = read_calendar(ics(event(WEEKLY, start=f"DTSTART;TZID={HOME}:20270104T130000"), moved, zone("Romance Standard Time")), HOME).events
    assert [(each.on, each.starts) for each in found.overrides] == [(datetime(2027, 1, 18, 13), datetime(2027, 1, 19, 15))]


def test_a_cancelled_date_need_not_say_when_it_begins() -> None:
    off = event("RECURRENCE-ID:20270118T130000", "STATUS:CANCELLED", start="")
    (found,) = read_calendar(ics(event(WEEKLY), off), HOME).events
    assert [(each.on, each.starts, each.status) for each in found.overrides] == [(datetime(2027, 1, 18, 13), datetime(2027, 1, 18, 13), "cancelled")]


def test_a_date_without_its_series_is_kept_apart() -> None:
    calendar = read_calendar(ics(event("RECURRENCE-ID:20270118T120000Z", start="DTSTART:20270119T120000Z")), HOME)
    (loose,) = calendar.loose
    assert (calendar.events, loose.uid, loose.zone, loose.date.on) == ((), "one@example.org", "UTC", datetime(2027, 1, 18, 12))


@pytest.mark.parametrize(
    ("lines", "start", "problem"),
    [
        ((), "DTSTART:tomorrow", "5: DTSTART is no date such as 20270104T130000"[3:]),
        ((), "DTSTART:20270230T130000", "DTSTART is no date"),
        ((), "DTSTART:00010101T000000", "DTSTART is no date from 1970 to 2199"),
        ((), "DTSTART:PT1H", "DTSTART is no date from 1970 to 2199"),
        ((), "", "does not say when it begins (DTSTART)"),
        (("DTEND:20270104T120000",), "DTSTART:20270104T130000", "ends before it begins"),
        (("DTEND:20290104T120000",), "DTSTART:20270104T130000", "lasts longer than 366 days"),
        (("DURATION:one hour",), "DTSTART:20270104T130000", "DURATION is no length of time"),
        (("DURATION:P99999999999D",), "DTSTART:20270104T130000", "DURATION is no length of time"),
        (("EXDATE:20270118,x",), "DTSTART:20270104T130000", "EXDATE is no date"),
        (("RDATE;VALUE=PERIOD:20270106T090000/x",), "DTSTART:20270104T130000", "RDATE is no date"),
    ],
)
def test_a_time_that_is_none_is_told(lines: tuple[str, ...], start: str, problem: str) -> None:
    assert problem in _problem(*lines, start=start)


def test_a_change_of_all_later_dates_at_once_is_refused_with_a_way_out() -> None:
    later = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20270118T130000", start="DTSTART:20270119T130000")
    with pytest.raises(ConfigError, match=r"changes all dates from here on \(RANGE\); make them a series of their own"):
        read_calendar(ics(event(WEEKLY), later), HOME)
