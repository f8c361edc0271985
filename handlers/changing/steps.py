# SPDX-License-Identifier: MPL-2.0
"""A change as steps: each record as it was and as it is to be. The same steps are shown, carried out, audited and undone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args

from pydantic import TypeAdapter

from config.catalogue.entries import Adoption, Article, Organisation
from storage.agenda import AgendaItem
from storage.announcements import Announcement
from storage.attendance import Attendance
from storage.calendars import CalendarAddress, CalendarFeed
from storage.freshness import FactReview
from storage.meetings import MeetingDate, MeetingSeries
from storage.onboarding import OnboardingRun
from storage.people import LinkedIdentity, Person
from storage.questions import UnansweredQuestion
from storage.reminders import ReminderPlan
from storage.roles import Absence, RoleAssignment
from storage.subscriptions import Subscription
from storage.year_marks import YearMark

Kind = Literal[
    "people", "identities", "role_assignments", "absences", "adoptions", "articles", "unanswered_questions", "subscriptions",
    "meeting_series", "meeting_dates", "reminder_plans", "agenda_items", "attendances", "calendar_addresses", "calendar_feeds",
    "announcements", "onboarding_runs", "organisations", "year_marks", "fact_reviews",
]  # fmt: skip
Record = (
    Person | LinkedIdentity | RoleAssignment | Absence | Adoption | Article | UnansweredQuestion | Subscription
    | MeetingSeries | MeetingDate | ReminderPlan | AgendaItem | Attendance | CalendarAddress | CalendarFeed
    | Announcement | OnboardingRun | Organisation | YearMark | FactReview
)  # fmt: skip
KINDS: dict[Kind, type[Any]] = dict(zip(get_args(Kind), get_args(Record), strict=True))
"""Kind of record, named as its table → its class."""
_UNVERSIONED = LinkedIdentity | Adoption | Article | Organisation | Subscription | Attendance | CalendarAddress | CalendarFeed | YearMark
"""What is replaced only as long as it is as it was read."""


@dataclass(frozen=True, slots=True)
class Step:
    """One record before and after. Without `before` it is new, without `after` it goes. `after` has the version of `before`: saving counts it up."""

    before: Record | None
    after: Record | None

    @property
    def record(self) -> Record:
        found = self.after or self.before
        if found is None:
            raise ValueError("a step changes something")
        return found

    @property
    def kind(self) -> Kind:
        return kind_of(self.record)


def kind_of(record: Record) -> Kind:
    return next(kind for kind, shape in KINDS.items() if isinstance(record, shape))


def reverse(steps: Sequence[Step], now: datetime) -> tuple[Step, ...]:
    """The steps that undo these, once they are carried out. Nothing that history holds goes: it is marked as withdrawn.

    Meetings go back to what they were, and not in time: they were changed once more, `now`, which calendars and reminders have to learn.
    """
    return tuple(_reversed(step, now) for step in reversed(steps))


def _reversed(step: Step, now: datetime) -> Step:
    after = step.after
    if step.before is None:
        return Step(after, _taken_back(after, now))
    if after is None or isinstance(after, _UNVERSIONED):
        return Step(after, step.before)
    stored = replace(after, version=after.version + 1)
    return Step(stored, _as_before(step.before, stored, now))


def _taken_back(made: Record | None, now: datetime) -> Record | None:
    """What is left of a record that was new."""
    match made:
        case RoleAssignment() | Absence() | AgendaItem():
            return replace(made, withdrawn=True)
        case MeetingSeries():
            return replace(made, ended=True, changed_at=now, sequence=made.sequence + 1)
        case MeetingDate(extra=True):
            return replace(made, withdrawn=True, changed_at=now, sequence=made.sequence + 1)
        case MeetingDate():  # takes place as the series says
            return MeetingDate(id=made.id, series=made.series, on=made.on, changed_at=now, sequence=made.sequence + 1, version=made.version)
        case ReminderPlan():
            return ReminderPlan(group=made.group, version=made.version)
        case Announcement():
            return replace(made, recalled_at=now)
        case OnboardingRun():
            return replace(made, state="cancelled", ended_at=now, waiting_on="", waiting_since=None, due=None, open_steps=(), stale_at=None)
        case _:
            return None


def _as_before(before: Record, stored: Record, now: datetime) -> Record:
    """The record as it was, as the next version of what is stored."""
    if isinstance(before, _UNVERSIONED) or isinstance(stored, _UNVERSIONED):
        return before
    if isinstance(before, MeetingSeries | MeetingDate) and isinstance(stored, MeetingSeries | MeetingDate):
        changed_at = before.changed_at if before.changed_at == stored.changed_at else now
        sequence = before.sequence if before.sequence == stored.sequence else stored.sequence + 1  # never falls (RFC 5545, section 3.8.7.4)
        return replace(before, version=stored.version, changed_at=changed_at, sequence=sequence)
    if isinstance(before, Announcement) and isinstance(stored, Announcement):  # written anew once more
        return replace(before, version=stored.version, edition=stored.edition + 1, edited_at=now)
    return replace(before, version=stored.version)


def to_json(steps: Sequence[Step]) -> str:
    """As kept in a change request."""
    return json.dumps([{"kind": step.kind, "before": document(step.before), "after": document(step.after)} for step in steps], ensure_ascii=False)


def from_json(text: str) -> tuple[Step, ...]:
    return tuple(Step(_record(each["kind"], each["before"]), _record(each["kind"], each["after"])) for each in json.loads(text))


def document(record: Record | None) -> dict[str, Any] | None:
    """The record as JSON has it."""
    if record is None:
        return None
    made: dict[str, Any] = _adapter(kind_of(record)).dump_python(record, mode="json")
    return made


def _record(kind: Kind, found: dict[str, Any] | None) -> Record | None:
    if found is None:
        return None
    made: Record = _adapter(kind).validate_python(found)
    return made


@cache
def _adapter(kind: Kind) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])
