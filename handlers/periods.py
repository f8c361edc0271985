# SPDX-License-Identifier: MPL-2.0
"""Times that a question names, as days."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from handlers.reply import PartialDate, Phrase

_YEAR, _MONTH = re.compile(r"\d{4}"), re.compile(r"(\d{4})-(\d{2})")
_DECEMBER = 12
_DAY, _YEAR_LONG = timedelta(days=1), timedelta(days=365)


def period_of(value: str) -> tuple[date, date] | None:
    """The first day of a year (`2024`) or a month (`2024-03`), and the day after the last. None for any other time."""
    if _YEAR.fullmatch(value):
        return date(int(value), 1, 1), date(int(value) + 1, 1, 1)
    if found := _MONTH.fullmatch(value):
        year, month = int(found[1]), int(found[2])
        return date(year, month, 1), date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return None


def span_of(value: str, today: date) -> tuple[date, date] | None:
    """The first day of a time, and the day after the last: of `today`, `next_week` and the like, `2026`, `2026-12`, `2026-12-24` or `2026-12-21/2026-12-28`.

    None for any other.
    """
    if value in _NAMED:
        return _NAMED[value](today)
    first, _, after = value.partition("/")
    try:
        if found := period_of(value):
            return found
        start = date.fromisoformat(first)
        return start, date.fromisoformat(after) if after else start + _DAY
    except ValueError:
        return None


def time_of(slots: Mapping[str, str], today: date) -> str:
    """The time that a question names, as `span_of` reads it: a day, "from" and "until", a period, a year. Empty: it names none.

    "From May" is until a year later, "until May" from today.
    """
    if "on" in slots:
        return slots["on"]
    if "from" in slots or "until" in slots:
        start = slots.get("from", str(today)).partition("/")[0]
        end = slots.get("until", "").partition("/")[0] or str(date.fromisoformat(start) + _YEAR_LONG)
        return f"{start}/{end}" if start < end else start
    return slots.get("period") or slots.get("year", "")


def said_period(value: str) -> Phrase:
    """The same time in words, with its preposition: "i næste uge", "i december 2026", "den 24. december 2026"."""
    if value in _NAMED:
        return Phrase(f"period.{value}")
    first, _, after = value.partition("/")
    if after:
        return Phrase("period.span", {"from": PartialDate(first), "until": PartialDate(str(date.fromisoformat(after) - _DAY))})
    return Phrase("period.in" if period_of(value) else "period.on", {"time": PartialDate(value)})


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def _month(day: date) -> tuple[date, date]:
    return period_of(f"{day:%Y-%m}") or (day, day)


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year + 1, 1, 1)


_NAMED: Mapping[str, Callable[[date], tuple[date, date]]] = {
    "today": lambda today: (today, today + _DAY),
    "tomorrow": lambda today: (today + _DAY, today + 2 * _DAY),
    "this_week": _week,
    "next_week": lambda today: _week(today + timedelta(days=7)),
    "this_month": _month,
    "next_month": lambda today: _month(_month(today)[1]),
    "this_year": lambda today: _year(today.year),
    "next_year": lambda today: _year(today.year + 1),
}
"""The periods of the vocabulary."""
