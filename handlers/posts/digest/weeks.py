# SPDX-License-Identifier: MPL-2.0
"""When the digest of a week is due: on the weekday and at the hour that the channel chose, by the community's clock; not on a holiday where the week has another day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from handlers.onboarding.working_days import is_working_day
from handlers.recurrence.wall_time import moment
from storage.subscriptions import Subscription

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_WEEKEND = 5


def week_of(day: date) -> str:
    """As `2026-W50` (ISO 8601)."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(week: str) -> date:
    """The first day of such a week. Raises ValueError for what is none."""
    return date.fromisoformat(f"{week}-1")


def due_in(monday: date, asked: Subscription, zone: str) -> datetime:
    """In UTC. `zone`: IANA. A holiday's digest comes on the next working day of that week, else on the one before; a weekend is chosen and stays."""
    return moment(datetime.combine(_day(monday, asked.weekday), asked.clock), zone).at


def ends(monday: date, zone: str) -> datetime:
    """When the week is over, in UTC."""
    return moment(datetime.combine(monday + _WEEK, time()), zone).at


def weeks(first: date, last: date) -> Iterator[date]:
    """The Mondays of the weeks of which any day is from `first` to `last`."""
    monday = first - first.weekday() * _DAY
    while monday <= last:
        yield monday
        monday += _WEEK


def _day(monday: date, weekday: int) -> date:
    chosen = monday + weekday * _DAY
    if weekday >= _WEEKEND:
        return chosen
    later = [monday + number * _DAY for number in range(weekday, _WEEKEND)]
    earlier = [monday + number * _DAY for number in range(weekday - 1, -1, -1)]
    return next((day for day in (*later, *earlier) if is_working_day(day)), chosen)
