# SPDX-License-Identifier: MPL-2.0
"""Finds the dates in a message, Danish and English, as people write them. 1/3 is always 1 March."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from handlers.understanding.days import DAY, Day, LastDay, Month, Relative, Span, Week, Weekday, When, first_of_a_turn
from handlers.understanding.named_days import NamedDay, follows_closely, joined, named, stands_as_date
from handlers.understanding.text import fold

Marker = Literal["from", "until", "on"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, or a span of days, named in a message. `first`: the (first) day; `after`: the day after the last one named.

    `start`, `end`: its characters in the text, with the words of its marker: "fra den 1. maj".
    `inclusive`: an "until" that has the last day in it: "til og med fredag", "through May". `weekday`: the one that is said with its date, Monday is 0.
    `counted`: it is named by its weekday alone, and so counted from some day on.
    """

    first: date
    after: date
    marker: Marker
    start: int
    end: int
    inclusive: bool = False
    weekday: int | None = field(default=None, compare=False)
    counted: bool = field(default=False, compare=False)


_MARKERS: Mapping[str, Marker] = {"from": "from", "until": "until"}
_YEAR = re.compile(
    r"(?<![\w.,/#:+])20(?:1[2-9]|[2-9][0-9])(?!\w|[.,:][0-9]|\s[0-9]{4}(?![0-9])|\s?(?:kr|kroner|dkk|%|eur|€))"
    r"|(?<!\w)(?P<which>sidste|forrige|last|previous|næste|naeste|next|i|this)\s(?:år|aar|year)(?!\w)",
    re.IGNORECASE,
)
_SHIFTS: Mapping[str, int] = {"sidste": -1, "forrige": -1, "last": -1, "previous": -1, "naeste": 1, "next": 1}


def dates(text: str, today: date) -> tuple[Dated, ...]:
    """In the order of the text, without overlap. A date without its year is the coming one; one "until" that would lie before its "from" is the one after that."""
    found: list[Dated] = []
    begun: date | None = None
    existing = [each for each in joined(text) if each.when.exists()]
    for each, following in zip(existing, [*existing, None][1:], strict=True):
        ends = following if following and follows_closely(following, each, text) else None
        span = _span(each, ends, today, begun)
        if span:
            marker = _MARKERS.get(each.kind, "on")
            begun = span.first if marker == "from" else begun
            inclusive = marker == "until" and _is_inclusive(each)
            found.append(Dated(span.first, span.after, marker, each.start, each.end, inclusive, each.weekday, isinstance(each.when, Weekday)))
    return tuple(found)


def impossible(text: str) -> str | None:
    """The words of the first thing that is written like a date but is none: 31/2, 45. maj, uge 60."""
    return next((text[each.core : each.end] for each in named(text) if not each.when.exists() and stands_as_date(each)), None)


def contradiction(text: str, today: date) -> Dated | None:
    """The first date that is said with a weekday on which it is not: "fredag den 4. februar" of a year in which that is a Thursday."""
    return next((each for each in dates(text, today) if each.weekday is not None and each.weekday != each.first.weekday()), None)


def years(text: str, today: date) -> tuple[int, ...]:
    """Years that are named as periods, each once, in the order of the text: "i 2024", "sidste år"."""
    taken = {place for each in joined(text) for place in range(each.start, each.end)}
    free = [match for match in _YEAR.finditer(text) if match.start() not in taken]
    return tuple(dict.fromkeys(_year(match, today) for match in free))


def _year(match: re.Match[str], today: date) -> int:
    return today.year + _SHIFTS.get(fold(match["which"]), 0) if match["which"] else int(match[0])


def _is_inclusive(each: NamedDay) -> bool:
    return isinstance(each.when, LastDay) or (each.mark is not None and each.mark.inclusive)


def _span(each: NamedDay, ends: NamedDay | None, today: date, begun: date | None) -> Span | None:
    try:
        match each.kind:
            case "until":
                return _ending(each, today, begun)
            case "since":
                return _since(each.when, today)
            case "from" if ends:
                return _beginning(each.when, ends, today)
        return each.when.span(today, today)
    except (ValueError, OverflowError):  # no such day is coming, or it is beyond the calendar's end
        return None


def _beginning(when: When, ends: NamedDay, today: date) -> Span:
    """The year of the end is the beginning's too: fra 1/3 til 1/5 2028."""
    yearless = isinstance(when, Day | Month | Week) and not when.year
    if yearless and ends.kind == "until" and isinstance(ends.when, Day | Month | Week) and ends.when.year:
        return when.span(today, first_of_a_turn(when, ends.when.span(today, today).first))
    return when.span(today, today)


def _since(when: When, today: date) -> Span:
    """The last one there was."""
    start = when.beginning() if isinstance(when, Month) else when
    return when.span(today, start.span(today, first_of_a_turn(start, today)).first)


def _ending(each: NamedDay, today: date, begun: date | None) -> Span:
    """Until August: until it begins."""
    beginning = isinstance(each.when, Month) and not _is_inclusive(each)
    when = each.when.beginning() if isinstance(each.when, Month) and beginning else each.when
    span = when.span(today, today)
    if begun and span.first < begun:
        span = when.span(today, begun)
    begins = isinstance(when, Relative) and when.unit == "month" and not _is_inclusive(each)
    return Span(span.first, span.first + DAY) if begins else span
