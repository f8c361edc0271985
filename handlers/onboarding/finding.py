# SPDX-License-Identifier: MPL-2.0
"""Which run somebody means: the one a button names, else of the organisation and product they name, else the only one they have a part in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.flows.flow import Flow, FlowStep, Owner
from config.roles import Role
from handlers.actor import Actor
from handlers.changing.describing_onboarding import said_subject
from handlers.changing.vouching import alone, vouched
from handlers.message import Query
from handlers.onboarding.flows import Flows
from handlers.onboarding.progress import Progress, progress
from handlers.onboarding.rights import of_run, of_step
from handlers.permissions import Action, permitting
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Phrase
from storage.onboarding import STANDING, OnboardingRun
from storage.unit_of_work import UnitOfWork

MOST_OFFERED = 10
_DIGITS = 4
"""Of the number of a step."""
_OFFICES: tuple[Role, ...] = ("forperson", "produktkoordinator", "stedfortraeder")
_BY_OFFICE: tuple[Owner, ...] = ("board_chair", "product_coordinator")


def organisation_in(query: Query) -> str:
    """The authority or the vendor that is named, as the catalogue's id; empty: none is."""
    return query.slots.get("organisation") or query.slots.get("vendor", "")


async def label(run: OnboardingRun, flows: Flows, unit: UnitOfWork) -> Phrase:
    """What a run is called: its flow, and what it is about."""
    flow = await flows.readable(run)
    return Phrase("onboarding.label", {"flow": flow.title if flow else run.flow, "subject": await said_subject(run, unit)})


@dataclass(frozen=True, slots=True)
class Found:
    """A run as it is at this moment, with the flow it follows."""

    run: OnboardingRun
    flow: Flow
    progress: Progress

    def numbered(self, step: FlowStep) -> int:
        """The number by which people name a step: its place in the flow, from 1."""
        return [each.id for each in self.flow.steps].index(step.id) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """For one message of one person."""

    query: Query
    actor: Actor
    unit: UnitOfWork
    flows: Flows
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    async def one(self, *, ended: bool = False, over: bool = False, to: Action = "onboarding.read") -> Found:
        """The run that is meant. `ended`: one that is completed or cancelled may be meant too, where none stands; `over`: only such a one can be. `to`: what is wanted of it.

        Raises Refusal where there is none, and asks which where there are several.
        """
        if given := self.query.slots.get("run"):
            run = await self.unit.onboarding.run(given)
            if run is None or not await self.may_see(run):
                raise Refusal("onboarding.none", outcome="unknown")
            vouched(self.actor, to)
            return await self.found(run)
        possible = await self._possible(ended=ended)
        standing = [each for each in possible if each.state in STANDING]
        runs = [each for each in possible if each.state not in STANDING] if over else standing or possible
        if not runs:
            raise await self._none()
        vouched(self.actor, to)
        if len(runs) > 1:
            raise await self._which(runs)
        return await self.found(runs[0])

    async def found(self, run: OnboardingRun) -> Found:
        flow = await self.flows.of(run)
        return Found(run, flow, progress(run, flow, self.now, self.zone))

    async def mine(self, *, ended: bool = False) -> list[OnboardingRun]:
        """Those that stand in which this person takes part, which they carry on, whose organisation they speak for, or in which a step is theirs by office."""
        runs = {each.id: each for each in (await self.unit.onboarding.of_person(self.actor.id) if self.actor.person else ())}
        for held in self.actor.roles:
            if held.role == "kontaktperson" and held.scope.kind == "organisation":
                runs |= {each.id: each for each in await self.unit.onboarding.of_organisation(held.scope.id)}
        if any(held.role in _OFFICES for held in self.actor.roles):
            runs |= {each.id: each for each in await self.unit.onboarding.standing() if await self._by_office(each)}
        return [each for each in runs.values() if ended or each.state in STANDING]

    def takes_part(self, run: OnboardingRun) -> bool:
        """Whoever has no record takes part in nothing: their id is that of everybody who was forgotten."""
        return self.actor.person is not None and self.actor.id in {run.owner, *run.participants.values()}

    def may_know(self, run: OnboardingRun) -> bool:
        """Whether what was answered about people may be shown to them here: in no channel, in no doubt, and to nobody who has only an office in it."""
        return alone(self.actor) and self.may_read(run)

    def may_read(self, run: OnboardingRun) -> bool:
        """Whether they take part, or may read of the whole."""
        return self.takes_part(run) or self._may("onboarding.read", run)

    async def may_see(self, run: OnboardingRun) -> bool:
        """… or have a step in it by an office that is no part of it: whoever chairs the board countersigns."""
        return self.may_read(run) or await self._by_office(run)

    async def _by_office(self, run: OnboardingRun) -> bool:
        if not any(held.role in _OFFICES for held in self.actor.roles):
            return False
        flow = await self.flows.readable(run)
        return flow is not None and any(step.owner in _BY_OFFICE and self.may_do(run, step) for step in flow.steps)

    def may_do(self, run: OnboardingRun, step: FlowStep) -> bool:
        action: Action = "onboarding.approve" if step.kind == "approval" else "onboarding.answer"
        return permitting(self.actor, action, of_step(run, step.owner)) is not None

    def may_manage(self, run: OnboardingRun) -> bool:
        return self._may("onboarding.manage", run)

    def _may(self, action: Action, run: OnboardingRun) -> bool:
        return permitting(self.actor, action, of_run(run)) is not None

    async def _possible(self, *, ended: bool) -> Sequence[OnboardingRun]:
        organisation, product, flow = organisation_in(self.query), self.query.slots.get("product", ""), self.query.slots.get("flow", "")
        runs = await self.unit.onboarding.of_organisation(organisation) if organisation else await self._own(ended=ended)
        return [
            each
            for each in runs
            if (ended or each.state in STANDING) and await self.may_see(each) and product in ("", each.product) and flow in ("", each.flow)
        ]

    async def _own(self, *, ended: bool) -> Sequence[OnboardingRun]:
        return await self.mine(ended=ended) or [each for each in await self.unit.onboarding.standing() if self.may_read(each)]

    async def _none(self) -> Refusal:
        organisation = await self.unit.directory.organisation(organisation_in(self.query))
        if organisation:
            return Refusal("onboarding.none_of", organisation=organisation.name, outcome="unknown")
        return Refusal("onboarding.none", outcome="unknown")

    async def _which(self, runs: Sequence[OnboardingRun]) -> Refusal:
        slots = {name: value for name, value in self.query.slots.items() if name not in ("organisation", "vendor", "product", "flow")}
        choices = [Choice(await self.label(each), self.query.intent, {**slots, "run": each.id}) for each in runs[:MOST_OFFERED]]
        return asking("onboarding.which", "organisation", choices=tuple(choices))

    async def label(self, run: OnboardingRun) -> Phrase:
        return await label(run, self.flows, self.unit)

    def step(self, found: Found) -> FlowStep | None:
        """The step that is meant by its id or its number; None where none is named. Raises Refusal for a number there is none of."""
        if (id_ := self.query.slots.get("step")) is not None:
            return found.flow.step(id_)
        number = self.query.slots.get("number", "")
        if not number:
            return None
        if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS and 1 <= int(number) <= len(found.flow.steps)):
            raise Refusal("onboarding.no_step", number=number[:10], count=len(found.flow.steps), outcome="asked_back")
        return found.flow.steps[int(number) - 1]
