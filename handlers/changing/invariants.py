# SPDX-License-Identifier: MPL-2.0
"""What must hold after every change, whoever makes it: a sole role has one holder at a time, and there is always an admin."""

from collections.abc import Mapping, Sequence
from datetime import date

from config.roles import ROLES, Role
from handlers.actor import SYSTEM, UNKNOWN
from handlers.changing.records import key
from handlers.changing.steps import Record, Step
from handlers.freshness.people import named_in
from handlers.refusal import Refusal
from handlers.reply import PartialDate, Phrase, Value
from handlers.role_words import said_scope
from storage.agenda import AgendaItem
from storage.announcements import Announcement
from storage.attendance import Attendance
from storage.calendars import CalendarAddress, CalendarFeed
from storage.freshness import FactReview
from storage.onboarding import STANDING, OnboardingRun
from storage.people import LinkedIdentity, Person
from storage.questions import UnansweredQuestion
from storage.roles import ASSOCIATION, Absence, RoleAssignment, Scope
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork


async def hold_roles(steps: Sequence[Step], unit: UnitOfWork) -> None:
    """Holds every role that the steps touch, in one order for everybody, so that no two wait for each other."""
    touched = {(step.record.scope, step.record.role) for step in steps if isinstance(step.record, RoleAssignment)}
    for scope, role in sorted(touched, key=lambda each: (each[0].kind, each[0].id, each[1])):
        await unit.roles.hold(scope, role)


async def hold_people(steps: Sequence[Step], unit: UnitOfWork) -> None:
    """Holds everybody whom the steps name, after the roles. Raises Refusal where one of them is no longer there."""
    made = {step.after.id for step in steps if isinstance(step.after, Person)}
    gone = set(gone_people(steps))
    for person in sorted({id_ for step in steps for id_ in (*_named(step.after), *_answering(step))} | gone):
        await unit.people.hold(person)
        if person not in made | gone and await unit.people.person(person) is None:
            raise Refusal("change.meanwhile")


_DOERS: Mapping[type[Record], str] = {
    Announcement: "by",
    RoleAssignment: "confirmed_by",
    UnansweredQuestion: "answered_by",
    Subscription: "by",
    CalendarFeed: "by",
}
"""Kind of record → the field that says who last vouched for it."""


def _answering(step: Step) -> tuple[str, ...]:
    """Who confirms, answers or asks for something by this step."""
    field = _DOERS.get(type(step.after), "") if step.after else ""
    new, old = (getattr(record, field, None) if record and field else None for record in (step.after, step.before))
    return (new,) if new and new != old and new not in (UNKNOWN, SYSTEM) else ()


def _named(record: Record | None) -> tuple[str, ...]:
    found: tuple[str | None, ...]
    match record:
        case RoleAssignment() | LinkedIdentity():
            found = (record.person,)
        case Absence():
            found = (record.person, record.deputy_person)
        case UnansweredQuestion():
            found = (record.asker,)
        case AgendaItem():
            found = (record.by, record.responsible)
        case Attendance():
            found = (record.person, record.deputy)
        case CalendarAddress() | FactReview():
            found = (record.owner,) if isinstance(record, CalendarAddress) else named_in(record)
        case OnboardingRun():
            found = (record.owner, *record.participants.values())
        case _:
            found = ()
    return tuple(id_ for id_ in found if id_ and id_ not in (UNKNOWN, SYSTEM))


async def check_left(steps: Sequence[Step], unit: UnitOfWork) -> None:
    """Raises Refusal where somebody goes whom a record would still name, and where what was withdrawn is changed."""
    if any(isinstance(step.before, RoleAssignment | Absence) and step.before.withdrawn for step in steps):
        raise Refusal("change.meanwhile")
    after = {key(step.record): step.after for step in steps}
    for gone in gone_people(steps):
        if any(gone in _named(after.get(key(named), named)) for named in await naming(gone, unit)):
            raise Refusal("change.meanwhile")


def gone_people(steps: Sequence[Step]) -> list[str]:
    return [step.before.id for step in steps if isinstance(step.before, Person) and step.after is None]


async def naming(person_id: str, unit: UnitOfWork) -> list[Record]:
    """Every record in force that names the person."""
    absences = [*await unit.absences.of([person_id]), *await unit.absences.naming(person_id)]
    coming = [*await unit.attendances.of_person(person_id), *await unit.attendances.naming(person_id)]
    meetings: list[Record] = [*coming, *await unit.agenda.of_person(person_id), *await unit.calendars.addresses_of(person_id)]
    runs: list[Record] = [*await unit.onboarding.of_person(person_id), *await unit.freshness.of_person(person_id)]
    return [*await unit.roles.of_person(person_id), *absences, *await unit.questions.of(person_id), *meetings, *runs]


async def check(steps: Sequence[Step], unit: UnitOfWork, today: date) -> None:
    """Raises Refusal where the world with these steps carried out would break a rule. The roles must be held."""
    await _check_runs(steps, unit)
    _check_announcements(steps)
    after = {step.record.id: step.record for step in steps if isinstance(step.record, RoleAssignment)}
    for scope, role in {(each.scope, each.role) for each in after.values()}:
        held = {each.id: each for each in await unit.roles.over(scope, role)} | {id_: each for id_, each in after.items() if _is(each, scope, role)}
        if ROLES[role].sole:
            await _check_sole(list(held.values()), after, unit)
        if role == "admin" and not any(_stays(each, today) for each in held.values()):
            raise Refusal("change.last_admin")


def _check_announcements(steps: Sequence[Step]) -> None:
    """What was taken back is gone: nobody can put it there again, or change it."""
    for step in steps:
        if isinstance(step.before, Announcement) and step.before.recalled_at:
            raise Refusal("announcement.is_recalled")


async def _check_runs(steps: Sequence[Step], unit: UnitOfWork) -> None:
    """A flow stands once for each organisation and product."""
    after = {step.after.id: step.after for step in steps if isinstance(step.after, OnboardingRun)}
    for run in after.values():
        others = {each.id: each for each in await unit.onboarding.of_organisation(run.organisation)} | after
        same = [each for each in others.values() if (each.flow, each.organisation, each.product) == (run.flow, run.organisation, run.product)]
        if run.state in STANDING and any(each.id != run.id and each.state in STANDING for each in same):
            raise Refusal("onboarding.stands_already")


def _is(each: RoleAssignment, scope: Scope, role: Role) -> bool:
    return (each.scope, each.role) == (scope, role)


def _stays(each: RoleAssignment, today: date) -> bool:
    return each.person is not None and each.valid_to is None and each.holds_on(today)


async def _check_sole(held: Sequence[RoleAssignment], after: dict[str, RoleAssignment], unit: UnitOfWork) -> None:
    for new in after.values():
        for other in held:
            if other.id != new.id and not new.withdrawn and _is(new, other.scope, other.role) and other.overlaps(new.valid_from, new.valid_to) and _lasts(new):
                values: dict[str, Value] = {
                    "role": Phrase(f"role.{new.role}"),
                    "scope": await said_scope(new.scope, unit.directory),
                    "date": PartialDate(str(other.valid_from)),
                }
                raise Refusal("change.overlap", values)


def _lasts(each: RoleAssignment) -> bool:
    """A term of no days at all meets no other."""
    return each.valid_to is None or each.valid_from < each.valid_to


async def admins(unit: UnitOfWork, today: date) -> list[RoleAssignment]:
    return [each for each in await unit.roles.over(ASSOCIATION, "admin") if each.holds_on(today)]
