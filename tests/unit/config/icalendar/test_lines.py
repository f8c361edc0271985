# SPDX-License-Identifier: MPL-2.0
"""Content lines are put together again, however they were broken."""

import pytest

from config.icalendar.event import ReadEvent
from config.icalendar.reading import read_calendar
from config.problems import ConfigError
from tests.calendars import HOME, event, ics


def _one(data: bytes) -> ReadEvent:
    (found,) = read_calendar(data, HOME).events
    return found


def _with(summary: bytes) -> bytes:
    return ics(event("SUMMARY:?")).replace(b"SUMMARY:?", b"SUMMARY:" + summary)


def test_lines_are_put_together_at_spaces_and_tabs() -> None:
    assert _one(_with(b"Koordinations\r\n gruppe\r\n\tm\xc3\xb8de")).summary == "Koordinationsgruppemøde"


def test_a_character_that_was_cut_in_two_is_whole_again() -> None:
    assert _one(_with(b"Bestyrelsesm\xc3\r\n \xb8de")).summary == "Bestyrelsesmøde"


def test_an_empty_line_does_not_end_what_it_stands_in() -> None:
    assert _one(_with(b"Koordinations\r\n\r\n gruppe")).summary == "Koordinationsgruppe"


def test_a_line_folded_without_its_space_goes_on() -> None:
    first = b"Et langt navn som et program har foldet uden at saette mellemrummet foran da"
    assert _one(_with(first + b"gen efter\r\nCLASS:PUBLIC")).summary == (first + b"gen efter").decode()
    assert _one(_with(first + b"\r\ngen efter")).summary == (first + b"gen efter").decode()


def test_a_bare_line_break_in_a_text_stays_one() -> None:
    data = ics(event("DESCRIPTION:?")).replace(b"DESCRIPTION:?", b"DESCRIPTION:Punkter\r\n1. Velkomst\r\n\r\n2. Eventuelt")
    assert _one(data).description == "Punkter\n1. Velkomst\n2. Eventuelt"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "utf-16"])
def test_danish_letters_survive_every_usual_encoding(encoding: str) -> None:
    data = ics(event("SUMMARY:Årsmøde på Ærø")).decode().encode(encoding)
    assert _one(data).summary == "Årsmøde på Ærø"


def test_names_and_values_are_read_in_small_letters_too() -> None:
    data = b"begin:vcalendar\nbegin:vevent\nuid:a\ndtstart;tzid=europe/copenhagen:20270104t130000\nduration:pt1h\nend:vevent\nend:vcalendar\n"
    assert (_one(data).zone, _one(data).minutes) == (HOME, 60)


def test_a_calendar_after_another_is_read_too() -> None:
    both = ics(event(uid="one")) + ics(event(uid="two"))
    assert [each.uid for each in read_calendar(both, HOME).events] == ["one", "two"]


@pytest.mark.parametrize(
    ("data", "line", "problem"),
    [
        (b"", None, "nothing begins with BEGIN:VCALENDAR"),
        (b"<html>", 1, "its first line must be BEGIN:VCALENDAR"),
        (b"\n\nSUMMARY:x\n", 3, "its first line must be BEGIN:VCALENDAR"),
        (b"BEGIN:VCARD\nEND:VCARD\n", None, "nothing begins with BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n", 2, "VEVENT begins here and does not end: the file is cut off"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", 3, "something else ends here than VEVENT, which begins on line 2"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY;X\nEND:VEVENT\nEND:VCALENDAR\n", 3, "SUMMARY has no value"),
        (b"\0BEGIN", None, "is not text"),
    ],
)
def test_what_is_no_calendar_is_told_with_its_line(data: bytes, line: int | None, problem: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read_calendar(data, HOME)
    (found,) = raised.value.problems
    assert (found.line, problem in found.message) == (line, True)
