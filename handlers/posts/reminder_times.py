# SPDX-License-Identifier: MPL-2.0
"""When a group is reminded of a meeting: by the clock on the wall, and never while it is quiet."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from handlers.meeting_dates import Occurrence
from handlers.recurrence.wall_time import moment, wall
from storage.reminders import DAY, ReminderPlan

_ONE_DAY, _A_MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder so many minutes ahead: sent at `at`, useful until `until` (UTC): the next one says it better, and the meeting itself ends it."""

    lead: int
    at: datetime
    until: datetime


def reminders(occurrence: Occurrence, plan: ReminderPlan) -> list[Reminder]:
    """The earliest first. One that would be sent when the next is due, or the meeting has begun, is none. Nothing is due before the meeting was known as it is."""
    due: list[Reminder] = []
    ends = occurrence.at
    for lead in sorted({each for each in plan.leads if each > 0}):
        at = due_at(occurrence, lead, plan)
        if at < ends:
            due.append(Reminder(lead, at, ends))
            ends = at
    return [each for each in reversed(due) if each.at >= occurrence.known_at]


def due_at(occurrence: Occurrence, lead: int, plan: ReminderPlan) -> datetime:
    """Whole days ahead are at the same time on the wall, whatever clocks did in between (RFC 5545, section 3.3.6); hours are hours.

    While it is quiet it waits for the end of that. Where the meeting has begun by then it is sent just before it gets quiet: nobody is left without any.
    """
    zone = occurrence.series.zone
    days, rest = divmod(lead, DAY)
    ahead = moment(occurrence.wall - days * _ONE_DAY, zone).at - timedelta(minutes=rest)
    begins, ends = quiet(wall(ahead, zone), plan)
    if begins is None or ends is None:
        return ahead
    afterwards = moment(ends, zone).at
    return afterwards if afterwards < occurrence.at else min(ahead, moment(begins - _A_MINUTE, zone).at)


def told_at(at: datetime, zone: str, plan: ReminderPlan, before: datetime) -> datetime:
    """When news of this moment is told: at once, or where it is quiet, afterwards; but not where it is too late then, `before` this moment not being kept."""
    _, ends = quiet(wall(at, zone), plan)
    afterwards = moment(ends, zone).at if ends else at
    return afterwards if afterwards < before else at


def quiet(at: datetime, plan: ReminderPlan) -> tuple[datetime, datetime] | tuple[None, None]:
    """The quiet hours (naive, on the wall) that this moment lies in: from, and until before."""
    if plan.quiet_from == plan.quiet_until or not _between(at.time(), plan.quiet_from, plan.quiet_until):
        return None, None
    day = at.date()
    over_midnight = plan.quiet_from > plan.quiet_until
    began = day - _ONE_DAY if over_midnight and at.time() < plan.quiet_until else day
    ends = began + _ONE_DAY if over_midnight else began
    return datetime.combine(began, plan.quiet_from), datetime.combine(ends, plan.quiet_until)


def _between(clock: time, first: time, last: time) -> bool:
    return first <= clock < last if first < last else clock >= first or clock < last
