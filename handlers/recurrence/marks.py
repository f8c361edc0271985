# SPDX-License-Identifier: MPL-2.0
"""What is special about a date: a day off, a break in which groups seldom meet, a clock time that does not exist that day."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from config.breaks import Break
from config.catalogue.values import Bilingual
from handlers.meeting_dates import Occurrence
from handlers.recurrence.said import hours
from handlers.reply import Phrase, Value

if TYPE_CHECKING:
    from holidays import HolidayBase

COUNTRY = "DK"
_SATURDAY = 5  # as date.weekday() counts
_PUBLIC = ("public",)
_OFTEN_OFF = ("public", "optional")
"""Also Constitution Day, Labour Day, Christmas Eve and New Year's Eve."""


def marks(occurrence: Occurrence, breaks: Sequence[Break]) -> tuple[Value, ...]:
    """What to say beside the meeting, each by itself; empty: nothing. `breaks`: as `load_breaks` gives them."""
    shifted: tuple[Value, ...] = ()
    if occurrence.set_for != occurrence.wall:
        shifted = (Phrase("recurrence.mark.shifted", {"said": hours(occurrence.set_for.time()), "time": hours(occurrence.wall.time())}),)
    return (*day_marks(occurrence.wall.date(), breaks), *shifted)


def day_marks(day: date, breaks: Sequence[Break]) -> tuple[Value, ...]:
    """What is special about a day, whatever takes place on it."""
    within = tuple(each.name for each in breaks if each.holds(day))
    return (*_off(day, within), *within)


def _off(day: date, within: Sequence[Value]) -> tuple[Value, ...]:
    """A public holiday, else a day on which many are off, else a weekend; a break says the last two itself."""
    if name := holiday(day):
        return (Phrase("recurrence.mark.holiday", {"name": name}),)
    if within:
        return ()
    if name := _named(day, _OFTEN_OFF):
        return (Phrase("recurrence.mark.often_off", {"name": name}),)
    return (Phrase("recurrence.mark.weekend"),) if day.weekday() >= _SATURDAY else ()


def is_day_off(day: date) -> bool:
    """Whether few are at work: at weekends, on public holidays, and on days such as Christmas Eve."""
    return day.weekday() >= _SATURDAY or _named(day, _OFTEN_OFF) is not None


def holiday(day: date) -> Bilingual | None:
    """The name of the Danish public holiday that a day is."""
    return _named(day, _PUBLIC)


def _named(day: date, categories: tuple[str, ...]) -> Bilingual | None:
    danish = _holidays("da", categories).get(day)
    return Bilingual(danish, _holidays("en_US", categories).get(day) or danish) if danish else None


@cache
def _holidays(language: str, categories: tuple[str, ...]) -> "HolidayBase":
    """A calendar that reckons each year when it is first asked for."""
    from holidays import country_holidays  # noqa: PLC0415 - takes a quarter of a second, and few answers name a date

    return country_holidays(COUNTRY, language=language, categories=categories)
