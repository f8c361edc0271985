# SPDX-License-Identifier: MPL-2.0
"""On which mornings somebody hears of a step: when it opens for them, when it is due, and every so many working days after that."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from config.flows.flow import Nudge
from handlers.onboarding.working_days import after_working_days, is_working_day, working_days_since
from storage.onboarding import OpenStep

_MORNING, _EVENING = time(9), time(17)
"""By the clock on the wall. What could not be sent in the morning is sent until the evening."""
_BEFORE = timedelta(minutes=10)
"""What opens less than so long before a morning is told the next: by then everybody's mornings are planned."""
_DAY = timedelta(days=1)


@lru_cache(maxsize=4_096)
def morning(day: date, zone: ZoneInfo) -> datetime:
    """When that day's reminders are sent, in UTC."""
    return datetime.combine(day, _MORNING, zone).astimezone(UTC)


def mornings(first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[date]:
    """The working days whose morning is from `first` until before `last`."""
    day = first.astimezone(zone).date()
    while morning(day, zone) < last:
        if is_working_day(day) and morning(day, zone) >= first:
            yield day
        day += _DAY


def next_morning(at: datetime, zone: ZoneInfo) -> date:
    """The first working day whose morning comes no earlier than this moment."""
    day = at.astimezone(zone).date()
    return after_working_days(day if at <= morning(day, zone) else day + _DAY, 0)


def told_on(opened_at: datetime, zone: ZoneInfo) -> date:
    """The working day on which somebody hears that a step is open for them."""
    return next_morning(opened_at + _BEFORE, zone)


def is_daytime(at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is a working day, after the morning and before the evening."""
    wall = at.astimezone(zone)
    return is_working_day(wall.date()) and _MORNING <= wall.time() < _EVENING


def is_reminded(step: OpenStep, since: date, nudge: Nudge, day: date) -> bool:
    """Whether its owner hears of it on this working day. `since`: when they heard that it is open."""
    if day <= since or step.due is None:
        return day == since
    return _is_on(step.due, day, nudge.every)


def is_escalated(step: OpenStep, since: date, nudge: Nudge, day: date) -> bool:
    """Whether on this working day somebody else hears of it too: once it is late enough, and whenever its owner does after that."""
    late = lateness(step, since, day)
    return late is not None and (late == nudge.escalate_after or (late > nudge.escalate_after and is_reminded(step, since, nudge, day)))


def lateness(step: OpenStep, since: date, day: date) -> int | None:
    """For how many working days it could have been done since it was due; None: it is not due yet, or never."""
    if step.due is None or day < (first := after_working_days(max(step.due, since), 0)):
        return None
    return working_days_since(first, day)


def _is_on(due: date, day: date, every: int) -> bool:
    first = after_working_days(due, 0)
    return day >= first and working_days_since(first, day) % every == 0
