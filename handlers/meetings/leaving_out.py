# SPDX-License-Identifier: MPL-2.0
"""What a series leaves out: "undtagen 15. december", "except week 8", "undtagen helligdage". Where that cannot be read it is said, and never passed over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from config.breaks import Break
from handlers.meeting_dates import Occurrence
from handlers.recurrence.marks import holiday
from handlers.understanding.dates import dates
from handlers.understanding.day_names import MONTHS, WEEKDAYS
from handlers.understanding.text import fold

_EXCEPT = re.compile(
    r"(?<!\w)(?:undtagen|undtaget|bortset\s+fra|på\s+nær|paa\s+naer|men\s+ikke|dog\s+ikke|except(?:\s+for|\s+on|\s+in)?|excluding|but\s+not|other\s+than)\s+(?P<what>[^;]*?)"
    r"(?=;|[.!](?:\s+(?-i:[A-ZÆØÅ])|\s*$)|,?\s+(?:kl\.?|klokken|at)\s+\d|$)",
    re.IGNORECASE,
)
_HOLIDAYS = re.compile(r"(?<!\w)(?:helligdag\w*|(?:bank|public)\s+holidays?)(?!\w)")
_OF_RULE = re.compile(rf"(?<!\w)(?:{'|'.join((*MONTHS, *(f'{each}(?:e|ene|s)?' for each in WEEKDAYS)))})(?!\w)")
"""Months and weekdays are left out by the rule itself."""
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`spans`: from a first day until the day before the second. `unread`: words of what is to be left out, where they say no day; empty: all is read."""

    spans: tuple[tuple[date, date], ...] = ()
    breaks: tuple[Break, ...] = ()
    holidays: bool = False
    unread: str = ""

    def holds(self, found: Occurrence) -> bool:
        day = found.wall.date()
        in_break = any(each.holds(day) for each in self.breaks)
        return in_break or any(first <= day < after for first, after in self.spans) or (self.holidays and holiday(day) is not None)


def left_out(words: str, today: date, breaks: Sequence[Break]) -> LeftOut:
    """What no rule can say."""
    match = _EXCEPT.search(words)
    if match is None:
        return LeftOut()
    said, folded = match["what"], fold(match["what"])
    named = tuple(each for each in breaks if any(re.search(rf"(?<!\w){re.escape(fold(name))}(?:e?n)?(?!\w)", folded) for name in each.called))
    found, holidays = _spans(said, today), _HOLIDAYS.search(folded) is not None
    read = found or named or holidays or _OF_RULE.search(folded)
    return LeftOut(found, named, holidays, "" if read else said.strip()[:_LONGEST_SHOWN])


def _spans(said: str, today: date) -> tuple[tuple[date, date], ...]:
    spans: list[tuple[date, date]] = []
    begun: date | None = None
    for each in (named for named in dates(said, today) if not named.counted):
        if each.marker == "from":
            begun = each.first
        else:
            spans.append((begun or each.first, each.after))
            begun = None
    return tuple((first, after) for first, after in spans if after - first >= timedelta(days=1))
