# SPDX-License-Identifier: MPL-2.0
"""Times that a question names, as days."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from handlers.reply import PartialDate, Phrase

_YEAR, _MONTH = re.compile(r"\d{4}"), re.compile(r"(\d{4})-(\d{2})")
_DECEMBER = 12
_SEASONS: Mapping[str, int] = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""Of the vocabulary; the month in which each begins."""
_SEASON = timedelta(days=95)
"""From the first day of a season into the month after it."""
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
    """The time that a question names, as `span_of` reads it: a day, "from" and "until", a period, a season, a year. Empty: it names none.

    "From May" is until a year later, "until May" from today; "May 2028" is that of the year, and a season without one the first that is not over.
    """
    if "on" in slots:
        return slots["on"]
    if "from" in slots or "until" in slots:
        start = slots.get("from", str(today)).partition("/")[0]
        end = slots.get("until", "").partition("/")[0] or str(date.fromisoformat(start) + _YEAR_LONG)
        return f"{start}/{end}" if start < end else start
    period, year = slots.get("period", ""), slots.get("year", "")
    if year and (found := _MONTH.fullmatch(period)):
        return f"{year}-{found[2]}"
    return period or _season(slots.get("season", ""), year, today) or year


def _season(season: str, year: str, today: date) -> str:
    """Its three months, as a span."""
    if season not in _SEASONS:
        return ""
    years = (int(year),) if year else range(today.year - 1, today.year + 2)
    spans = [(date(each, _SEASONS[season], 1), _month(date(each, _SEASONS[season], 1) + _SEASON)[0]) for each in years]
    first, after = next((span for span in spans if span[1] > today), spans[-1])
    return f"{first}/{after}"


def lying_behind(value: str, today: date) -> str:
    """The same time; of one that lies ahead the last there was: "in May" is read as the coming one. Empty for no time."""
    span = span_of(value, today)
    if span is None or span[0] <= today:
        return value if span else ""
    first, after = (_year_before(day) for day in span)
    if period_of(f"{first:%Y-%m}") == (first, after):
        return f"{first:%Y-%m}"
    return str(first) if after - first == _DAY else f"{first}/{after}"


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day - _YEAR_LONG


def names_year(words: str, year: int) -> bool:
    """Whether the year stands in the words: "1. november 2027", "1/11-27"."""
    return re.search(rf"(?<!\d){year}(?!\d)|(?<=[-/.]){year % 100:02}(?!\d)", words) is not None


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
