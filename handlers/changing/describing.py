# SPDX-License-Identifier: MPL-2.0
"""What steps change, a line or more for each: the same words before and after it is done."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from config.catalogue.entries import Adoption, Article, Organisation
from handlers.changing.describing_meetings import MeetingLines
from handlers.changing.describing_onboarding import OnboardingLines
from handlers.changing.describing_subscriptions import SubscriptionLines
from handlers.changing.steps import Step
from handlers.freshness.describing import said_review
from handlers.reply import Part, Phrase, Value, say
from handlers.role_words import said_absence, said_day, said_last_day, said_party, said_scope, said_share
from storage.agenda import AgendaItem
from storage.announcements import Announcement
from storage.attendance import Attendance
from storage.calendars import CalendarAddress
from storage.freshness import FactReview
from storage.meetings import MeetingDate, MeetingSeries
from storage.onboarding import OnboardingRun
from storage.people import LinkedIdentity, Person
from storage.questions import UnansweredQuestion
from storage.roles import Absence, RoleAssignment, Scope
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork
from storage.year_marks import YearMark


async def lines(steps: Sequence[Step], unit: UnitOfWork, reader: str) -> tuple[Value, ...]:
    """`reader`: the id of the person who reads it, who is called "you"."""
    people = {each.id: each for step in steps for each in (step.before, step.after) if isinstance(each, Person)}
    identities = {step.record.person: step.record.identity for step in steps if isinstance(step.record, LinkedIdentity)}
    said = _Lines(unit, reader, people, identities, steps)
    silent = _going_without_saying(steps)
    return tuple([line for step in steps if not silent(step) for line in await said.of(step)])


def _going_without_saying(steps: Sequence[Step]) -> Callable[[Step], bool]:
    """The identity of somebody who is noted, or taken away, in the same change; a record that becomes part of another, and what of meetings goes with it.

    Where one series of a group carries on another, what is known of its meetings goes along, and is said beside.
    """
    made = {step.record.id for step in steps if isinstance(step.record, Person) and (step.before is None or step.after is None)}
    found = [each for step in steps for each in (step.before, step.after) if isinstance(each, Person)]
    merged = {id_ for person in found for id_ in person.merged}
    carried = _carrying_on(steps)
    joined = any(isinstance(step.before, Person) and isinstance(step.after, Person) and step.before.merged != step.after.merged for step in steps)

    def silent(step: Step) -> bool:
        if isinstance(step.record, LinkedIdentity):
            return (step.before is None or step.after is None) and step.record.person in made
        if isinstance(step.record, AgendaItem | Attendance | CalendarAddress):
            return joined or bool(carried)
        if isinstance(step.record, Subscription):  # what a person gets goes along, and what is told is at most another day
            return joined and step.after is None and step.record.channel.removeprefix("person/") in merged
        if isinstance(step.record, MeetingDate):
            return step.record.series in carried or (bool(carried) and step.record.withdrawn)
        return isinstance(step.record, Person) and step.record.id in merged

    return silent


def _carrying_on(steps: Sequence[Step]) -> frozenset[str]:
    """The series that carries on another one of the same group, by this change or before it is undone."""
    found = [(step, step.record) for step in steps if isinstance(step.record, MeetingSeries)]
    groups = Counter(series.group for _, series in found)
    return frozenset(series.id for step, series in found if groups[series.group] > 1 and (step.before is None or series.ended))


def can_be_undone(steps: Sequence[Step]) -> tuple[Part, ...]:
    """How, where it can: what is taken away in channels is gone."""
    gone = any(isinstance(step.after, Announcement) and step.after.recalled_at for step in steps)
    return () if gone else (say("change.can_undo"),)


class _Lines:
    """`people` and `identities`: of those whom the steps note or take away again, who are said as whoever named them wrote them."""

    def __init__(self, unit: UnitOfWork, reader: str, people: Mapping[str, Person], identities: Mapping[str, str], steps: Sequence[Step]) -> None:
        self._unit, self._reader, self._people, self._identities = unit, reader, people, identities
        self._meetings = MeetingLines(unit, lambda person: self._party(person, None, None), steps)

    async def of(self, step: Step) -> list[Value]:
        match step.before, step.after:
            case (_, RoleAssignment()) | (RoleAssignment(), _):
                return [await self._role(step)]
            case (_, Absence()) | (Absence(), _):
                return [await self._absence(step)]
            case (_, Person()) | (Person(), _):
                return await self._person(step)
            case (_, LinkedIdentity()) | (LinkedIdentity(), _):
                return [self._identity(step)]
            case (_, Adoption()) | (Adoption(), _):
                return [await self._adoption(step)]
            case _:
                return await self._other(step)

    async def _other(self, step: Step) -> list[Value]:
        match step.record:
            case Article() as article:
                return [Phrase("line.article.new" if step.after else "line.article.gone", {"title": article.title})]
            case Subscription() as subscription:
                return [await SubscriptionLines(self._unit.directory).of(step, subscription)]
            case UnansweredQuestion() | FactReview() as record:
                return [self._question(step) if isinstance(record, UnansweredQuestion) else await said_review(step, self._unit)]
            case OnboardingRun():
                return await OnboardingLines(self._unit).of(step)
            case Announcement() as announcement:
                return [_announcement(step.before, announcement)]
            case YearMark() as mark:
                return [Phrase("line.year_mark.done" if step.after else "line.year_mark.undone", {"day": said_day(mark.of)})]
            case Organisation() as organisation:
                return [Phrase(f"line.organisation.{organisation.membership}", {"organisation": organisation.name})]
            case _:
                return await self._meetings.of(step)

    async def _role(self, step: Step) -> Value:
        before, after = step.before, step.after
        if not isinstance(after, RoleAssignment):
            raise TypeError("an assignment never goes")
        values = {"role": Phrase(f"role.{after.role}"), "scope": await said_scope(after.scope, self._unit.directory), "holder": await self._holder(after)}
        dates: dict[str, Value] = {"from": said_day(after.valid_from)}
        if after.valid_to:
            dates["until"] = said_last_day(after.valid_to)
        if after.withdrawn:
            return Phrase("line.role.withdrawn", values)
        if not isinstance(before, RoleAssignment):
            return Phrase("line.role.new_until" if after.valid_to else "line.role.new", {**values, **dates})
        if before.valid_to != after.valid_to:
            return Phrase("line.role.ends" if after.valid_to else "line.role.goes_on", {**values, **dates})
        if before.confirmed_at != after.confirmed_at:
            return Phrase("line.role.confirmed" if before.confirmed_at < after.confirmed_at else "line.role.unconfirmed", {**values, **dates})
        return Phrase("line.role.changed", {**values, **dates})

    async def _holder(self, held: RoleAssignment) -> Value:
        return said_share(await self._party(held.person, held.organisation, held.mailbox), held.share)

    async def _party(self, person_id: str | None, organisation: str | None, mailbox: str | None) -> Value:
        person = self._people.get(person_id) or await self._unit.people.person(person_id) if person_id else None
        if person and person.id in self._identities and not person.name and person.id != self._reader:
            person = replace(person, name=self._identities[person.id])
        return await said_party(person, organisation, mailbox, self._unit.directory, self._reader)

    async def _absence(self, step: Step) -> Value:
        after = step.after
        if not isinstance(after, Absence):
            raise TypeError("an absence never goes")
        who = await self._party(after.person, None, None)
        if after.withdrawn:
            return Phrase("line.absence.withdrawn", {"who": who, "span": said_absence(after)})
        key, values = "line.absence", {"who": who, "span": said_absence(after)}
        if after.deputy_person or after.deputy_organisation or after.deputy_mailbox:
            deputy = await self._party(after.deputy_person, after.deputy_organisation, after.deputy_mailbox)
            return Phrase(f"{key}.deputy", {**values, "deputy": deputy})
        return Phrase(key, values)

    async def _person(self, step: Step) -> list[Value]:
        before, after = step.before, step.after
        if not isinstance(after, Person):
            own = isinstance(before, Person) and before.id == self._reader
            return [Phrase("line.person.gone" if own else "line.person.removed")]
        if not isinstance(before, Person):
            blank = Person(id=after.id, created_at=after.created_at, seen_on=after.seen_on)
            return [Phrase("line.person.self" if after.id == self._reader else "line.person.other"), *await self._profile(blank, after)]
        return await self._profile(before, after)

    async def _profile(self, before: Person, after: Person) -> list[Value]:
        found: list[Value] = [Phrase("line.person.merged")] if len(after.merged) > len(before.merged) else []
        if after.organisation != before.organisation:
            scope = Scope("organisation", after.organisation or "")
            of = await said_scope(scope, self._unit.directory) if after.organisation else ""
            found.append(Phrase("line.profile.organisation", {"organisation": of}) if after.organisation else Phrase("line.profile.no_organisation"))
        if after.language != before.language:
            found.append(Phrase(f"line.profile.language.{after.language}"))
        if after.time_zone != before.time_zone:
            found.append(Phrase("line.profile.time_zone", {"zone": after.time_zone or ""}))
        if after.name != before.name:
            found.append(Phrase("line.profile.name", {"name": after.name}) if after.name else Phrase("line.profile.no_name"))
        return found

    def _identity(self, step: Step) -> Value:
        found = step.after or step.before
        platform = found.identity.partition(":")[0] if isinstance(found, LinkedIdentity) else ""
        return Phrase("line.identity.linked" if step.after else "line.identity.unlinked", {"platform": Phrase(f"platform.{platform}")})

    async def _adoption(self, step: Step) -> Value:
        found = step.after or step.before
        if not isinstance(found, Adoption):
            raise TypeError("not an adoption")
        values: dict[str, Value] = {
            "organisation": await said_scope(Scope("organisation", found.organisation), self._unit.directory),
            "product": await said_scope(Scope("product", found.product), self._unit.directory),
            "before": _said_adoption(step.before), "after": _said_adoption(step.after),
        }  # fmt: skip
        return Phrase("line.adoption", values)

    def _question(self, step: Step) -> Value:
        after = step.after
        if not isinstance(after, UnansweredQuestion):
            raise TypeError("a question never goes")
        if isinstance(step.before, UnansweredQuestion) and step.before.asker and not after.asker:
            return Phrase("line.question.withdrawn", {"number": str(after.number)})
        if after.answer:
            return Phrase("line.question.answered", {"number": str(after.number), "answer": after.answer})
        return Phrase("line.question.kept", {"number": str(after.number)}) if after.text is None else Phrase("line.question.asked", {"text": after.text})


def _announcement(before: object, after: Announcement) -> Value:
    if not isinstance(before, Announcement):
        return Phrase("line.announcement.people" if after.people else "line.announcement", {"count": len(after.targets)})
    return Phrase("line.announcement.recalled" if after.recalled_at else "line.announcement.edited")


def _said_adoption(found: object) -> Value:
    return Phrase(f"adoption.{found.kind}") if isinstance(found, Adoption) else Phrase("adoption.none")
