# SPDX-License-Identifier: MPL-2.0
"""Texts are read as people wrote them: without escapes, markup, what cannot be seen, and how to dial in."""

import pytest

from config.icalendar.event import ReadEvent
from config.icalendar.reading import read_calendar
from tests.calendars import HOME, event, ics

TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%22Tid%22%3a%220%22%7d"


def _one(*lines: str) -> ReadEvent:
    (found,) = read_calendar(ics(event(*lines)), HOME).events
    return found


def test_escapes_are_resolved_once() -> None:
    assert _one(r"SUMMARY:a\, b\; c\\n d\N e").summary == r"a, b; c\n d e"


def test_nothing_that_cannot_be_seen_is_read() -> None:
    assert _one("SUMMARY:Møde\x1b[31m\u200b\u202e i\u00a0dag").summary == "Møde[31m i dag"


def test_a_title_stands_on_one_line_and_is_cut_where_nobody_reads_on() -> None:
    assert _one("SUMMARY:" + "x" * 400).summary == "x" * 299 + "…"
    assert _one("DESCRIPTION:" + "y" * 4000).description == "y" * 1999 + "…"


@pytest.mark.parametrize(
    "dialling",
    [
        r"________________________________________________________________________________\nMicrosoft Teams-møde\nAdgangskode: Aa0Bb1",
        r"-::~:~::~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~::~:~::-\nDeltag via Google Meet: https://meet.google.com/abc-defg-hij",
        r"Microsoft Teams meeting\nJoin on your computer or mobile app",
        r"Join Zoom Meeting\nhttps://example.zoom.us/j/123?pwd=secret\nPasscode: 0000",
        r"────\nMicrosoft Teams Har du brug for hjælp?",
    ],
)
def test_how_to_dial_in_is_not_what_the_meeting_is_about(dialling: str) -> None:
    read = _one(rf"DESCRIPTION:Punkter:\n- Økonomi\n\n{dialling}").description
    assert read.removesuffix("────").strip() == "Punkter:\n- Økonomi"


def test_markup_is_taken_off_and_lines_stay() -> None:
    said = r"DESCRIPTION:<p>Se <a href=\"https://example.org\">siden</a></p><p>a &lt; b &amp\; c<br/>d</p>"
    assert _one(said).description == "Se siden\na < b & c\nd"


def test_what_only_looks_like_markup_stays() -> None:
    assert _one("DESCRIPTION:a < b > c &amp; d").description == "a < b > c &amp; d"
    assert _one("DESCRIPTION:<b>x</b> &#" + "9" * 5000).description.startswith("x &#999")


@pytest.mark.parametrize(
    ("lines", "link", "place"),
    [
        ((f"X-MICROSOFT-SKYPETEAMSMEETINGURL:{TEAMS}", "LOCATION:Microsoft Teams-møde"), TEAMS, "Microsoft Teams-møde"),
        (
            ("CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Møde:https://video.example.org/1", f"X-GOOGLE-CONFERENCE:{TEAMS}"),
            "https://video.example.org/1",
            "",
        ),
        (("X-MICROSOFT-ONLINEMEETINGCONFLINK:conf:sip:x@example.org", rf"DESCRIPTION:Klik her<{TEAMS}>\nMøde-id: 1"), TEAMS, ""),
        ((r"LOCATION:https://cloud.example.org/index.php/call/a1b2\; Rådhuset",), "https://cloud.example.org/index.php/call/a1b2", "Rådhuset"),
        (("URL:https://example.zoom.us/j/123?pwd=x",), "https://example.zoom.us/j/123?pwd=x", ""),
        (("URL:https://os2.eu/produkt/os2mo", "DESCRIPTION:Læs https://example.org/om"), "", ""),
        (("CONFERENCE:javascript:alert(1)", "LOCATION:meet.google.com/abc"), "", "meet.google.com/abc"),
        (("CONFERENCE:https://example.org/" + "x" * 3000,), "", ""),
    ],
)
def test_where_it_is_held_by_video_is_found_and_nothing_else_is_taken_for_it(lines: tuple[str, ...], link: str, place: str) -> None:
    read = _one(*lines)
    assert (read.link, read.location) == (link, place)


@pytest.mark.parametrize(
    ("written", "purpose"),
    [
        (r"Deltag: https://teams.example.org/l/1\nRing 87654321", ""),
        (r"Vi ser på budgettet.\nRing 87 65 43 21\nMøde-id: 123 456", "Vi ser på budgettet."),
        (r"Join: https://example.org/m\nDial +45 8765 4321\nPasscode: 0000\nWe look at the budget.", "We look at the budget."),
        (r"Kære alle\, Anne fra Aarhus\nVi ser på budgettet.\nMed venlig hilsen\nAnne", "Vi ser på budgettet."),
        (r"Dear all\,\nwe look at the budget.\nKind regards\, Anne\nAarhus", "we look at the budget."),
        (r"Hej alle\, vi begynder med at se på budgettet for næste år.", "Hej alle, vi begynder med at se på budgettet for næste år."),
        (r"Ring til Aarhus om aftalen", "Ring til Aarhus om aftalen"),
    ],
)
def test_a_greeting_a_signature_and_a_way_to_join_are_no_purpose(written: str, purpose: str) -> None:
    assert _one(f"DESCRIPTION:{written}").description == purpose
