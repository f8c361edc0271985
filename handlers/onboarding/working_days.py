# SPDX-License-Identifier: MPL-2.0
"""Working days: Monday to Friday, without the Danish public holidays and the days on which public offices are closed all the same, such as Christmas Eve."""

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from config.flows.flow import Weekday
from handlers.recurrence.marks import COUNTRY

if TYPE_CHECKING:
    from holidays import HolidayBase

_WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday")
_DAY = timedelta(days=1)


@lru_cache(maxsize=4_096)
def is_working_day(day: date) -> bool:
    return day.weekday() < len(_WEEKDAYS) and day not in _closed()


@lru_cache(maxsize=4_096)
def after_working_days(day: date, count: int) -> date:
    """The working day that is so many after this one; with none, the day itself or the first working day after it."""
    while not is_working_day(day):
        day += _DAY
    for _ in range(count):
        day += _DAY
        while not is_working_day(day):
            day += _DAY
    return day


def next_weekday(day: date, weekday: Weekday) -> date:
    """The next such weekday after this day that is a working day: what is done once a week is left out in a week of holidays."""
    found = day + timedelta(days=(_WEEKDAYS.index(weekday) - day.weekday() - 1) % 7 + 1)
    while not is_working_day(found):
        found += timedelta(weeks=1)
    return found


@lru_cache(maxsize=4_096)
def working_days_since(day: date, today: date) -> int:
    """How many working days have begun after this day, until today."""
    count = 0
    while day < today:
        day += _DAY
        count += is_working_day(day)
    return count


@cache
def _closed() -> "HolidayBase":
    from holidays import country_holidays  # noqa: PLC0415 - as in handlers/recurrence/marks.py

    return country_holidays(COUNTRY, categories=("public", "optional"))
