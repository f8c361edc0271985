# SPDX-License-Identifier: MPL-2.0
"""How each kind of record is named, and described to the audit, which never learns a name, an identity or a text."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.catalogue.entries import Adoption, Article, Organisation, key_of
from handlers.changing.steps import Kind, Record, Step, document, kind_of
from handlers.freshness.fact_ids import scope_in
from handlers.refusal import Refusal
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
from storage.roles import ASSOCIATION, Absence, RoleAssignment, Scope
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork
from storage.year_marks import YearMark

_KEPT_FROM_AUDIT: Mapping[Kind, tuple[str, ...]] = {
    "people": ("name", "seen_on", "created_at"),
    "identities": ("identity",),
    "role_assignments": ("mailbox",),
    "absences": ("valid_from", "valid_to", "deputy_mailbox"),
    "articles": ("title", "body", "keywords"),
    "unanswered_questions": ("text", "answer"),
    "meeting_series": ("title", "purpose", "place", "link", "agenda_url", "minutes_url", "uid", "source"),
    "meeting_dates": ("reason", "place", "link", "agenda_url", "minutes_url"),
    "agenda_items": ("text",),
    "attendances": ("date", "coming", "answered_at", "deputy"),
    "calendar_addresses": ("fingerprint",),
    "calendar_feeds": ("url", "name", "etag", "modified", "told", "offer"),
    "onboarding_runs": ("reason",),
    "fact_reviews": ("not_mine", "asked"),
    "announcements": ("text", "targets"),
}
"""Fields of which the audit only learns whether there is something in them."""
_NAMED_BY: Mapping[type[Record], str] = {UnansweredQuestion: "number", FactReview: "fact", Attendance: "person"}
"""Kind of record → the field it is named by, where that is no id."""
Groups = Mapping[str, str]
"""Series of meetings, by id → the group whose meetings they are."""
NO_GROUPS: Groups = {}


def subject(record: Record) -> str:
    """Which record, for the audit: an identity is named by its platform alone, an answer to a meeting by whose it is, a calendar address by what it shows, a calendar that is followed by its group."""
    return f"{kind_of(record)}/{_name(record)}"


def _name(record: Record) -> str:
    match record:
        case Adoption() | Article():
            return key_of(record)
        case LinkedIdentity():
            return record.identity.partition(":")[0]
        case Subscription():
            return f"{record.kind}/{record.channel}/{record.about}".rstrip("/")
        case ReminderPlan() | CalendarFeed():
            return record.group
        case CalendarAddress():
            return record.scope.partition("/")[0]
        case _:
            return str(getattr(record, _NAMED_BY.get(type(record), "id")))


def key(record: Record) -> str:
    """What tells this record from every other."""
    match record:
        case LinkedIdentity():
            return f"{kind_of(record)}/{record.identity}"
        case Attendance():
            return f"{kind_of(record)}/{record.date}/{record.person}"
        case CalendarAddress():
            return f"{kind_of(record)}/{record.fingerprint}"
        case CalendarFeed():
            return f"{kind_of(record)}/{record.url}"
        case _:
            return subject(record)


def audited(record: Record | None) -> dict[str, Any]:
    """The record as the audit keeps it."""
    found = document(record)
    if record is None or found is None:
        return {}
    if isinstance(record, OnboardingRun):
        found["steps"] = {id_: _audited_step(step) for id_, step in found["steps"].items()}
    hidden = _KEPT_FROM_AUDIT.get(kind_of(record), ())
    return {field: ("present" if value else None) if field in hidden else value for field, value in found.items()}


def _audited_step(step: dict[str, Any]) -> dict[str, Any]:
    """What somebody wrote is theirs; that they did is enough."""
    return {**step, "answers": dict.fromkeys(step["answers"], "present"), "reason": "present" if step["reason"] else ""}


def person_of(record: Record) -> str | None:
    """Whom a record concerns."""
    match record:
        case Person():
            return record.id
        case LinkedIdentity() | RoleAssignment() | Absence() | Attendance():
            return record.person
        case CalendarAddress():
            return record.owner
        case AgendaItem():
            return record.responsible or record.by
        case UnansweredQuestion():
            return record.asker
        case Announcement() | Subscription() | CalendarFeed():
            return record.by
        case _:
            return None


def about(record: Record, groups: Groups = NO_GROUPS) -> str:
    """What of the catalogue a record is about, such as `product/os2mo`; a group is about its product."""
    match record:
        case RoleAssignment() | FactReview():
            return _about(record.scope if isinstance(record, RoleAssignment) else scope_in(record.fact))
        case AgendaItem(product=str(product)):
            return f"product/{product}"
        case MeetingSeries() | MeetingDate() | ReminderPlan() | AgendaItem() | CalendarFeed():
            return _about(Scope("group", group_of(record, groups)))
        case Adoption() | Announcement() if record.product:
            return f"product/{record.product}"
        case OnboardingRun():
            return f"product/{record.product}" if record.product else f"organisation/{record.organisation}".rstrip("/")
        case Organisation() | YearMark():
            return f"organisation/{record.id}" if isinstance(record, Organisation) else record.about or _about(ASSOCIATION)
        case UnansweredQuestion() if "product" in record.slots:
            return f"product/{record.slots['product']}"
        case _:
            return ""


def _about(scope: Scope) -> str:
    if scope.kind == "group" and "/" in scope.id:
        return f"product/{scope.id.partition('/')[0]}"
    return f"{scope.kind}/{scope.id}".rstrip("/")


def group_of(record: MeetingSeries | MeetingDate | ReminderPlan | AgendaItem | CalendarFeed, groups: Groups) -> str:
    return groups[record.series] if isinstance(record, MeetingDate) else record.group


async def groups_of(steps: Sequence[Step], unit: UnitOfWork) -> Groups:
    """The group of each series of which the steps touch a date: as stored, or as the steps make the series. Raises Refusal where there is none."""
    made = {step.record.id: step.record.group for step in steps if isinstance(step.record, MeetingSeries) and step.before is None}
    found: dict[str, str] = {}
    for id_ in sorted({step.record.series for step in steps if isinstance(step.record, MeetingDate)}):
        series = await unit.meetings.series(id_)
        group = series.group if series else made.get(id_)
        if group is None:
            raise Refusal("change.meanwhile")
        found[id_] = group
    return found
