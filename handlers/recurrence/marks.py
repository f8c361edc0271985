# SPDX-License-Identifier: MPL-2.0
"""What is special about a date: a public holiday, a break in which groups seldom meet, a clock time that does not exist that day."""

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


def marks(occurrence: Occurrence, breaks: Sequence[Break]) -> tuple[Value, ...]:
    """What to say beside the meeting, each by itself; empty: nothing. `breaks`: as `load_breaks` gives them."""
    shifted: tuple[Value, ...] = ()
    if occurrence.set_for != occurrence.wall:
        shifted = (Phrase("recurrence.mark.shifted", {"said": hours(occurrence.set_for.time()), "time": hours(occurrence.wall.time())}),)
    return (*day_marks(occurrence.wall.date(), breaks), *shifted)


def day_marks(day: date, breaks: Sequence[Break]) -> tuple[Value, ...]:
    """What is special about a day, whatever takes place on it."""
    name = holiday(day)
    holidays = (Phrase("recurrence.mark.holiday", {"name": name}),) if name else ()
    return (*holidays, *(each.name for each in breaks if each.holds(day)))


def holiday(day: date) -> Bilingual | None:
    """The name of the Danish public holiday that a day is."""
    danish = _holidays("da").get(day)
    return Bilingual(danish, _holidays("en_US").get(day) or danish) if danish else None


@cache
def _holidays(language: str) -> "HolidayBase":
    """A calendar that reckons each year when it is first asked for."""
    from holidays import country_holidays  # noqa: PLC0415 - takes a quarter of a second, and few answers name a date

    return country_holidays(COUNTRY, language=language)
