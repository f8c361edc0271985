# SPDX-License-Identifier: MPL-2.0
"""Calendars as other programs write them, after what they are documented to write, with people who are not; and small ones for tests of one thing."""

from pathlib import Path

HERE = Path(__file__).parent
HOME = "Europe/Copenhagen"
DIALECTS = ("apple", "google", "nextcloud", "outlook")
RULES = ("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3")
"""When winter and summer time begin in Denmark."""


def sample(dialect: str) -> Path:
    return HERE / f"{dialect}.ics"


def event(*lines: str, uid: str = "one@example.org", start: str = "DTSTART:20270104T130000") -> list[str]:
    """A VEVENT of these lines; an hour long, where none of them says how long."""
    ends = [] if any(line.startswith(("DTEND", "DURATION")) for line in lines) or "VALUE=DATE:" in start else ["DURATION:PT1H"]
    return ["BEGIN:VEVENT", f"UID:{uid}", *([start] if start else []), *ends, *lines, "END:VEVENT"]


def zone(name: str, *, winter: str = "+0100", summer: str = "+0200", rules: tuple[str, str] = RULES) -> list[str]:
    """A VTIMEZONE as Outlook writes it, since the year 1601."""
    return [
        "BEGIN:VTIMEZONE", f"TZID:{name}",
        "BEGIN:STANDARD", "DTSTART:16010101T030000", f"TZOFFSETFROM:{summer}", f"TZOFFSETTO:{winter}", rules[0], "END:STANDARD",
        "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", f"TZOFFSETFROM:{winter}", f"TZOFFSETTO:{summer}", rules[1], "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]  # fmt: skip


def ics(*parts: list[str], head: tuple[str, ...] = (), end: str = "\r\n") -> bytes:
    """A calendar of these parts."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *head, *(line for part in parts for line in part), "END:VCALENDAR", ""]
    return end.join(lines).encode()
