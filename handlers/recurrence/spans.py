# SPDX-License-Identifier: MPL-2.0
"""From when until when something repeats, by the dates that a text names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.recurrence.unread import STRUCK, Unread
from handlers.recurrence.words import END, NUMBER, UNIT, months, number, pattern, unit
from handlers.understanding.dates import Dated, dates, impossible, years
from handlers.understanding.days import Unit, later
from handlers.understanding.text import fold

_DAY = timedelta(days=1)
_LONG = pattern(rf"(?:i|for|de\s+naeste|(?:for\s+)?the\s+next|over)\s+(?P<count>{NUMBER})\s+{UNIT}(?!\s+(?:foer|efter|before|after|siden|ago){END})")
_LENGTHS: dict[str, Unit] = {"day": "day", "week": "week", "month": "month", "year": "year"}
_EXCEPT = pattern(rf"(?:undtagen|undtaget|bortset\s+fra|paa\s+naer|men\s+ikke|dog\s+ikke|except(?:\s+for)?|excluding|but\s+not){END}")
_EXCEPT_BEFORE = re.compile(rf"{_EXCEPT.pattern}\s*$")
_CLOSING = re.compile(r"(?<!\w)(?:(?:sidste|last)\s+(?:gang|moede|time|meeting)|slutter|slut|ending|ends)\s*(?:er|is|on)?\s*$")
_BEFORE = 40  # letters before a date that can hold such words
_JOINED = re.compile(rf"\{STRUCK}\s*(?:,|,?\s*(?:og|and|eller|or))\s*$")
_UNREAD_END = pattern(r"(?:frem\s+til|indtil|til\s+og\s+med|until|till|up\s+to|through)\s+[^\W\d]")
_CHRISTMAS = pattern(rf"(?:frem\s+til|indtil|til|inden|foer|until|till|up\s+to|before)\s+(?:jul|christmas){END}")
_UNREAD_START = pattern(
    r"(?:foerste\s+gang|med\s+start|starter|begynder|begyndende|starting|starts|beginning|begins|fra(?=\s+efter)|from(?=\s+after))\s+(?:fra\s+|from\s+|efter\s+|after\s+|i\s+|in\s+|on\s+|paa\s+)*[^\W\d]"
)

_SEASON = pattern(
    rf"(?:i|in|during|hele)\s+(?:the\s+)?(?:foraaret|efteraaret|sommeren|vinteren|skoleaaret|sommerhalvaaret|vinterhalvaaret|semesteret|spring|autumn|summer|winter|"
    rf"school\s+year|term){END}"
)
"""From when until when it is, no two calendars agree."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """`start`: the first day it may be on. `day`: one that is named without saying what it is. `last`: the last day, which `unsure_last` may not be meant to be in.

    `beginnings`: how many days are named from which it may be. `unsure_start`: a beginning that is no date ("efter ferien"). `open_end`: an end that is no date. `excepted`: something is left out that
    is no whole month or weekday. `impossible`: a day is named that no calendar has. `days`: every date that is named and not left out.
    """

    start: date | None = None
    day: date | None = None
    last: date | None = None
    unsure_last: bool = False
    beginnings: int = 0
    unsure_start: bool = False
    open_end: bool = False
    excepted: bool = False
    impossible: bool = False
    days: tuple[Dated, ...] = ()


def bounds_told(unread: Unread, today: date) -> Bounds:
    """A date without its year is the coming one. What is read is struck out."""
    long = unread.take(_LONG)
    text = unread.text
    found = _kept(unread, dates(text, today))
    starts = [each.first for each in found if each.marker == "from"]
    days = [each.first for each in found if each.marker == "on" and each.after - each.first == _DAY]
    spans = [each for each in found if each.marker == "on" and each.after - each.first > _DAY]
    start = min([*starts, *(each.first for each in spans)], default=None)
    last, unsure = _last(found, spans, text)
    christmas = unread.take(_CHRISTMAS) is not None
    season = unread.take(_SEASON) is not None
    if christmas and last is None:
        last = _coming(start or min(days, default=today), 12, 23)
    if last is None:
        start, last = _year(text, today, start)
    if long and last is None and unit(long) in _LENGTHS:
        last = later(start or min(days, default=today), number(long["count"]), _LENGTHS[unit(long)]) - _DAY
    return Bounds(
        start, min(days, default=None), last, unsure,
        beginnings=len(starts) + len(days) + len(spans),
        unsure_start=season or unread.take(_UNREAD_START) is not None,
        open_end=christmas or season or unread.take(_UNREAD_END) is not None,
        excepted=unread.take(_EXCEPT) is not None,
        impossible=impossible(text) is not None,
        days=tuple(found),
    )  # fmt: skip


def _coming(day: date, month: int, number: int) -> date:
    found = date(day.year, month, number)
    return found if found >= day else found.replace(year=day.year + 1)


def _year(text: str, today: date, start: date | None) -> tuple[date | None, date | None]:
    """The first and last day of "each Friday in 2027"; as long as it is that year, it begins where it is said."""
    year = next(iter(years(text, today)), None)
    if year is None:
        return start, None
    return start or (date(year, 1, 1) if year > today.year else None), date(year, 12, 31)


def _kept(unread: Unread, found: Sequence[Dated]) -> list[Dated]:
    """Without those that are left out: "undtagen uge 29 og 24. december". The last time it takes place is an end."""
    kept: list[Dated] = []
    excepted = False
    for each in found:
        before = unread.folded_before(each.start, _BEFORE)
        excepted = _EXCEPT_BEFORE.search(before) is not None or (excepted and _JOINED.search(before) is not None)
        closing = each.marker == "on" and _CLOSING.search(before)
        kept += [] if excepted else [replace(each, marker="until", inclusive=True)] if closing else [each]
        unread.strike_written([(each.start, each.end)])
    return kept


def _last(found: Sequence[Dated], spans: Sequence[Dated], text: str) -> tuple[date | None, bool]:
    """And whether it may be meant to lie outside: "frem til 1. juli" leaves that open, "til juli" does not."""
    ends = [each for each in found if each.marker == "until"]
    if not ends:
        return max((each.after - _DAY for each in spans), default=None), False
    end = ends[-1]
    if end.inclusive or end.after - end.first > _DAY:
        return end.after - _DAY, False
    words = fold(text[end.start : end.end])
    whole_month = not any(letter.isdigit() for letter in words) and (months(words) or "maaned" in words or "month" in words)
    begun = any(each.marker == "from" and each.after - each.first > _DAY for each in found)
    if whole_month and begun:  # from April to June
        return later(end.first, 1, "month") - _DAY, False
    return (end.first - _DAY, False) if whole_month else (end.first, True)
