# SPDX-License-Identifier: MPL-2.0
"""Calendars that are made to keep a reader busy, or to fill its memory; and what reading one takes, in a process of its own."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from config.icalendar.lines import MAX_BYTES
from config.icalendar.reading import read_calendar
from config.problems import ConfigError
from tests.calendars import HOME, RULES, event, ics, zone

ROOM = MAX_BYTES - 2_000  # bytes
WEEKLY = "RRULE:FREQ=WEEKLY"
SIX_HOURS = timedelta(hours=6)


def _filled(line: str, most: int = ROOM) -> list[str]:
    return [line] * (most // (len(line.encode()) + 1))


def _ics(*parts: list[str]) -> bytes:
    return ics(*parts, end="\n")


def _listed(name: str, length: int) -> list[str]:
    """Different dates, so many on a line."""
    dates = [f"{datetime(1970, 1, 1) + number * SIX_HOURS:%Y%m%dT%H%M%S}" for number in range(ROOM // 17)]
    return [f"{name}:{','.join(dates[start : start + length])}" for start in range(0, len(dates) - length, length)]


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "a million dates in one line": lambda: _ics(event(WEEKLY, "RDATE:" + ",".join(["20270104T130000"] * 1_000_000))),
    "dates up to the limit of the file": lambda: _ics(event(WEEKLY, "RDATE:" + ",".join(["20270104T130000"] * (ROOM // 16)))),
    "dates on many lines": lambda: _ics(event(WEEKLY, *_listed("EXDATE", 1_500))),
    "dates in many events": lambda: _ics(*(event(WEEKLY, line, uid=str(number)) for number, line in enumerate(_listed("RDATE", 100)))),
    "events": lambda: _ics(_filled("BEGIN:VEVENT\nEND:VEVENT")),
    "nesting": lambda: _ics(_filled("BEGIN:X")),
    "nesting of calendars": lambda: b"BEGIN:VCALENDAR\n" * (ROOM // 16),
    "calendars": lambda: b"BEGIN:VCALENDAR\nEND:VCALENDAR\n" * (ROOM // 30),
    "one long line": lambda: _ics(event("DESCRIPTION:" + "x" * ROOM)),
    "one long line, folded": lambda: _ics(event("DESCRIPTION:", *_filled(" x"))),
    "one long line, folded wrongly": lambda: _ics(event("DESCRIPTION:", *_filled("?"))),
    "lines": lambda: _ics(event(*_filled("X-A:"))),
    "properties": lambda: _ics(event(*_filled("SUMMARY:x"))),
    "parameters without an end": lambda: _ics(event(*(f"SUMMARY{';TZID=' + chr(34)}{'x;' * 120_000}" for _ in range(21)))),
    "zones": lambda: _ics(_filled("BEGIN:VTIMEZONE\nEND:VTIMEZONE")),
    "changes of clocks": lambda: _ics(["BEGIN:VTIMEZONE", "TZID:Z", *_filled("BEGIN:STANDARD\nEND:STANDARD"), "END:VTIMEZONE"]),
    "rules of clocks": lambda: _ics(
        zone("Own", rules=("RRULE:FREQ=SECONDLY;BYMONTHDAY=30;BYMONTH=2", RULES[1])), event(start="DTSTART;TZID=Own:20270104T130000")
    ),
    "zones found by their offsets": lambda: _ics(
        *(zone(f"Z{number}", winter="+0013") for number in range(100)),
        *(event(uid=str(number), start=f"DTSTART;TZID=Z{number}:20270104T130000") for number in range(100)),
    ),
    "names of zones": lambda: _ics(*(event(uid=str(each), start=f"DTSTART;TZID=Romance Standard Time {each}:20270104T130000") for each in range(4_900))),
    "years of zones": lambda: _ics(
        zone("Own", rules=(f"RDATE:{','.join(['19700101T000000'] * 15_000)}", RULES[1])),
        *(event(uid=str(each), start=f"DTSTART;TZID=Own:{1970 + each % 230}0104T130000") for each in range(4_900)),
    ),
}  # fmt: skip
"""Name → the calendar; each of them is refused."""
HEAVY: Mapping[str, Callable[[], bytes]] = {
    "blank lines": lambda: ics(event(), end="\n") + b"\n" * ROOM,
    "parameters": lambda: _ics(*(event("SUMMARY" + ";TZID=x" * 34_000 + ":x", uid=str(number)) for number in range(21))),
    "markup": lambda: _ics(*(event("DESCRIPTION:<" + "a" * 240_000, uid=str(number)) for number in range(20))),
    "marks": lambda: _ics(*(event("DESCRIPTION:" + "<a" * 120_000, uid=str(number)) for number in range(20))),
    "spaces": lambda: _ics(*(event("DESCRIPTION:" + " " * 240_000 + "x", uid=str(number)) for number in range(20))),
    "dashes": lambda: _ics(*(event("DESCRIPTION:" + "-~:" * 80_000 + "x", uid=str(number)) for number in range(20))),
    "addresses": lambda: _ics(*(event("DESCRIPTION:" + "https://a" * 26_000, uid=str(number)) for number in range(20))),
    "hosts": lambda: _ics(*(event("DESCRIPTION:https://" + "a-" * 120_000, uid=str(number)) for number in range(20))),
    "line breaks in a text": lambda: _ics(*(event("DESCRIPTION:x" + r"\n" * 120_000 + "y", uid=str(number)) for number in range(20))),
    "characters by number": lambda: _ics(*(event("DESCRIPTION:<b>&#" + "9" * 240_000, uid=str(number)) for number in range(20))),
    "as many events as may be": lambda: _ics(*(event(WEEKLY, "SUMMARY:x", "DESCRIPTION:" + "y" * 700, uid=str(number)) for number in range(5_000))),
}
"""Name → a calendar that is within every limit."""


def _megabytes(field: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{field}:")[1].split()[0]) / 1024


def measured(data: bytes) -> dict[str, object]:
    """What was said, and what it took: seconds of the processor, and megabytes at most beyond what there was before."""
    read_calendar(ics(event()), HOME)  # what is loaded once
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is counted anew
    before, began = _megabytes("VmRSS"), time.process_time()
    try:
        said = f"{len(read_calendar(data, HOME).events)} events"
    except ConfigError as error:
        said = error.problems[0].message
    return {"said": said, "seconds": time.process_time() - began, "megabytes": _megabytes("VmHWM") - before}


if __name__ == "__main__":
    print(json.dumps(measured({**BOMBS, **HEAVY}[sys.argv[1]]())))
