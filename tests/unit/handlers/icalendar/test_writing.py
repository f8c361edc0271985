# SPDX-License-Identifier: MPL-2.0
"""Meetings are written as a calendar that every program reads alike: by our own reader, and by another's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.localise import Localiser
from config.icalendar.reading import read_calendar
from handlers.icalendar.writing import Published, calendar, uid_of
from handlers.meeting_dates import occurrences
from handlers.reply import Value
from storage.meetings import MeetingDate, MeetingSeries
from tests.calendars import HOME
from tests.meetings import MONDAY, date_of, noted, series
from tests.unit.handlers.icalendar.stage import Group

FIRST, LAST = datetime(2026, 6, 1, tzinfo=UTC), datetime(2028, 6, 1, tzinfo=UTC)
LOCALISER = Localiser()


def _say(value: Value) -> str:
    return LOCALISER.words(value, "da")


def _written(of: MeetingSeries, *dates: MeetingDate) -> bytes:
    return calendar("Møder", [Published(of, dates, "koordinationsgruppen for OS2mo")], _say)


def _text(of: MeetingSeries, *dates: MeetingDate) -> str:
    return _written(of, *dates).replace(b"\r\n ", b"").decode()


def _ours(of: MeetingSeries, dates: Sequence[MeetingDate]) -> list[tuple[datetime, datetime, bool]]:
    return sorted((each.at, each.ends_at, each.cancelled) for each in occurrences(of, dates, FIRST, LAST))


def _theirs(data: bytes, zone: str = HOME) -> list[tuple[datetime, datetime, bool]]:
    """As recurring-ical-events, a reader of others, sees them."""
    found = recurring_ical_events.of(Calendar.from_ical(data)).between(FIRST, LAST)
    return sorted((_moment(each["DTSTART"].dt, zone), _moment(each["DTEND"].dt, zone), each["STATUS"] == "CANCELLED") for each in found)


def _moment(value: Any, zone: str) -> datetime:
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC)


PLAIN = series(title="Koordinationsgruppemøde")
DATES = (
    date_of(on=MONDAY + timedelta(weeks=1), cancelled=True, reason="ferie", sequence=2),
    date_of(on=MONDAY + timedelta(weeks=2), starts=datetime(2026, 12, 22, 15), minutes=30, place="Sydby"),
    date_of(on=MONDAY + timedelta(weeks=3), agenda_url="https://example.org/dagsorden"),
    date_of(on=datetime(2026, 12, 30, 9), extra=True),
    date_of(on=datetime(2026, 12, 31, 9), extra=True, starts=datetime(2027, 1, 2, 9)),
    date_of(on=datetime(2027, 1, 5, 9), extra=True, cancelled=True),
    date_of(on=datetime(2027, 1, 6, 9), cancelled=True),  # no rule gives it any more
    date_of(on=datetime(2027, 1, 7, 9), starts=datetime(2027, 1, 8, 9)),
)
SHAPES: dict[str, tuple[MeetingSeries, tuple[MeetingDate, ...]]] = {
    "a plain series": (PLAIN, ()),
    "dates that differ": (PLAIN, DATES),
    "an end": (series(rule="FREQ=WEEKLY;UNTIL=20270329"), DATES),
    "a count": (series(rule="FREQ=MONTHLY;BYDAY=1MO;COUNT=5"), DATES[:1]),
    "a first date beside the rule": (series(rule="FREQ=MONTHLY;BYDAY=-1FR"), DATES),
    "one meeting": (series(rule=""), ()),
    "one meeting, moved": (series(rule=""), (date_of(starts=datetime(2026, 12, 9, 9)),)),
    "one meeting, cancelled": (series(rule=""), (date_of(cancelled=True),)),
    "one meeting and one more": (series(rule=""), (DATES[3], date_of(cancelled=True))),
    "over the change of clocks": (series(starts=datetime(2027, 3, 22, 23, 30), rule="FREQ=DAILY;COUNT=12"), ()),
    "whole days": (
        series(starts=datetime(2026, 12, 7), minutes=2 * 1440),
        (date_of(on=datetime(2026, 12, 14), cancelled=True), date_of(on=datetime(2026, 12, 21), starts=datetime(2026, 12, 22))),
    ),
    "whole days until": (series(starts=datetime(2026, 12, 7), minutes=1440, rule="FREQ=WEEKLY;UNTIL=20261221"), ()),
    "a day that becomes an hour": (
        series(starts=datetime(2026, 12, 7), minutes=1440),
        (date_of(on=datetime(2026, 12, 14), starts=datetime(2026, 12, 14, 9), minutes=60),),
    ),
    "utc": (series(zone="UTC", rule="FREQ=WEEKLY;UNTIL=20270329"), DATES),
    "elsewhere": (series(zone="America/New_York", rule="FREQ=WEEKLY;UNTIL=20270329"), DATES),
    "half an hour": (series(zone="Australia/Lord_Howe"), DATES),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_another_reader_sees_the_same_meetings(shape: str) -> None:
    of, dates = SHAPES[shape]
    assert _theirs(_written(of, *dates), of.zone) == _ours(of, dates)


@pytest.mark.parametrize("shape", SHAPES)
async def test_our_own_reader_sees_the_same_meetings(shape: str) -> None:
    of, dates = SHAPES[shape]
    group = Group()
    parts = _written(of, *dates).decode().split("\r\n")[1:-2]
    await group.take(parts)
    if shape == "one meeting, cancelled":
        async with group.database.unit_of_work() as unit:
            assert await unit.meetings.everything() == []
        return
    read = await group.series()
    assert _ours(read, await group.dates()) == _ours(of, dates)
    assert (read.uid, read.zone, read.place, read.title) == (of.uid, of.zone if of.rule or of.zone != "UTC" else HOME, of.place, of.title or read.title)


UNLIKE = ("one meeting, moved", "one meeting, cancelled")
"""A single meeting is written as it is now: what it was before is not in the calendar."""


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape not in UNLIKE])
async def test_our_own_calendar_taken_in_again_changes_nothing(shape: str) -> None:
    of, dates = SHAPES[shape]
    of = replace(of, title="Møde", purpose="Status", agenda_url="https://example.org/a", link="https://example.org/l", place="Nordby", sequence=3)
    group = Group()
    await noted(group.database, of, *dates)
    found = await group.compare(_written(of, *dates).decode().split("\r\n")[1:-2])
    assert (found.changes, found.left, found.unchanged) == ((), (), 1)


RULES = ("", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=2TU,-1FR", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1MO")


@given(
    starts=st.datetimes(datetime(2026, 6, 1), datetime(2027, 12, 1)).map(lambda each: each.replace(minute=each.minute // 15 * 15, second=0, microsecond=0)),
    zone=st.sampled_from([HOME, "UTC", "America/New_York", "Asia/Kathmandu"]),
    rule=st.sampled_from(RULES),
    minutes=st.sampled_from([15, 60, 24 * 60, 25 * 60]),
    weeks=st.lists(st.tuples(st.integers(0, 20), st.booleans(), st.booleans(), st.integers(-600, 600)), max_size=5),
)  # fmt: skip
def test_any_meetings_are_read_as_they_are(starts: datetime, zone: str, rule: str, minutes: int, weeks: list[tuple[int, bool, bool, int]]) -> None:
    """But for hours that no clock shows, or that clocks show twice: there readers differ."""
    of = series(starts=starts.replace(hour=starts.hour if starts.hour > 5 else 6), zone=zone, rule=rule, minutes=minutes)
    days = {of.starts + timedelta(days=7 * week): (cancelled, extra, shift) for week, cancelled, extra, shift in weeks}
    dates = [
        date_of(on=on, cancelled=cancelled, extra=extra, starts=(on + timedelta(days=shift)) if shift % 3 else None)
        for on, (cancelled, extra, shift) in days.items()
    ]
    assert _theirs(_written(of, *dates), of.zone) == _ours(of, dates)


def test_the_same_meetings_are_the_same_bytes_and_others_are_not() -> None:
    assert _written(PLAIN, *DATES) == _written(PLAIN, *reversed(DATES))
    assert _written(PLAIN, *DATES) != _written(PLAIN, *DATES[1:])


def test_lines_are_folded_at_75_octets_and_end_in_crlf() -> None:
    data = _written(series(title="Møde om æbler, ørne og ål; " * 20, purpose="første linje\nanden linje 🙂" * 30), *DATES)
    lines = data.split(b"\r\n")
    assert (max(map(len, lines)), lines[-1], b"\n" in data.replace(b"\r\n", b"")) == (75, b"", False)
    assert all(line.decode() is not None for line in lines)


def test_the_head_says_what_it_is_and_when_to_ask_again() -> None:
    text = _text(PLAIN)
    for line in (
        "METHOD:PUBLISH",
        "PRODID:-//OS2//os2bot//DA",
        "X-WR-CALNAME:Møder",
        "NAME:Møder",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ):
        assert f"\r\n{line}\r\n" in text
    assert f"TZID:{HOME}\r\n" in text


def test_versions_and_times_of_change_are_those_of_the_meetings() -> None:
    of = series(sequence=4)
    text = _text(of, date_of(on=MONDAY + timedelta(weeks=1), cancelled=True, sequence=2, changed_at=datetime(2026, 11, 5, 6, 7, 8, tzinfo=UTC)))
    whole, single = text.split("BEGIN:VEVENT")[1:]
    assert ("SEQUENCE:4\r\n" in whole, "LAST-MODIFIED:20260101T000000Z" in whole, "DTSTAMP:20260101T000000Z" in whole) == (True, True, True)
    assert ("SEQUENCE:6\r\n" in single, "LAST-MODIFIED:20261105T060708Z" in single, "DTSTAMP:20261105T060708Z" in single) == (True, True, True)
    assert whole.count("UID:s@os2bot") == single.count("UID:s@os2bot") == 1 == (of.uid == uid_of("s"))


def test_a_cancelled_date_is_seen_and_says_so_and_blocks_nobodys_day() -> None:
    text = _text(PLAIN, DATES[0])
    single = text.split("BEGIN:VEVENT")[2]
    for line in ("STATUS:CANCELLED", "SUMMARY:Aflyst: Koordinationsgruppemøde", "TRANSP:TRANSPARENT", f"RECURRENCE-ID;TZID={HOME}:20261214T130000"):
        assert line in single
    assert "Hvorfor: ferie" in single
    assert "EXDATE" not in text


def test_a_date_says_where_its_agenda_is_and_a_series_without_a_title_whose_it_is() -> None:
    text = _text(series(link="https://video.example.org/1"), DATES[2])
    assert text.count("SUMMARY:Møde i koordinationsgruppen for OS2mo\r\n") == 2
    assert r"Deltag her: https://video.example.org/1\nDagsorden: https://example.org/dagsorden" in text.split("BEGIN:VEVENT")[2]
    assert "CONFERENCE;FEATURE=VIDEO;VALUE=URI:https://video.example.org/1" in text


def test_what_is_for_the_group_alone_is_marked_private() -> None:
    assert ("CLASS:PRIVATE" in _text(series(visibility="group")), "CLASS" in _text(PLAIN)) == (True, False)


def test_nothing_in_a_text_can_end_its_line() -> None:
    text = _text(series(title="a\r\nEND:VCALENDAR\x00\x1b", place="x\nATTENDEE:y", link="https://example.org/\r\nX-A:b"))
    assert (text.count("END:VCALENDAR"), "\r\nATTENDEE" in text, "\r\nX-A" in text) == (2, False, False)
    assert len(read_calendar(text.encode(), HOME).events) == 1


def test_what_has_ended_is_not_in_it_and_nothing_is_a_calendar_too() -> None:
    text = _text(series(ended=True))
    assert ("VEVENT" in text, "VTIMEZONE" in text, text.endswith("END:VCALENDAR\r\n")) == (False, False, True)
    assert read_calendar(text.encode(), HOME).events == ()


@pytest.mark.parametrize("zone", [HOME, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Europe/Dublin"])
def test_the_zone_that_is_written_out_keeps_the_time_of_its_name(zone: str) -> None:
    """Under another name, so that it is known by nothing but its offsets."""
    for year in (2026, 2031):
        data = (
            _written(series(zone=zone, starts=datetime(year, 6, 7, 13), rule=""))
            .replace(f"TZID:{zone}".encode(), b"TZID:Own")
            .replace(f"TZID={zone}".encode(), b"TZID=Own")
        )
        (found,) = read_calendar(data, HOME).events
        assert _keeps(found.zone, zone, year)


def _keeps(one: str, other: str, year: int) -> bool:
    noons = [datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(365)]
    return all(noon.astimezone(ZoneInfo(one)).utcoffset() == noon.astimezone(ZoneInfo(other)).utcoffset() for noon in noons)
