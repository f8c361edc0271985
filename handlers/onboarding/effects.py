# SPDX-License-Identifier: MPL-2.0
"""What a step brings about once it is done, as steps of the same change. Each looks at how things are first: done twice, it changes nothing the second time."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

from config.catalogue.entries import Adoption
from config.flows.effects import AppointRole, CreateMeeting, Effect, EndMembership, RecordAdoption, RegisterMember, StartFlow, SubscribeChannel, Tell
from config.flows.flow import DAY, FlowStep
from config.roles import ROLES
from handlers.changing.steps import Step
from handlers.changing.telling import Told
from handlers.onboarding.flows import Flows
from handlers.onboarding.forms import TIME
from handlers.onboarding.owners import addresses
from handlers.onboarding.progress import settled
from handlers.refusal import Refusal
from handlers.reply import Paragraph, Phrase, say
from handlers.unanswered.answering import SOURCE
from storage.meetings import MeetingSeries
from storage.onboarding import STANDING, OnboardingRun
from storage.roles import RoleAssignment, Scope
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

_TRUSTED = ("admin", "sekretariat")


@dataclass(frozen=True, slots=True)
class Brought:
    """What else is changed, and who hears of it."""

    steps: tuple[Step, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """For one step of one run, answered by one person at one moment. `by`: their id."""

    run: OnboardingRun
    unit: UnitOfWork
    flows: Flows
    by: str
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    async def of(self, step: FlowStep, answers: Mapping[str, str]) -> Brought:
        """Raises Refusal where somebody has to be named first."""
        steps: list[Step] = []
        told: list[Told] = []
        for effect in step.effects:
            if isinstance(effect, Tell):
                told += await self._told(effect)
            else:
                steps += await self._steps(effect, answers, f"{self.run.id}/{step.id}", steps)
        return Brought(tuple(steps), tuple(told))

    async def _told(self, effect: Tell) -> list[Told]:
        to = await addresses(effect.who, self.run, self.unit.roles, self.today)
        return [Told(each, (Paragraph(effect.text),)) for each in to if each != f"person/{self.by}"]

    async def _steps(self, effect: Effect, answers: Mapping[str, str], of: str, before: Sequence[Step]) -> Sequence[Step]:
        """`of`: the run and its step. `before`: what the effects above it bring about."""
        match effect:
            case RegisterMember():
                return await self._membership("documented")
            case EndMembership():
                return [*await self._membership("unknown"), *await self._ended_roles()]
            case AppointRole():
                return await self._appointed(effect)
            case StartFlow():
                return await self._started(effect, answers, before)
            case _:
                return await self._of_product(effect, answers, of)

    async def _of_product(self, effect: Effect, answers: Mapping[str, str], of: str) -> Sequence[Step]:
        match effect:
            case RecordAdoption():
                return await self._adopted(effect)
            case SubscribeChannel():
                return await self._subscribed()
            case CreateMeeting():
                return await self._meeting(effect, answers, of)
            case _:
                raise TypeError(f"{type(effect).__name__} is no effect on a product")

    async def _membership(self, membership: Literal["documented", "unknown"]) -> list[Step]:
        found = await self.unit.directory.organisation(self.run.organisation)
        if found is None:
            raise Refusal("onboarding.organisation_gone", organisation=self.run.organisation)
        if found.membership == membership and (
            membership == "unknown" or SOURCE in found.membership_sources
        ):  # what a source only lets one conclude is told now
            return []
        after = replace(found, membership=membership, membership_note=None, membership_sources=(SOURCE,), as_of=self.today.isoformat())
        return [Step(found, after)]

    async def _ended_roles(self) -> list[Step]:
        """What the organisation and its people hold, from today; not what the bot itself is kept by."""
        held = [each for each in await self.unit.roles.of_organisation(self.run.organisation) if each.role not in _TRUSTED]
        lasting = [each for each in held if not each.withdrawn and (each.valid_to is None or each.valid_to > self.today)]
        return [Step(each, replace(each, valid_to=max(self.today, each.valid_from))) for each in lasting]

    async def _appointed(self, effect: AppointRole) -> list[Step]:
        person = self.run.participants.get(effect.who)
        if person is None:
            raise Refusal("onboarding.nobody_yet", owner=Phrase(f"onboarding.owner.{effect.who}"), role=Phrase(f"role.{effect.role}"), outcome="asked_back")
        over = ROLES[effect.role].over
        scope = Scope("product", self.run.product) if "product" in over and self.run.product else Scope("organisation", self.run.organisation)
        held = [each for each in await self.unit.roles.over(scope, effect.role) if each.holds_on(self.today)]
        if any(each.person == person for each in held):
            return []
        given = RoleAssignment(
            id=uuid4().hex, role=effect.role, scope=scope, person=person, organisation=self.run.organisation or None, valid_from=self.today, recorded_at=self.now,
            confirmed_at=self.now, confirmed_by=self.by,
        )  # fmt: skip
        stopping = [each for each in await self.unit.roles.over(scope, effect.role) if ROLES[effect.role].sole and each.overlaps(self.today, None)]
        return [*(Step(each, replace(each, valid_to=max(self.today, each.valid_from))) for each in stopping), Step(None, given)]

    async def _adopted(self, effect: RecordAdoption) -> list[Step]:
        found = await self.unit.directory.adoptions(product=self.run.product, organisation=self.run.organisation)
        if found and found[0].kind == effect.kind:
            return []
        before = found[0] if found else None
        after = Adoption(
            product=self.run.product, organisation=self.run.organisation, kind=effect.kind, source=SOURCE, as_of=self.today.isoformat(),
            visibility=before.visibility if before else "open",
        )  # fmt: skip
        return [Step(before, after)]

    async def _subscribed(self) -> list[Step]:
        about = f"product/{self.run.product}"
        if not self.run.channel:
            raise Refusal("onboarding.needs_channel", outcome="asked_back")
        if await self.unit.subscriptions.of(self.run.channel, "meeting_reminder", about):
            return []
        after = Subscription(channel=self.run.channel, kind="meeting_reminder", language=self.run.language, since=self.now, by=self.by, about=about)
        return [Step(None, after)]

    async def _meeting(self, effect: CreateMeeting, answers: Mapping[str, str], of: str) -> list[Step]:
        """Told anew, it is moved: the same meeting with another time."""
        starts = datetime.combine(date.fromisoformat(answers[DAY]), time.fromisoformat(answers.get(TIME) or "09:00"))
        if starts.date() < self.today:
            return []  # it was held already
        id_ = hashlib.sha256(f"{of}/{effect.group}".encode()).hexdigest()[:32]
        before = await self.unit.meetings.series(id_)
        if before and (before.starts, before.ended) == (starts, False):
            return []
        made = before or MeetingSeries(
            id=id_, group=f"{self.run.product}/{effect.group}", starts=starts, zone=self.zone.key, minutes=effect.minutes, changed_at=self.now, uid=f"{id_}@os2bot",
            title=effect.title.en if self.run.language == "en" else effect.title.da,
        )  # fmt: skip
        after = replace(made, starts=starts, changed_at=self.now, ended=False, sequence=made.sequence + 1) if before else made
        return [Step(before, after)]

    async def _started(self, effect: StartFlow, answers: Mapping[str, str], before: Sequence[Step]) -> list[Step]:
        product = answers.get(effect.product, "") if effect.product else self.run.product
        if effect.product and not product:
            return []
        flow, version = await self.flows.pinned(effect.flow, self.now)
        product = product if "product" in flow.about else ""
        begun = [step.after for step in before if isinstance(step.after, OnboardingRun)]
        others = [*await self.unit.onboarding.of_organisation(self.run.organisation), *begun]
        if any((each.flow, each.product) == (effect.flow, product) and each.state in STANDING for each in others):
            return []
        made = OnboardingRun(
            id=uuid4().hex, flow=effect.flow, flow_version=version, organisation=self.run.organisation, product=product, language=self.run.language,
            started_at=self.now, started_by=self.by, owner=self.run.owner, participants=self.run.participants, channel=self.run.channel, touched_at=self.now,
        )  # fmt: skip
        return [Step(None, settled(made, flow, self.now, self.zone))]


def told_note(brought: Brought) -> tuple[Paragraph, ...]:
    """A line of a preview that says that others will hear of it."""
    return (say("onboarding.will_tell", count=len(brought.told)),) if brought.told else ()
