# SPDX-License-Identifier: MPL-2.0
"""Made-up people, roles and what belongs to both, for tests."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from storage.agenda import AgendaItem
from storage.announcements import Announcement
from storage.attendance import Attendance
from storage.audit import AuditEvent
from storage.calendars import CalendarAddress, CalendarFeed
from storage.change_requests import ChangeRequest
from storage.drafts import Draft
from storage.key_pins import KeyPin
from storage.link_codes import LinkCode
from storage.meetings import MeetingDate, MeetingSeries, date_id
from storage.notices import Notice
from storage.onboarding import OnboardingRun
from storage.people import LinkedIdentity, Person
from storage.posted_answers import PostedAnswer
from storage.questions import UnansweredQuestion
from storage.reminders import ReminderPlan
from storage.roles import Absence, RoleAssignment, Scope
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

TODAY = NOW.date()
PRODUCT = Scope("product", "os2mo")
GROUP = "os2mo/koordinationsgruppe"
ON = datetime(2027, 1, 4, 13)


def person(id_: str, **fields: Any) -> Person:
    return Person(id=id_, **{"created_at": NOW, "seen_on": TODAY, **fields})


def link(identity: str, person_id: str) -> LinkedIdentity:
    return LinkedIdentity(identity=identity, person=person_id, linked_at=NOW)


def assignment(id_: str, **fields: Any) -> RoleAssignment:
    base = {"role": "produktkoordinator", "scope": PRODUCT, "valid_from": TODAY, "recorded_at": NOW, "confirmed_at": NOW, "organisation": "aarhus"}
    return RoleAssignment(id=id_, **{**base, **fields})


def absence(id_: str, person_id: str = "p", **fields: Any) -> Absence:
    return Absence(id=id_, person=person_id, **{"valid_from": TODAY, **fields})


def event(id_: str, **fields: Any) -> AuditEvent:
    return AuditEvent(id=id_, **{"at": NOW, "actor": "p", "action": "role.appoint", "via": "console", **fields})


def request(id_: str, **fields: Any) -> ChangeRequest:
    return ChangeRequest(id=id_, **{"actor": "console", "conversation": "c", "action": "role.appoint", "made_at": NOW, "steps": "[]", **fields})


def notice(id_: str, to: str, **fields: Any) -> Notice:
    return Notice(id=id_, to=to, **{"at": NOW, "reply": '{"parts":[]}', **fields})


def code(digest: str, **fields: Any) -> LinkCode:
    return LinkCode(digest=digest, **{"first": "console", "expires_at": NOW + timedelta(minutes=10), **fields})


def question(number: int, **fields: Any) -> UnansweredQuestion:
    base = {"key": '["fee",{}]', "intent": "fee", "asked_at": NOW, "owner": "sekretariat/association", "language": "da"}
    return UnansweredQuestion(number=number, **{**base, **fields})


def draft(owner: str, form: str, **fields: Any) -> Draft:
    return Draft(owner=owner, form=form, **{"saved_at": NOW, **fields})


def subscription(channel: str, **fields: Any) -> Subscription:
    return Subscription(channel=channel, **{"kind": "welcome", "language": "da", "since": NOW, "by": "p", **fields})


def posted(event: str, **fields: Any) -> PostedAnswer:
    return PostedAnswer(event=event, **{"room": "!rum:example.org", "answers": "$spurgt", "posted_at": NOW, **fields})


def pin(identity: str, **fields: Any) -> KeyPin:
    return KeyPin(identity=identity, **{"master_key": "første", "pinned_at": NOW, **fields})


def series(id_: str, **fields: Any) -> MeetingSeries:
    base = {"group": GROUP, "starts": ON, "zone": "Europe/Copenhagen", "minutes": 90, "changed_at": NOW, "uid": f"{id_}@example.org"}
    return MeetingSeries(id=id_, **{**base, **fields})


def meeting_date(series_id: str, on: datetime = ON, **fields: Any) -> MeetingDate:
    return MeetingDate(id=date_id(series_id, on), series=series_id, on=on, **{"changed_at": NOW, **fields})


def attendance(date_: str, person_id: str, **fields: Any) -> Attendance:
    return Attendance(date=date_, person=person_id, **{"coming": "yes", "answered_at": NOW, **fields})


def item(id_: str, **fields: Any) -> AgendaItem:
    return AgendaItem(id=id_, **{"group": GROUP, "kind": "point", "text": "Budgettet", "added_at": NOW, **fields})


def address(fingerprint: str, **fields: Any) -> CalendarAddress:
    return CalendarAddress(fingerprint=fingerprint, **{"scope": f"group/{GROUP}", "owner": "p", "language": "da", "made_at": NOW, **fields})


def feed(url: str, **fields: Any) -> CalendarFeed:
    return CalendarFeed(url=url, **{"group": GROUP, "by": "p", "added_at": NOW, **fields})


def plan(group: str = GROUP, **fields: Any) -> ReminderPlan:
    return ReminderPlan(group=group, **fields)


def full_series(id_: str, **fields: Any) -> MeetingSeries:
    """With every field filled."""
    texts = {"title": "Møde æ", "purpose": "Formål", "place": "Lokale 1", "link": "https://example.org/m", "agenda_url": "https://example.org/d"}
    counted = {"quorum": 3, "visibility": "group", "source": "https://example.org/k.ics", "sequence": 2, "minutes_url": "https://example.org/r"}
    return series(id_, **{"rule": "FREQ=MONTHLY;BYDAY=1MO", **texts, **counted, **fields})


def full_date(series_id: str, on: datetime = ON, **fields: Any) -> MeetingDate:
    """With every field filled."""
    texts = {
        "reason": "Ferie æ",
        "place": "Lokale 2",
        "link": "https://example.org/n",
        "agenda_url": "https://example.org/e",
        "minutes_url": "https://example.org/s",
    }
    otherwise = {"extra": True, "starts": on + timedelta(days=1), "minutes": 60, "cancelled": True, "state": "approved", "sequence": 1}
    return meeting_date(series_id, on, **{**otherwise, **texts, **fields})


def full_item(id_: str, **fields: Any) -> AgendaItem:
    """With every field filled."""
    named = {"by": "p", "responsible": "q", "date": date_id("s", ON), "product": "os2mo", "due": date(2027, 2, 28)}
    return item(id_, **{"kind": "action", "text": "Skriv æ\n", "done": True, **named, **fields})


async def _meetings(id_: str, unit: UnitOfWork) -> None:
    """A record of every kind that belongs to meetings, with every field filled."""
    await unit.meetings.add(full_series(id_, ended=True))
    await unit.meetings.add_date(full_date(id_, withdrawn=True))
    await unit.attendances.put(attendance(date_id(id_, ON), id_, coming="deputy", deputy=id_))
    await unit.agenda.add(full_item(id_, by=id_, responsible=id_, withdrawn=True))
    await unit.calendars.add_address(address(id_, owner=id_))
    await unit.calendars.put_feed(feed(f"https://example.org/{id_}.ics", by=id_, fetched_at=NOW, etag='"æ"', modified="i går", trouble="calendar.gone"))
    await unit.reminder_plans.add(plan(f"{id_}/styregruppe", leads=(60, 5), agenda_call=0, quiet_from=time(22, 30), quiet_until=time(6), directly=True))


async def one_of_each(unit: UnitOfWork) -> None:
    """A record of every kind, with every field filled."""
    id_ = uuid4().hex
    full = {"language": "da", "time_zone": "Europe/Copenhagen", "name": "Åse Prøve", "name_consent_at": NOW, "informed_at": NOW}
    await unit.people.add(person(id_, organisation="aarhus", merged=(uuid4().hex, uuid4().hex), **full))
    await unit.people.attach(link(f"matrix:@{id_}:example.org", id_))
    later = date(2027, 2, 28)
    await unit.roles.add(assignment(id_, person=id_, mailbox="post@example.org", share=50, valid_to=later, confirmed_by=id_, source="import", withdrawn=True))
    deputy = {"deputy_person": id_, "deputy_organisation": "aarhus", "deputy_mailbox": "post@example.org"}
    await unit.absences.add(absence(id_, id_, valid_to=later, withdrawn=True, **deputy))
    subject = {"subject": f"role_assignments/{id_}", "about": "product/os2mo", "on_behalf_of": "aarhus", "person": id_, "request": id_}
    await unit.audit.record(event(id_, outcome="refused", reason='"æ"\n', before={"share": 50, "valid_to": None}, after={"tags": ["ø"]}, **subject))
    await unit.requests.add(request(id_, steps='["æ"]', notices='["ø"]', state="applied", settled_at=NOW))
    await unit.notices.add(notice(id_, f"person/{id_}"))
    await unit.link_codes.add(code(id_, second="matrix:@a:example.org"))
    await unit.link_codes.guessed(f"matrix:@{id_}:example.org", NOW)
    await unit.drafts.save(draft(f"matrix:@{id_}:example.org", "profile", values={"name": "Åse", "zone": ""}))
    await unit.subscriptions.add(subscription(f"slack:T0TEST001:{id_}", by=id_))
    await unit.key_pins.pin(pin(f"matrix:@{id_}:example.org", refused="anden", refused_at=NOW))
    await unit.posted_answers.note(posted(f"${id_}", thread="$t", conversation="c", choices={"1": {"intent": "fee", "slots": {"product": "æ"}, "label": "Ø"}}))
    await unit.sync_tokens.keep("matrix:@os2bot:example.org", "s1", NOW)
    await _meetings(id_, unit)
    await unit.subscriptions.add(subscription(f"slack:T0TEST001:{id_}", kind="meeting_reminder", about=f"group/{GROUP}", by=id_))
    told = {"organisation": "aarhus", "language": "en", "product": "os2mo", "kind": "digest", "edition": 2, "edited_at": NOW, "recalled_at": NOW}
    await unit.announcements.add(announcement(id_, by=id_, targets={f"slack:T0TEST001:{id_}": "da"}, **told))
    settled = {"state": "answered", "answer": "Ja.\n", "answered_at": NOW, "answered_by": id_, "article": "own"}
    await unit.questions.add(question(await unit.questions.number(), slots={"product": "os2mo"}, times=2, text="Må vi?", asker=id_, **settled))


def announcement(id_: str, **fields: Any) -> Announcement:
    return Announcement(id=id_, **{"text": "Hej\n- æ", "by": "p", "role": "sekretariat", "written_at": NOW, **fields})


def run(id_: str, **fields: Any) -> OnboardingRun:
    base = {"flow": "new_member", "flow_version": 1, "started_at": NOW, "started_by": "p", "owner": "p", "organisation": "favrskov"}
    return OnboardingRun(id=id_, **{**base, **fields})
