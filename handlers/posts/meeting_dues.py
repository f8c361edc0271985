# SPDX-License-Identifier: MPL-2.0
"""When what is posted of one meeting: reminders, a call for points, warnings of too few, questions for minutes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal

from handlers.meeting_dates import Occurrence
from handlers.posts.reminder_times import due_at, reminders
from handlers.recurrence.marks import is_day_off
from handlers.recurrence.wall_time import moment, wall
from storage.reminders import DAY, ReminderPlan

REMINDER, CALL, WARNING, MINUTES, CHANGED = "meeting_reminder", "agenda_call", "quorum_warning", "minutes_call", "meeting_changed"
WARNED = (3 * DAY, 1 * DAY)
"""Minutes before a meeting that its chair hears whether enough come."""
MINUTES_AFTER = (1, 7, 14)
"""Days after a meeting that its minutes are asked for, in the morning."""
BACK = timedelta(days=max(MINUTES_AFTER) + 1)
"""How long after a meeting something may still be due."""
_OFF = timedelta(days=8)
"""No days off in a row are more, such as those of Christmas with a weekend before it."""
_MORNING = time(9)
_MINUTES_USEFUL = timedelta(days=6)

To = Literal["channels", "members", "chair", "minute_taker"]


@dataclass(frozen=True, slots=True)
class Due:
    """What kind is sent to whom: at `at`, and not from `until` on (UTC)."""

    kind: str
    to: To
    at: datetime
    until: datetime
    values: Mapping[str, str] = field(default_factory=dict)


def longest(plans: "Mapping[str, ReminderPlan]") -> timedelta:
    """How long before a meeting something may be due, with these plans and that of the defaults."""
    every = (*plans.values(), ReminderPlan(group=""))
    return timedelta(minutes=max(minutes for plan in every for minutes in (*plan.leads, plan.agenda_call, *WARNED))) + _OFF


def dues(occurrence: Occurrence, plan: ReminderPlan) -> Iterator[Due]:
    """Nothing for a meeting that is cancelled, and nothing that would have been due before it was known as it is."""
    if occurrence.cancelled:
        return
    for each in reminders(occurrence, plan):
        yield from (Due(REMINDER, to, each.at, each.until, {"lead": str(each.lead)}) for to in _whom(plan))
    known = occurrence.known_at
    if plan.agenda_call and (at := _on_working_day(due_at(occurrence, plan.agenda_call, plan), occurrence.series.zone)) >= known:
        yield Due(CALL, "channels", at, occurrence.at)
    if occurrence.series.quorum:
        warned = ((lead, due_at(occurrence, lead, plan)) for lead in WARNED)
        yield from (Due(WARNING, "chair", at, occurrence.at, {"lead": str(lead)}) for lead, at in warned if at >= known)
    if occurrence.at >= known:
        yield from _minutes(occurrence)


def _on_working_day(at: datetime, zone: str) -> datetime:
    """The same time on the last working day until then: nobody thinks of points on a Sunday."""
    there = wall(at, zone)
    while is_day_off(there.date()):
        there -= timedelta(days=1)
    return moment(there, zone).at


def _whom(plan: ReminderPlan) -> tuple[To, ...]:
    return ("channels", "members") if plan.directly else ("channels",)


def _minutes(occurrence: Occurrence) -> Iterator[Due]:
    for days in MINUTES_AFTER:
        morning = datetime.combine(occurrence.wall.date() + timedelta(days=days), _MORNING)
        at = moment(morning, occurrence.series.zone).at
        yield Due(MINUTES, "minute_taker", at, at + _MINUTES_USEFUL, {"days": str(days)})
