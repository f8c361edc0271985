# SPDX-License-Identifier: MPL-2.0
"""How each kind of record is found and written: a step is carried out only where the record is still as it was before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from config.catalogue.entries import Adoption, Article, Organisation, key_of
from handlers.changing.steps import Record, Step
from storage.agenda import AgendaItem
from storage.announcements import Announcement
from storage.attendance import Attendance
from storage.calendars import CalendarAddress, CalendarFeed
from storage.catalogue import Stored
from storage.catalogue_news import changes_of
from storage.conflict import ChangedMeanwhileError
from storage.freshness import FactReview
from storage.meetings import MeetingDate, MeetingSeries
from storage.onboarding import OnboardingRun
from storage.people import LinkedIdentity, Person
from storage.questions import UnansweredQuestion
from storage.reminders import ReminderPlan
from storage.roles import Absence, RoleAssignment
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork
from storage.year_marks import YearMark


async def carry_out(step: Step, unit: UnitOfWork) -> None:
    """Writes one step. Raises ChangedMeanwhileError where the record is no longer as it was before."""
    record = step.record
    match record:
        case Adoption() | Article() | Organisation():
            await _carry_out_entry(step, unit)
        case LinkedIdentity():
            await _carry_out_identity(step, unit)
        case Subscription():
            await _carry_out_subscription(record, step, unit)
        case Attendance():
            await _carry_out_attendance(record, step, unit)
        case CalendarAddress():
            await _carry_out_address(record, step, unit)
        case CalendarFeed() | YearMark() | FactReview():
            await _carry_out_seldom(record, step, unit)
        case _ if step.after is None:
            await _remove(record, unit)
        case _:
            await _write(record, unit, new=step.before is None)


async def _carry_out_seldom(record: CalendarFeed | YearMark | FactReview, step: Step, unit: UnitOfWork) -> None:
    match record:
        case CalendarFeed():
            await _carry_out_feed(record, step, unit)
        case YearMark():
            await _carry_out_mark(record, step, unit)
        case FactReview():
            await _carry_out_review(record, step, unit)


async def record_news(steps: Sequence[Step], unit: UnitOfWork, now: datetime) -> None:
    """What of the steps that were carried out is news of the catalogue."""
    for step in steps:
        if isinstance(step.record, Adoption | Organisation):
            before, after = ({key_of(each): each} if isinstance(each, Adoption | Organisation) else {} for each in (step.before, step.after))
            await unit.catalogue_news.record(changes_of(before, after, now, "told"))


async def _write(record: Record, unit: UnitOfWork, *, new: bool) -> None:
    if isinstance(record, MeetingDate):
        await (unit.meetings.add_date(record) if new else unit.meetings.save_date(record))
        return
    store = _store(record, unit)
    await (store.add(record) if new else store.save(record))


_STORES: Mapping[type[Record], str] = {
    Person: "people", RoleAssignment: "roles", Absence: "absences", UnansweredQuestion: "questions", MeetingSeries: "meetings", AgendaItem: "agenda",
    ReminderPlan: "reminder_plans", OnboardingRun: "onboarding", Announcement: "announcements",
}  # fmt: skip
"""Kind of record → where a unit of work keeps it."""


def _store(record: Record, unit: UnitOfWork) -> Any:
    name = _STORES.get(type(record))
    if name is None:
        raise TypeError(f"{type(record).__name__} has a way of its own")
    return getattr(unit, name)


async def _remove(record: Record, unit: UnitOfWork) -> None:
    """Only a person who has not been heard of since goes again; everything else that was made is withdrawn instead."""
    if not isinstance(record, Person):
        raise TypeError(f"{type(record).__name__} is never removed")
    if await unit.people.person(record.id) != record:
        raise ChangedMeanwhileError
    await unit.people.remove(record.id)


async def _carry_out_identity(step: Step, unit: UnitOfWork) -> None:
    before = step.before.person if isinstance(step.before, LinkedIdentity) else None
    if isinstance(step.after, LinkedIdentity):
        await unit.people.attach(step.after, before=before)
        return
    identity = step.record.identity if isinstance(step.record, LinkedIdentity) else ""
    leads_to = await unit.people.of(identity)
    if leads_to is None or leads_to.id != before:
        raise ChangedMeanwhileError
    await unit.people.detach(identity)


async def _carry_out_subscription(record: Subscription, step: Step, unit: UnitOfWork) -> None:
    """It is taken away and made anew: a channel has one of a kind, or none. Few do this: they take turns, as those do who change the catalogue."""
    await unit.catalogue.hold()
    if await unit.subscriptions.of(record.channel, record.kind, record.about) != step.before:
        raise ChangedMeanwhileError
    if step.before is not None:
        await unit.subscriptions.remove(record.channel, record.kind, record.about)
    if isinstance(step.after, Subscription):
        await unit.subscriptions.add(step.after)


async def _carry_out_attendance(record: Attendance, step: Step, unit: UnitOfWork) -> None:
    answered = next((each for each in await unit.attendances.of([record.date]) if each.person == record.person), None)
    if answered != step.before:
        raise ChangedMeanwhileError
    if isinstance(step.after, Attendance):
        await unit.attendances.put(step.after)
    else:
        await unit.attendances.remove(record.date, record.person)


async def _carry_out_address(record: CalendarAddress, step: Step, unit: UnitOfWork) -> None:
    if await unit.calendars.address(record.fingerprint) != step.before:
        raise ChangedMeanwhileError
    await unit.calendars.revoke(record.fingerprint)
    if isinstance(step.after, CalendarAddress):
        await unit.calendars.add_address(step.after)


async def _carry_out_feed(record: CalendarFeed, step: Step, unit: UnitOfWork) -> None:
    """What was fetched of it since makes it no other. Few do this: they take turns, as for subscriptions."""
    await unit.catalogue.hold()
    found = await unit.calendars.feed(record.url)
    if (found and found.asked) != step.before:
        raise ChangedMeanwhileError
    if isinstance(step.after, CalendarFeed):
        await unit.calendars.put_feed(step.after)
    else:
        await unit.calendars.remove_feed(record.url)


async def _carry_out_mark(record: YearMark, step: Step, unit: UnitOfWork) -> None:
    """Few do this: they take turns, as for subscriptions."""
    await unit.catalogue.hold()
    if await unit.year_marks.get(record.id) != step.before:
        raise ChangedMeanwhileError
    if isinstance(step.after, YearMark):
        await unit.year_marks.put(step.after)
    else:
        await unit.year_marks.remove(record.id)


async def _carry_out_review(record: FactReview, step: Step, unit: UnitOfWork) -> None:
    if await unit.freshness.of(record.fact) != step.before:
        raise ChangedMeanwhileError
    if not isinstance(step.after, FactReview):
        await unit.freshness.remove(record.fact)
    else:
        await (unit.freshness.save(step.after) if step.before else unit.freshness.add(step.after))


async def _carry_out_entry(step: Step, unit: UnitOfWork) -> None:
    kind, key = step.kind, key_of(_entry(step.record))
    await unit.catalogue.hold()
    if await _entry_now(_entry(step.record), unit) != step.before:
        raise ChangedMeanwhileError
    if step.after is None:
        await unit.catalogue.remove(kind, frozenset((key,)))
    else:
        await unit.catalogue.put(kind, {key: Stored(_entry(step.after), None)})


async def _entry_now(entry: Adoption | Article | Organisation, unit: UnitOfWork) -> Record | None:
    if isinstance(entry, Article):
        return await unit.directory.article(entry.id)
    if isinstance(entry, Organisation):
        return await unit.directory.organisation(entry.id)
    found = await unit.directory.adoptions(product=entry.product, organisation=entry.organisation)
    return found[0] if found else None


def _entry(record: Record) -> Adoption | Article | Organisation:
    if not isinstance(record, Adoption | Article | Organisation):
        raise TypeError(f"{type(record).__name__} is no entry of the catalogue")
    return record
