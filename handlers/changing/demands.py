# SPDX-License-Identifier: MPL-2.0
"""What somebody must be permitted to do before these steps may be carried out: read off the steps themselves, never told by the asker."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from config.catalogue.entries import Adoption, Article, Organisation
from handlers.actor import Actor
from handlers.changing.records import NO_GROUPS, Groups, group_of, groups_of, person_of
from handlers.changing.steps import Record, Step
from handlers.freshness.rights import ANSWER, of_answers, of_fact
from handlers.kept import product_of
from handlers.onboarding.rights import IN_RUNS, in_run, of_run
from handlers.permissions import Action, Grant, Target, permitting, who_can
from handlers.refusal import Refusal
from handlers.reply import Listing, Phrase, Value
from handlers.role_words import said_scope
from storage.agenda import AgendaItem
from storage.announcements import Announcement
from storage.attendance import Attendance
from storage.calendars import CalendarAddress, CalendarFeed
from storage.directory import Directory
from storage.freshness import FactReview
from storage.meetings import MeetingDate, MeetingSeries, of_date_id
from storage.onboarding import OnboardingRun
from storage.people import LinkedIdentity, Person
from storage.questions import UnansweredQuestion
from storage.reminders import ReminderPlan
from storage.roles import ASSOCIATION, Absence, RoleAssignment, Scope
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork
from storage.year_marks import YearMark


def demands(action: Action, steps: Sequence[Step], groups: Groups) -> Iterator[tuple[Action, Target]]:
    """Each right that is needed. To appoint where somebody else stops takes the right to end their role too. `groups`: those of the meetings' dates."""
    if action == "identity.link":  # both sides have shown their codes: what the other record holds is the same person's
        yield action, Target(person=next((step.record.person for step in steps if isinstance(step.record, LinkedIdentity)), None))
        return
    if action == ANSWER:
        yield from of_answers(steps)
        return
    if action in IN_RUNS:
        yield from in_run(action, steps)
        return
    yield from _reworded(action, steps)
    for step in sorted(steps, key=lambda step: step.before is not None):  # what is new is what was asked for
        if found := _demand(action, step, steps, groups):
            yield found
        if step.after is not None and getattr(step.before, "group", None) not in (None, getattr(step.after, "group", None)):
            yield action, target(step.after)  # what becomes another group's is that group's too


def _reworded(action: Action, steps: Sequence[Step]) -> Iterator[tuple[Action, Target]]:
    """Whoever wrote an announcement may take it back for ever; other words they may put into channels only as long as they may post there."""
    for step in steps:
        if (
            action == "announcement.manage"
            and isinstance(step.before, Announcement)
            and isinstance(step.after, Announcement)
            and step.before.text != step.after.text
        ):
            yield "announcement.post", target(step.after)


def _demand(action: Action, step: Step, steps: Sequence[Step], groups: Groups) -> tuple[Action, Target] | None:
    """The right that this step takes; None where it comes along with another of these."""
    match step.record:
        case RoleAssignment() if action == "role.appoint" and step.before is not None:
            return "role.end", target(step.before)
        case RoleAssignment() if action == "role.appoint":  # whoever a role is given to brings no right to give it
            return action, replace(target(step.record), organisation=None)
        case RoleAssignment() if action == "role.hand_over" and step.before is None:
            return None  # it comes with the role that is given away
        case Person() | LinkedIdentity() | Attendance() if _comes_along(action, step, steps):
            return None
        case Article() if not product_of(step.record) and any(isinstance(each.record, UnansweredQuestion) for each in steps):
            return None  # it comes with the question that it answers
        case UnansweredQuestion() if action == "question.ask":
            return action, target(step.record)
        case ReminderPlan() if action == "channel.subscribe":  # a channel's wish is no right over how the group is reminded elsewhere
            return "meeting.remind", target(step.record)
        case _:
            return action, target(step.before or step.record, groups)


_NAMING: tuple[Action, ...] = (
    "role.appoint",
    "role.hand_over",
    "absence.report",
    "people.import",
    "adoption.change",
    "meeting.attend",
    "agenda.decide",
    "subscription.own",
)


def _comes_along(action: Action, step: Step, steps: Sequence[Step]) -> bool:
    """A person who is named for the first time is noted so that they can hold the role, come in another's place, or do what was agreed.

    An answer to a meeting goes with the series, where that is changed.
    """
    if isinstance(step.record, Attendance):
        series = {each.record.id for each in steps if isinstance(each.record, MeetingSeries)}
        return action == "meeting.change" and of_date_id(step.record.date)[0] in series
    return step.before is None and action in _NAMING


def target(record: Record, groups: Groups = NO_GROUPS) -> Target:
    """What a record puts at stake. `groups`: those of the meetings' dates."""
    match record:
        case RoleAssignment():
            return Target(scope=record.scope, role=record.role, person=record.person, organisation=record.organisation)
        case UnansweredQuestion():
            return Target(scope=scope_of(record.owner), person=record.asker)
        case Adoption() | Article() | Organisation() | YearMark():
            return _of_entry(record)
        case Announcement() | Subscription():
            return _of_channels(record)
        case OnboardingRun() | FactReview():
            return of_run(record) if isinstance(record, OnboardingRun) else of_fact(record)
        case MeetingSeries() | MeetingDate() | ReminderPlan() | AgendaItem() | CalendarFeed():
            return Target(scope=Scope("group", group_of(record, groups)), person=getattr(record, "responsible", None))
        case Person() | LinkedIdentity() | Absence() | Attendance() | CalendarAddress():
            return Target(person=person_of(record))


def _of_channels(record: Announcement | Subscription) -> Target:
    if isinstance(record, Announcement):
        return Target(scope=Scope("product", record.product) if record.product else ASSOCIATION, person=record.by)
    return Target(person=record.channel.removeprefix("person/")) if record.channel.startswith("person/") else Target()


def _of_entry(entry: Adoption | Article | Organisation | YearMark) -> Target:
    match entry:
        case YearMark():
            return Target(scope=of_mark(entry.about))
        case Adoption():
            return Target(scope=Scope("product", entry.product), organisation=entry.organisation)
        case Article():
            return Target(scope=Scope("product", product) if (product := product_of(entry)) else ASSOCIATION)
        case Organisation():
            return Target(scope=Scope("organisation", entry.id), organisation=entry.id)


def of_mark(about: str) -> Scope:
    """The scope in an address such as `product/os2mo` or `group/bestyrelse`; of an empty one, the association."""
    kind, _, id_ = about.partition("/")
    return Scope("product", id_) if kind == "product" else Scope("group", id_) if kind == "group" else ASSOCIATION


def scope_of(owner: str) -> Scope:
    """The scope in an address such as `produktkoordinator/product/os2mo`."""
    _, _, rest = owner.partition("/")
    kind, _, id_ = rest.partition("/")
    return Scope("product", id_) if kind == "product" else ASSOCIATION


async def require(action: Action, steps: Sequence[Step], actor: Actor, unit: UnitOfWork) -> str | None:
    """Raises Refusal, with who can do it instead, for the first right that is missing; else the organisation that is spoken for, if one is."""
    behalf: str | None = None
    for needed, at_stake in demands(action, steps, await groups_of(steps, unit)):
        grant = permitting(actor, needed, at_stake)
        if grant is None:
            raise await forbidden(needed, at_stake, unit.directory)
        behalf = behalf or (at_stake.organisation if grant.reach == "own organisation" else None)
    return behalf


async def forbidden(action: Action, at_stake: Target, directory: Directory) -> Refusal:
    """The refusal of an action, in one sentence that says who can do it."""
    can: list[Value] = [await _said(grant, at_stake, directory) for grant in who_can(action, at_stake)]
    about = f"{at_stake.scope.kind}/{at_stake.scope.id}".rstrip("/") if at_stake.scope else ""
    what = Phrase(f"action.{action}")
    if not can:
        return Refusal("refused.nobody", forbidden=action, about=about, action=what)
    return Refusal("refused.who_can", forbidden=action, about=about, action=what, who=Listing(tuple(can)))


async def _said(grant: Grant, at_stake: Target, directory: Directory) -> Value:
    if grant.who == "self":
        return Phrase("who.self")
    role = Phrase(f"role.{grant.who}")
    match grant.reach:
        case "own product" if at_stake.scope:
            product = at_stake.scope.id.partition("/")[0]
            return Phrase("who.of", {"role": role, "scope": await said_scope(Scope("product", product), directory)})
        case "own group" if at_stake.scope:
            return Phrase("who.of", {"role": role, "scope": await said_scope(at_stake.scope, directory)})
        case "association's groups":
            return Phrase("who.of", {"role": role, "scope": await said_scope(ASSOCIATION, directory)})
        case "own organisation":
            owner = at_stake.organisation or (at_stake.scope.id if at_stake.scope else "")
            return Phrase("who.of", {"role": role, "scope": await said_scope(Scope("organisation", owner), directory)})
        case _:
            return Phrase("who.secretariat") if grant.who == "sekretariat" else role


def as_newcomer(actor: Actor, steps: Sequence[Step]) -> Actor:
    """Somebody without a record who is about to get one: for what they do to it, they are its person."""
    if actor.person is not None:
        return actor
    own = next((step.after.person for step in steps if isinstance(step.after, LinkedIdentity) and step.after.identity == actor.identity), None)
    made = next((step.after for step in steps if isinstance(step.after, Person) and step.before is None and step.after.id == own), None)
    return replace(actor, person=made) if made else actor
