# SPDX-License-Identifier: MPL-2.0
"""How long what is kept of people stays, and the nightly round that removes what has been kept long enough. docs/data-protection.md tells people the same."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from config.settings import Settings
from handlers.actor import SYSTEM
from handlers.changing.erasure import erase, role_steps, told_of_deputies
from handlers.changing.invariants import hold_roles
from handlers.changing.records import about, audited, person_of, subject
from handlers.changing.steps import Step
from handlers.changing.telling import one_to_json
from handlers.onboarding.people import without_answers
from storage.audit import AuditEvent, AuditFilter
from storage.change_requests import UNDONE_WITHIN
from storage.conflict import ChangedMeanwhileError
from storage.notices import Notice
from storage.onboarding import OnboardingRun
from storage.people import Person
from storage.questions import UnansweredQuestion
from storage.roles import RoleAssignment
from storage.unit_of_work import Database, UnitOfWork

CODES_KEPT = timedelta(days=1)
"""Linking codes and wrong guesses, after they lost their meaning."""
UNLINKED_KEPT = timedelta(days=1)
"""Keys by which devices were known, of accounts that lead to nobody on record."""
NEWS_KEPT = timedelta(days=730)
"""What became otherwise in the catalogue."""
_AT_ONCE = 50  # former roles, or runs, in one transaction
_ALWAYS = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long each kind is kept, by the settings `OS2BOT_KEEP_…_DAYS`."""

    people: timedelta
    former_roles: timedelta
    audit: timedelta
    questions: timedelta
    notices: timedelta
    deliveries: timedelta
    changes: timedelta
    absences: timedelta
    attendance: timedelta
    onboarding: timedelta
    announcements: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "Retention":
        return cls(**{each.name: timedelta(days=getattr(settings, f"keep_{each.name}_days")) for each in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """How many of each went. `former_roles`: those that no longer say who held them. `answered`: questions that no longer say who asked, and how.
    `onboarding`: runs of flows without what was answered in them about people.
    """

    people: int = 0
    former_roles: int = 0
    answered: int = 0
    questions: int = 0
    notices: int = 0
    deliveries: int = 0
    changes: int = 0
    absences: int = 0
    attendance: int = 0
    onboarding: int = 0
    announcements: int = 0
    codes: int = 0
    key_pins: int = 0
    catalogue_news: int = 0
    audit: int = 0


async def retain(database: Database, retention: Retention, now: datetime, zone: ZoneInfo) -> Retained:
    """Removes what has been kept long enough. Each of its transactions leaves a whole state; any number of replicas may do it, as often as they like."""
    today = now.astimezone(zone).date()
    return Retained(
        people=await _people(database, today - retention.people, now, today),
        former_roles=await _former_roles(database, today - retention.former_roles, now, zone),
        answered=await _in_one_transaction(database, lambda unit: _answered(unit, now - retention.questions, now)),
        questions=await _in_one_transaction(database, lambda unit: unit.questions.forget_before(now - retention.questions)),
        notices=await _in_one_transaction(database, lambda unit: unit.notices.forget_before(now - retention.notices)),
        deliveries=await _in_one_transaction(database, lambda unit: unit.deliveries.forget_before(now - retention.deliveries)),
        changes=await _in_one_transaction(database, lambda unit: unit.requests.forget_before(now - retention.changes)),
        absences=await _in_one_transaction(database, lambda unit: unit.absences.forget_before(today - retention.absences)),
        attendance=await _in_one_transaction(database, lambda unit: unit.attendances.forget_before(now - retention.attendance)),
        onboarding=await _runs(database, now - retention.onboarding, now),
        announcements=await _in_one_transaction(database, lambda unit: unit.announcements.forget_before(now - retention.announcements)),
        codes=await _in_one_transaction(database, lambda unit: unit.link_codes.forget_before(now - CODES_KEPT)),
        key_pins=await _in_one_transaction(database, lambda unit: unit.key_pins.forget_unlinked_before(now - UNLINKED_KEPT)),
        catalogue_news=await _in_one_transaction(database, lambda unit: unit.catalogue_news.forget_before(now - NEWS_KEPT)),
        audit=await _in_one_transaction(database, lambda unit: unit.audit.forget_before(now - retention.audit)),
    )


async def _in_one_transaction(database: Database, work: Callable[[UnitOfWork], Awaitable[int]]) -> int:
    async with database.unit_of_work() as unit:
        gone = await work(unit)
        await unit.commit()
    return gone


async def _people(database: Database, unseen_since: date, now: datetime, today: date) -> int:
    """One transaction each: an erasure holds roles, and whoever holds many at once may wait for somebody who waits for them."""
    async with database.unit_of_work() as unit:
        idle = [person for person in await unit.people.unseen_since(unseen_since) if not await _holds_a_role(person, unit, today)]
    done = 0
    for person in idle:
        done += await _forgotten(person, database, now, today)
        await asyncio.sleep(0)  # messages are answered in between: SQLite is called in the loop's own thread
    return done


async def _holds_a_role(person: Person, unit: UnitOfWork, today: date) -> bool:
    return any(held.overlaps(today, None) for held in await unit.roles.of_person(person.id))


async def _forgotten(person: Person, database: Database, now: datetime, today: date) -> bool:
    """Erased as by `forget me`, unless they were seen or given a role since they were found. With no role of theirs vacant, nobody is told."""
    try:
        async with database.unit_of_work() as unit:
            await hold_roles(await role_steps(person, unit, today), unit)
            await unit.people.hold(person.id)
            if await _holds_a_role(person, unit, today) or await unit.people.person(person.id) != person:
                return False
            await unit.people.save(person)  # whoever writes at this moment is found to have done so, or waits and is found to be nobody
            for told in await told_of_deputies(person.id, unit):
                await unit.notices.add(Notice(id=uuid4().hex, to=told.to, at=now, reply=one_to_json(told)))
            for step in [*await erase(person, unit, today), Step(person, None)]:
                await unit.audit.record(_event(step, now))
            await unit.commit()
    except ChangedMeanwhileError:
        return False
    return True


async def _former_roles(database: Database, ended_before: date, now: datetime, zone: ZoneInfo) -> int:
    """Takes the person, and whoever confirmed it, out of terms that ended before this day."""
    async with database.unit_of_work() as unit:
        former = [held for held in await unit.roles.everything() if (held.person or held.confirmed_by) and _over(held, ended_before, zone)]
    done = 0
    for start in range(0, len(former), _AT_ONCE):
        async with database.unit_of_work() as unit:
            done += await _without_people(former[start : start + _AT_ONCE], unit, now)
            await unit.commit()
        await asyncio.sleep(0)
    return done


def _over(held: RoleAssignment, day: date, zone: ZoneInfo) -> bool:
    """Whether its last day was before this day. One that was withdrawn never was, and is over since it was recorded."""
    return (held.valid_to is not None and held.valid_to <= day) or (held.withdrawn and held.recorded_at.astimezone(zone).date() < day)


async def _without_people(former: Sequence[RoleAssignment], unit: UnitOfWork, now: datetime) -> int:
    done = 0
    for held in former:
        try:
            await unit.roles.save(after := replace(held, person=None, confirmed_by=None))
        except ChangedMeanwhileError:
            continue  # by another replica, or by somebody who is to find what they left
        await unit.audit.record(_unnamed(_event(Step(held, after), now)))
        done += 1
    return done


async def _runs(database: Database, ended_before: datetime, now: datetime) -> int:
    """Takes what was answered about people, and every reason in somebody's words, out of runs that ended before."""
    async with database.unit_of_work() as unit:
        ended = [each for each in await unit.onboarding.ended(_ALWAYS, ended_before) if without_answers(each) != each]
    done = 0
    for start in range(0, len(ended), _AT_ONCE):
        async with database.unit_of_work() as unit:
            for run in ended[start : start + _AT_ONCE]:
                done += await _without_answers(run, unit, now)
            await unit.commit()
        await asyncio.sleep(0)
    return done


async def _without_answers(run: OnboardingRun, unit: UnitOfWork, now: datetime) -> bool:
    try:
        await unit.onboarding.save(after := without_answers(run))
    except ChangedMeanwhileError:
        return False
    await unit.audit.record(replace(_event(Step(run, after), now), action="onboarding.forget"))
    return True


async def _answered(unit: UnitOfWork, since: datetime, now: datetime) -> int:
    """Takes the words and the asker out of questions whose answer has reached the asker, and can no longer be undone."""
    until = now - UNDONE_WITHIN
    done = 0
    for event in await unit.audit.find(AuditFilter(action="question.answer", outcome="done", since=since, until=until)):
        question = await unit.questions.get(int(event.subject.partition("/")[2]))
        if question is None or not await _told(question, unit, until):
            continue
        try:
            await unit.questions.save(replace(question, asker=None, text=None))
        except ChangedMeanwhileError:
            continue
        done += 1
    return done


async def _told(question: UnansweredQuestion, unit: UnitOfWork, until: datetime) -> bool:
    settled = question.answered_at is not None and question.answered_at < until and (question.asker or question.text) is not None
    return settled and not (question.asker and await unit.notices.waiting([f"person/{question.asker}"]))


def _event(step: Step, now: datetime) -> AuditEvent:
    return AuditEvent(
        id=uuid4().hex, at=now, actor=SYSTEM, action="person.forget", via="retention", subject=subject(step.record), about=about(step.record),
        person=person_of(step.before or step.record), before=audited(step.before), after=audited(step.after),
    )  # fmt: skip


def _unnamed(event: AuditEvent) -> AuditEvent:
    """Without the id of somebody who may still be known: the audit would go on saying what the record no longer does."""
    hidden: dict[str, Any] = {field: "present" for field in ("person", "confirmed_by") if event.before.get(field)}
    return replace(event, person=None, before={**event.before, **hidden})
