# SPDX-License-Identifier: MPL-2.0
"""A calendar means the same, whichever program wrote it."""

from datetime import UTC, datetime

import pytest

from config.icalendar.event import ReadCalendar
from config.icalendar.reading import read_calendar, read_file
from tests.calendars import DIALECTS, HOME, sample


def _read(dialect: str) -> ReadCalendar:
    return read_file(sample(dialect), HOME)


def test_outlook_with_zones_of_windows_and_a_teams_meeting() -> None:
    calendar = _read("outlook")
    series, single = calendar.events
    assert (calendar.name, series.starts, series.zone, series.minutes) == ("OS2mo koordinationsgruppe", datetime(2027, 1, 4, 13), HOME, 90)
    assert (series.rule, series.sequence, series.location) == ("FREQ=MONTHLY;UNTIL=20271206T120000Z;INTERVAL=1;BYDAY=1MO", 2, "Microsoft Teams-møde")
    assert series.description == "Fast møde i koordinationsgruppen. Punkter til dagsordenen sendes senest en uge før."
    assert series.link.startswith("https://teams.microsoft.com/l/meetup-join/19%3ameeting_")
    assert series.exdates == (datetime(2027, 7, 5, 13), datetime(2027, 8, 2, 13))
    (moved,) = series.overrides
    assert (moved.line, moved.on, moved.starts, moved.minutes) == (86, datetime(2027, 4, 5, 13), datetime(2027, 4, 12, 14), 90)
    assert (moved.location, moved.sequence, moved.description) == ("Nordby Rådhus, lokale 3", 3, "Flyttet på grund af 2. påskedag.")
    assert (single.starts, single.zone, single.minutes, single.status) == (datetime(2027, 3, 18, 9), HOME, 420, "tentative")


def test_google_with_utc_markup_and_whole_days() -> None:
    calendar = _read("google")
    series, single, days = calendar.events
    assert (series.rule, series.exdates) == ("FREQ=WEEKLY;WKST=MO;INTERVAL=2;BYDAY=TU", (datetime(2027, 2, 9, 9), datetime(2027, 7, 20, 9)))
    assert series.description == "Se dagsordenen i projektrummet:\n\nDrift & økonomi\nNye kommuner"
    assert series.link == "https://meet.google.com/abc-defg-hij"
    assert series.last_modified == datetime(2026, 11, 10, 9, 30, 15, tzinfo=UTC)
    assert [(each.on, each.starts, each.status) for each in series.overrides] == [
        (datetime(2027, 1, 26, 9), datetime(2027, 1, 27, 12, 30), "confirmed"),
        (datetime(2027, 2, 23, 9), datetime(2027, 2, 23, 9), "cancelled"),
    ]
    assert (single.starts, single.zone, single.minutes) == (datetime(2027, 3, 10, 9), HOME, 120)
    assert (single.summary, single.location) == ("Demo af ny version, åben for alle", "Vestby Kulturhus, Torvet 1, 0000 Vestby, Danmark")
    assert (days.starts, days.all_day, days.minutes) == (datetime(2027, 9, 22), True, 2 * 24 * 60)


def test_nextcloud_with_zones_at_the_end_and_a_talk_room() -> None:
    calendar = _read("nextcloud")
    series, off = calendar.events
    assert (series.starts, series.minutes, series.rule) == (datetime(2027, 1, 20, 10), 90, "FREQ=MONTHLY;COUNT=6;BYDAY=WE;BYSETPOS=3")
    assert (series.rdates, series.exdates) == ((datetime(2027, 2, 15, 10),), (datetime(2027, 3, 17, 10), datetime(2027, 5, 19, 10)))
    assert (series.location, series.link) == ("", "https://cloud.vestby.example/call/a1b2c3d4")
    assert [(each.on, each.starts, each.minutes) for each in series.overrides] == [(datetime(2027, 4, 21, 10), datetime(2027, 4, 21, 10), 120)]
    assert (off.status, off.all_day, off.sequence) == ("cancelled", True, 1)


def test_apple_with_places_of_several_lines_and_floating_times() -> None:
    calendar = _read("apple")
    series, floating = calendar.events
    assert (series.starts, series.rule, series.minutes) == (datetime(2027, 2, 25, 13), "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TH", 120)
    assert (series.location, series.url, series.link) == ("Østby Rådhus Rådhuspladsen 1, 0000 Østby, Danmark", "https://os2.eu/produkt/os2kitos", "")
    assert [(each.on, each.starts) for each in series.overrides] == [(datetime(2027, 5, 27, 13), datetime(2027, 5, 28, 10))]
    assert (floating.starts, floating.zone, floating.minutes) == (datetime(2027, 6, 15, 15), HOME, 90)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("ending", [b"\r\n", b"\n", b"\r"])
def test_line_ends_and_a_byte_order_mark_change_nothing(dialect: str, ending: bytes) -> None:
    data = sample(dialect).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", ending)
    assert read_calendar(data, HOME).events == _read(dialect).events
    assert read_calendar(b"\xef\xbb\xbf" + data, HOME).events == _read(dialect).events


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_participant_and_no_way_of_dialling_in_is_read(dialect: str) -> None:
    read = repr(_read(dialect)).casefold()
    for private in ("testesen", "prøvesen", "@nordby", "@sydby", "adgangskode", "pinkode", "+45"):
        assert private not in read
