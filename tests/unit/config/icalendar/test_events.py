# SPDX-License-Identifier: MPL-2.0
"""Of several versions of an event one is taken, and what cannot be read is told with its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.icalendar.event import ReadCalendar
from config.icalendar.reading import read_calendar, read_file
from config.problems import ConfigError
from tests.calendars import HOME, event, ics

WEEKLY = "RRULE:FREQ=WEEKLY"


def _read(*parts: list[str], head: tuple[str, ...] = ()) -> ReadCalendar:
    return read_calendar(ics(*parts, head=head), HOME)


def test_the_version_with_the_highest_sequence_is_taken_wherever_it_stands() -> None:
    for parts in ((event("SEQUENCE:2", "SUMMARY:new"), event("SEQUENCE:1", "SUMMARY:old")), (event("SEQUENCE:1"), event("SEQUENCE:2", "SUMMARY:new"))):
        assert [(each.summary, each.sequence) for each in _read(*parts).events] == [("new", 2)]


def test_of_equal_sequences_the_one_that_was_changed_last_is_taken() -> None:
    new, old = event("LAST-MODIFIED:20270102T000000Z", "SUMMARY:new"), event("LAST-MODIFIED:20270101T000000Z", "SUMMARY:old")
    assert [each.summary for parts in ((new, old), (old, new)) for each in _read(*parts).events] == ["new", "new"]


def test_of_versions_of_one_date_the_newest_is_taken() -> None:
    dates = [event("RECURRENCE-ID:20270118T130000", f"SEQUENCE:{number}", start=f"DTSTART:20270118T{13 + number}0000") for number in (2, 1)]
    (found,) = _read(event(WEEKLY), *dates).events
    assert [(each.starts, each.sequence) for each in found.overrides] == [(datetime(2027, 1, 18, 15), 2)]


def test_when_it_was_changed_is_told_by_its_stamp_where_nothing_else_does() -> None:
    stamped, silent, odd = _read(
        event("DTSTAMP:20270101T080910Z", uid="a"), event(uid="b"), event("LAST-MODIFIED:yesterday", "DTSTAMP:20270101T000000Z", uid="c")
    ).events  # fmt: skip
    assert (stamped.last_modified, silent.last_modified, odd.last_modified) == (datetime(2027, 1, 1, 8, 9, 10, tzinfo=UTC), None, None)


@pytest.mark.parametrize(("given", "sequence"), [("7", 7), ("", 0), ("-1", 0), ("two", 0), ("9" * 400, 2**31 - 1), ("²", 0)])
def test_a_sequence_is_a_number_or_none(given: str, sequence: int) -> None:
    assert [each.sequence for each in _read(event(f"SEQUENCE:{given}")).events] == [sequence]


@pytest.mark.parametrize(("given", "status"), [("CANCELLED", "cancelled"), ("tentative", "tentative"), ("CONFIRMED", "confirmed"), ("ODD", "confirmed")])
def test_its_status_is_read(given: str, status: str) -> None:
    assert [each.status for each in _read(event(f"STATUS:{given}")).events] == [status]


def test_a_calendar_that_cancels_cancels_all_in_it() -> None:
    calendar = _read(event("STATUS:CONFIRMED"), event("RECURRENCE-ID:20270118T130000", uid="b"), head=("METHOD:CANCEL",))
    assert [each.status for each in calendar.events] + [each.date.status for each in calendar.loose] == ["cancelled", "cancelled"]


def test_the_answer_of_somebody_who_was_invited_is_no_calendar() -> None:
    with pytest.raises(ConfigError, match=r"is an answer to an invitation \(METHOD:REPLY\), not a calendar"):
        _read(event(), head=("METHOD:REPLY",))


def test_alarms_and_tasks_are_passed_over() -> None:
    alarm = ["BEGIN:VALARM", "SUMMARY:alarm", "DTSTART:nonsense", "END:VALARM"]
    task = ["BEGIN:VTODO", "UID:task", "DUE:nonsense", "END:VTODO"]
    assert [each.summary for each in _read(event(*alarm, "SUMMARY:meeting"), task).events] == ["meeting"]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("RRULE:FREQ=DAILY", WEEKLY), "RRULE stands twice in one event"),
        (("DTSTART:20270105T130000",), "DTSTART stands twice in one event"),
        (("EXRULE:FREQ=DAILY",), "leaves out dates by a rule (EXRULE)"),
    ],
)
def test_an_event_that_leaves_open_what_is_meant_is_refused(lines: tuple[str, ...], problem: str) -> None:
    with pytest.raises(ConfigError) as raised:
        _read(event(*lines))
    assert [(each.line, problem in each.message) for each in raised.value.problems] == [(4, True)]


def test_the_same_said_twice_is_said_once() -> None:
    assert [each.rule for each in _read(event(WEEKLY, WEEKLY)).events] == ["FREQ=WEEKLY"]


@pytest.mark.parametrize("uid", ["", "x" * 501, "a\x07b"])
def test_an_event_that_nobody_can_know_again_is_refused(uid: str) -> None:
    for lines in ((), ("RECURRENCE-ID:20270118T130000",)):
        with pytest.raises(ConfigError, match="its UID is "):
            _read(event(*lines, uid=uid))


def test_every_event_that_cannot_be_read_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "own.ics"
    path.write_bytes(ics(event("SUMMARY:fine"), event(uid="b", start="DTSTART:x"), event(uid="c", start=""), event("RECURRENCE-ID:y", uid="one@example.org")))
    with pytest.raises(ConfigError) as raised:
        read_file(path, HOME)
    assert [(each.file, each.line) for each in raised.value.problems] == [(path, 12), (path, 15), (path, 23)]


def test_no_more_problems_are_told_than_anybody_reads() -> None:
    with pytest.raises(ConfigError) as raised:
        _read(*(event(uid=str(number), start="DTSTART:x") for number in range(50)))
    assert len(raised.value.problems) == 20


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    for path, problem in ((tmp_path, "is a directory; give a file"), (tmp_path / "none.ics", "cannot be read"), (Path("/dev/null"), "is not a file")):
        with pytest.raises(ConfigError, match=problem):
            read_file(path, HOME)
