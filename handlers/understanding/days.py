# SPDX-License-Identifier: MPL-2.0
"""Days, weeks and months as they are named, often without their year, and which of them is coming."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Protocol

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
_PATIENCE = 9  # years within which even a 29 February and a week 53 come again
_LEAP = 2000  # a year with every day that any year has

Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Span:
    """`first`: its first day; `after`: the day after its last."""

    first: date
    after: date


class When(Protocol):
    def exists(self) -> bool:
        """Whether any calendar has it: no 31 February, no week 60."""

    def span(self, today: date, floor: date) -> Span:
        """The coming one, that is: not over on `floor`. `today` is what "tomorrow" starts from. Raises ValueError or OverflowError when there is none."""


@dataclass(frozen=True, slots=True)
class Day:
    day: int
    month: int
    year: int | None = None

    def exists(self) -> bool:
        return 1 <= self.month <= 12 and 1 <= self.day <= monthrange(self.year or _LEAP, self.month)[1]  # noqa: PLR2004 - months

    def span(self, today: date, floor: date) -> Span:
        years = (self.year,) if self.year else range(floor.year, floor.year + _PATIENCE)
        found = (date(year, self.month, self.day) for year in years if replace(self, year=year).exists())
        return one_day(next((each for each in found if self.year or each >= floor), None))


@dataclass(frozen=True, slots=True)
class Month:
    month: int
    year: int | None = None

    def exists(self) -> bool:
        return True

    def span(self, today: date, floor: date) -> Span:
        return unit_around(date(self.year or floor.year + (self.month < floor.month), self.month, 1), "month")

    def beginning(self) -> Day:
        return Day(1, self.month, self.year)


@dataclass(frozen=True, slots=True)
class Week:
    """By ISO 8601, as Danish calendars count."""

    week: int
    year: int | None = None

    def exists(self) -> bool:
        return 1 <= self.week <= (_weeks(self.year) if self.year else 53)

    def span(self, today: date, floor: date) -> Span:
        current = floor.isocalendar().year
        years = (self.year,) if self.year else range(current, current + _PATIENCE)
        found = (date.fromisocalendar(year, self.week, 1) for year in years if replace(self, year=year).exists())
        monday = next((each for each in found if self.year or each + WEEK > floor), None)
        return unit_around(_known(monday), "week")


@dataclass(frozen=True, slots=True)
class Weekday:
    """Monday is 0. `weeks`: 0 the coming one, 1 the one of next week, -1 the one before today."""

    weekday: int
    weeks: int = 0

    def exists(self) -> bool:
        return True

    def span(self, today: date, floor: date) -> Span:
        if self.weeks > 0:
            return one_day(unit_around(today, "week").after + self.weekday * DAY)
        if self.weeks < 0:
            return one_day(today - ((today.weekday() - self.weekday - 1) % 7 + 1) * DAY)
        return one_day(floor + (self.weekday - floor.weekday()) % 7 * DAY)


@dataclass(frozen=True, slots=True)
class Relative:
    """What only today decides: tomorrow, next week, in three months."""

    unit: Unit
    reckon: Callable[[date], Span]

    def exists(self) -> bool:
        return True

    def span(self, today: date, floor: date) -> Span:
        return self.reckon(today)


@dataclass(frozen=True, slots=True)
class InWeek:
    """Thursday of week 32."""

    weekday: int
    week: When

    def exists(self) -> bool:
        return self.week.exists()

    def span(self, today: date, floor: date) -> Span:
        return one_day(self.week.span(today, floor).first + self.weekday * DAY)


@dataclass(frozen=True, slots=True)
class WeekdayLater:
    """Friday in two weeks: so long after the coming one."""

    weekday: Weekday
    ahead: Relative

    def exists(self) -> bool:
        return True

    def span(self, today: date, floor: date) -> Span:
        return self.ahead.reckon(self.weekday.span(today, floor).first)


@dataclass(frozen=True, slots=True)
class LastDay:
    """The end of May, of the month."""

    of: When

    def exists(self) -> bool:
        return True

    def span(self, today: date, floor: date) -> Span:
        return one_day(self.of.span(today, floor).after - DAY)


@dataclass(frozen=True, slots=True)
class Range:
    """From the first to the last of two of a kind. A year said of the last is the first one's too."""

    left: When
    right: When

    def exists(self) -> bool:
        return self.left.exists() and self.right.exists()

    def span(self, today: date, floor: date) -> Span:
        if getattr(self.left, "year", None):
            first = self.left.span(today, floor)
            last = self.right.span(today, first.first)
        else:
            last = self.right.span(today, floor)
            first = self.left.span(today, first_of_a_turn(self.left, last.first))
        if first.first >= last.after:
            raise ValueError("a range that ends before it begins")
        return Span(first.first, last.after)


def one_day(day: date | None) -> Span:
    return Span(_known(day), _known(day) + DAY)


def unit_around(day: date, unit: Unit) -> Span:
    """The day, or the week, month or year that it is in."""
    if unit == "week":
        monday = day - day.weekday() * DAY
        return Span(monday, monday + WEEK)
    if unit == "day":
        return one_day(day)
    first = day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)
    return Span(first, later(first, 1, unit))


def later(day: date, count: int, unit: Unit) -> date:
    """31 January and a month is the last of February."""
    if unit in ("day", "week"):
        return day + count * (WEEK if unit == "week" else DAY)
    years, month = divmod(day.month - 1 + count * (1 if unit == "month" else 12), 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def first_of_a_turn(when: When, last: date) -> date:
    """The day from which each day of the year, or of the week for a weekday, comes once, `last` as the last."""
    return last - 6 * DAY if isinstance(when, Weekday) else later(last, -1, "year") + DAY


def _weeks(year: int) -> int:
    return date(year, 12, 28).isocalendar().week


def _known(day: date | None) -> date:
    if day is None:
        raise ValueError("no such day is coming")
    return day
