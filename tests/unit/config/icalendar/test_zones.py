# SPDX-License-Identifier: MPL-2.0
"""A zone is found by its name, by Windows' name for it, or by the offsets that the file gives; else it is refused."""

import pytest

from config.icalendar.reading import read_calendar
from config.problems import ConfigError
from tests.calendars import HOME, RULES, event, ics, zone

NEW_YORK = ("RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11", "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3")


def _zone(tzid: str, *zones: list[str], home: str = HOME) -> str:
    (found,) = read_calendar(ics(*zones, event(start=f"DTSTART;TZID={tzid}:20270104T130000")), home).events
    return found.zone


@pytest.mark.parametrize(
    ("tzid", "found"),
    [
        ("Europe/Copenhagen", HOME),
        ("europe/copenhagen", HOME),
        ("Europe/Paris", "Europe/Paris"),
        ('"Romance Standard Time"', HOME),
        ("Romance Standard Time 1", HOME),
        ("W. Europe Standard Time", HOME),
        ("GMT Standard Time", "Europe/London"),
        ("Pacific Standard Time", "America/Los_Angeles"),
        ("/freeassociation.sourceforge.net/Europe/Copenhagen", HOME),
        ("/citadel.org/20210210_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", HOME),  # a single meeting
        ("tzone://Microsoft/Utc", HOME),
    ],
)
def test_a_zone_is_known_by_each_of_its_names(tzid: str, found: str) -> None:
    assert _zone(tzid) == found


def test_the_name_of_windows_is_the_home_zone_only_where_that_keeps_the_same_time() -> None:
    assert _zone("Romance Standard Time", home="Europe/London") == "Europe/Paris"


@pytest.mark.parametrize("name", ["Customized Time Zone", "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris", "Rom, normaltid", "tzone://Microsoft/Custom"])
def test_a_zone_of_the_files_own_is_found_by_its_offsets(name: str) -> None:
    assert _zone(name, zone(name)) == HOME
    assert _zone(f'"{name}"', zone(name)) == HOME


def test_of_several_that_keep_the_same_time_the_home_zone_is_taken_then_the_best_known() -> None:
    own = zone("Customized Time Zone", winter="-0500", summer="-0400", rules=NEW_YORK)
    own[3:5] = ["DTSTART:16010101T020000", "TZOFFSETFROM:-0400"]
    assert _zone("Customized Time Zone", own) == "America/New_York"
    assert _zone("Customized Time Zone", own, home="America/Toronto") == "America/Toronto"


def test_a_zone_without_summer_time_is_found_too() -> None:
    fixed = [
        "BEGIN:VTIMEZONE",
        "TZID:Fixed",
        "BEGIN:STANDARD",
        "DTSTART:16010101T000000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
    assert _zone("Fixed", fixed) == "Etc/GMT-1"
    assert _zone("Fixed", [line.replace("+0100", "+0630") for line in fixed]) == "Asia/Rangoon"


def test_changes_that_are_listed_one_by_one_are_read() -> None:
    own = zone("Listed", rules=("RDATE:20261025T030000,20271031T030000,20281029T030000", "RDATE:20260329T020000,20270328T020000,20280326T020000"))
    assert _zone("Listed", own) == HOME


def test_a_libical_file_says_elsewhere_which_zone_is_meant() -> None:
    assert _zone("Home", ["BEGIN:VTIMEZONE", "TZID:Home", "X-LIC-LOCATION:Europe/Oslo", "END:VTIMEZONE"]) == "Europe/Oslo"


def test_what_one_file_calls_a_zone_means_nothing_in_the_next() -> None:
    assert _zone("Mine", zone("Mine")) == HOME
    with pytest.raises(ConfigError, match="the time zone 'Mine' is not known, and the file does not say what it is"):
        _zone("Mine")


@pytest.mark.parametrize(
    "own",
    [
        zone("Odd", winter="+0123"),
        zone("Odd", rules=("RRULE:FREQ=SECONDLY", RULES[1])),
        zone("Odd", rules=("RRULE:FREQ=YEARLY;BYDAY=6XX;BYMONTH=3", RULES[1])),
        zone("Odd", rules=("RRULE:FREQ=YEARLY;BYMONTH=13", RULES[1])),
        zone("Odd", rules=("X-NONE:1", "X-NONE:1")),
        zone("Odd", summer="east"),
        ["BEGIN:VTIMEZONE", "TZID:Odd", "END:VTIMEZONE"],
    ],
    ids=["offset", "secondly", "weekday", "month", "no rules", "no offset", "empty"],
)
def test_a_zone_that_is_none_is_refused_in_a_sentence_with_its_line(own: list[str]) -> None:
    with pytest.raises(
        ConfigError, match="no known time zone keeps the time that the file says 'Odd' does; export the calendar in a usual time zone"
    ) as raised:
        _zone("Odd", own)
    assert [each.line for each in raised.value.problems] == [len(own) + 6]
