# SPDX-License-Identifier: MPL-2.0
"""Whatever a file holds, it is read or refused; nothing else happens."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from config.icalendar.reading import read_calendar
from config.problems import ConfigError
from tests.calendars import DIALECTS, HOME, event, ics, sample

PIECES = st.sampled_from(
    [
        b"", b"\r\n", b"\n ", b":", b";", b",", b'"', b"\\", b"=", b"\0", b"\xff", b"\xc3", b"Z", b"T", b"-", b"9999", b"00000000", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\n", b"RRULE:", b"TZID=", b"VALUE=DATE", b"VALUE=PERIOD", b"/", b"P1D", b"RECURRENCE-ID:", b"EXDATE:", b"<b>&#", b"\xf0\x9f\x99\x82", b"20270229",
    ]
)  # fmt: skip
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), PIECES), min_size=1, max_size=12)
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60)
NAMES = (
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "EXDATE",
    "RDATE",
    "RECURRENCE-ID",
    "SEQUENCE",
    "STATUS",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "URL",
    "CONFERENCE",
)


@settings(max_examples=400)
@given(st.sampled_from(DIALECTS), CHANGES)
def test_a_calendar_that_was_damaged_is_read_or_refused(dialect: str, changes: list[tuple[float, int, bytes]]) -> None:
    data = bytearray(sample(dialect).read_bytes())
    for place, length, piece in changes:
        start = int(place * len(data))
        data[start : start + length] = piece
    with contextlib.suppress(ConfigError):
        read_calendar(bytes(data), HOME)


@settings(max_examples=300)
@given(st.sampled_from(NAMES), st.sampled_from(["", ";TZID=x", ';TZID="(UTC+01:00) x"', ";VALUE=DATE", ";VALUE=PERIOD"]), VALUES)
def test_any_value_is_read_or_refused(name: str, parameters: str, value: str) -> None:
    with contextlib.suppress(ConfigError):
        read_calendar(ics(event(f"{name}{parameters}:{value}", start="" if name == "DTSTART" else "DTSTART:20270104T130000")), HOME)


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for file in (data, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + data):
        with contextlib.suppress(ConfigError):
            read_calendar(file, HOME)
