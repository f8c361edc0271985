# SPDX-License-Identifier: MPL-2.0
"""How each kind of record is named, and described to the audit, which never learns a name, an identity or a text."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.catalogue.entries import Adoption, Article, key_of
from handlers.changing.steps import Kind, Record, Step, document, kind_of
from handlers.refusal import Refusal
from storage.agenda import AgendaItem
from storage.attendance import Attendance
from storage.calendars import CalendarAddress
from storage.meetings import MeetingDate, MeetingSeries
from storage.people import LinkedIdentity, Person
from storage.questions import UnansweredQuestion
from storage.reminders import ReminderPlan
from storage.roles import Absence, RoleAssignment, Scope
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

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
}
"""Fields of which the audit only learns whether there is something in them."""
Groups = Mapping[str, str]
"""Series of meetings, by id → the group whose meetings they are."""
NO_GROUPS: Groups = {}


def subject(record: Record) -> str:
    """Which record, for the audit: an identity is named by its platform alone, an answer to a meeting by whose it is, a calendar address by what it shows."""
    match record:
        case Adoption() | Article():
            key = key_of(record)
        case LinkedIdentity():
            key = record.identity.partition(":")[0]
        case UnansweredQuestion():
            key = str(record.number)
        case Subscription():
            key = f"{record.kind}/{record.channel}/{record.about}".rstrip("/")
        case ReminderPlan():
            key = record.group
        case Attendance():
            key = record.person
        case CalendarAddress():
            key = record.scope.partition("/")[0]
        case _:
            key = record.id
    return f"{kind_of(record)}/{key}"


def key(record: Record) -> str:
    """What tells this record from every other."""
    match record:
        case LinkedIdentity():
            return f"{kind_of(record)}/{record.identity}"
        case Attendance():
            return f"{kind_of(record)}/{record.date}/{record.person}"
        case CalendarAddress():
            return f"{kind_of(record)}/{record.fingerprint}"
        case _:
            return subject(record)


def audited(record: Record | None) -> dict[str, Any]:
    """The record as the audit keeps it."""
    found = document(record)
    if record is None or found is None:
        return {}
    hidden = _KEPT_FROM_AUDIT.get(kind_of(record), ())
    return {field: ("present" if value else None) if field in hidden else value for field, value in found.items()}


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
        case Subscription():
            return record.by
        case _:
            return None


def about(record: Record, groups: Groups = NO_GROUPS) -> str:
    """What of the catalogue a record is about, such as `product/os2mo`; a group is about its product."""
    match record:
        case RoleAssignment(scope=scope):
            return _about(scope)
        case AgendaItem(product=str(product)):
            return f"product/{product}"
        case MeetingSeries() | MeetingDate() | ReminderPlan() | AgendaItem():
            return _about(Scope("group", group_of(record, groups)))
        case Adoption():
            return f"product/{record.product}"
        case UnansweredQuestion() if "product" in record.slots:
            return f"product/{record.slots['product']}"
        case _:
            return ""


def _about(scope: Scope) -> str:
    if scope.kind == "group" and "/" in scope.id:
        return f"product/{scope.id.partition('/')[0]}"
    return f"{scope.kind}/{scope.id}".rstrip("/")


def group_of(record: MeetingSeries | MeetingDate | ReminderPlan | AgendaItem, groups: Groups) -> str:
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
