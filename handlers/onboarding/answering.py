# SPDX-License-Identifier: MPL-2.0
"""What somebody says of a step: that it is done, and what the answers are; no, and why; that it is left out, or is to be put right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from config.flows.flow import APPROVED, CHOICE, DECISION, REJECTED, FlowStep
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.forms.stepwise.beginning import NOTHING, begin_form
from handlers.forms.stepwise.lookups import Lookups
from handlers.message import Query
from handlers.onboarding.advancing import Advancing
from handlers.onboarding.checking import check_answers
from handlers.onboarding.effects import Brought, Effects, told_note
from handlers.onboarding.finding import Finding, Found
from handlers.onboarding.flows import Flows
from handlers.onboarding.forms import SENT, answers_in, form_id
from handlers.onboarding.rights import of_step
from handlers.onboarding.showing import one_step, summary, whole
from handlers.permissions import Action
from handlers.refusal import Refusal
from handlers.reply import Choice, Paragraph, Phrase, Reply, say
from storage.drafts import Drafts
from storage.onboarding import OnboardingRun
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """What is needed to speak of steps, by one person at one moment. `step_by_step`: the platform shows no forms."""

    actor: Actor
    unit: UnitOfWork
    flows: Flows
    changes: Changes
    drafts: Drafts
    lookups: Lookups
    now: datetime
    zone: ZoneInfo
    step_by_step: bool

    def of(self, query: Query) -> "Saying":
        return Saying(Finding(query=query, actor=self.actor, unit=self.unit, flows=self.flows, now=self.now, zone=self.zone), self)


@dataclass(frozen=True, slots=True)
class Saying:
    """For one message."""

    finding: Finding
    speaking: Speaking

    @property
    def reason(self) -> str:
        """Why, in the words of whoever says it; empty: they gave none."""
        slots = self.finding.query.slots
        return " ".join((slots.get("reason") or slots.get("text", "")).split())

    async def meant(self, *, ended: bool = False, steering: bool = False) -> tuple[Found, FlowStep]:
        """The step that is meant; the only one that waits for this person where none is named. Raises Refusal unless they may speak of it.

        `ended`: of a run that is over too. `steering`: whoever carries the run on may speak of any.
        """
        found = await self.finding.one(ended=ended)
        own = [each.step for each in found.progress.open if self.finding.may_do(found.run, each.step)]
        step = self.finding.step(found) or (own[0] if len(own) == 1 else None)
        if step is None:
            raise Refusal("onboarding.which_step", outcome="asked_back", choices=(await whole(found, self.finding)).choices)
        if step.by_itself:
            raise Refusal("onboarding.by_itself", title=step.title)
        if not (steering and self.finding.may_manage(found.run)):
            await self.speaking.changes.permit(_action(step), of_step(found.run, step.owner))
        return found, step

    async def answers(self, found: Found, step: FlowStep) -> Mapping[str, str] | None:
        """What was answered, as it is kept; None where nothing was."""
        slots = self.finding.query.slots
        value = slots.get("value") or slots.get("item", "")
        match step.kind:
            case "form" | "meeting":
                answers = answers_in(step, slots)
                sent = answers or slots.get(SENT)  # where nothing has to be answered, nothing may be
                return await check_answers(step, answers, found.run, self.speaking.unit.directory, self.finding.today) if sent else None
            case "choice":
                return {CHOICE: value} if value in {each.value for each in step.options} else None
            case "approval":
                return {} if value == APPROVED else None
            case _:
                return {} if value else None

    def advancing(self, found: Found) -> Advancing:
        finding = self.finding
        return Advancing(found.run, found.flow, finding.actor.id, finding.now, finding.zone)

    async def asked_by_form(self, form: str, slots: dict[str, str], before: Mapping[str, str] = NOTHING) -> Reply:
        """Field by field where the platform shows no forms; else a choice that opens it. `before`: what was answered once, to be looked at again."""
        finding = self.finding
        if self.speaking.step_by_step:
            query = replace(finding.query, intent="fill_form", slots={**slots, "form": form})
            return await begin_form(query, finding.actor, self.speaking.drafts, self.speaking.lookups, finding.now, finding.today, before)
        opening = Choice(Phrase("onboarding.fill_in"), finding.query.intent, {**slots, "form": form} if form.startswith("flow/") else slots)
        return Reply(parts=(say("onboarding.by_form"),), outcome="asked_back", choices=(opening,))

    async def done(self, found: Found, step: FlowStep, after: OnboardingRun, brought: Brought = Brought()) -> Reply:  # noqa: B008 - frozen
        """Shown first where more than the run changes; else carried out, with what comes next."""
        steps = (Step(found.run, after), *brought.steps)
        action = _action(step) if self.finding.may_do(found.run, step) else "onboarding.manage"
        if brought.steps:
            return await self.speaking.changes.propose(action, steps, told=brought.told, notes=told_note(brought))
        later = await self.finding.found(after)
        reply = await self._next(later, step)
        return await self.speaking.changes.at_once(action, steps, reply, told=brought.told, undo=Phrase("onboarding.undo"))

    async def _next(self, later: Found, step: FlowStep) -> Reply:
        noted = (_noted(later, step), Paragraph(summary(later.run)))
        asked_again = tuple(
            say("onboarding.asked_again", title=each.title) for each in later.flow.building_on(step.id) if _reopened(later, each, self.finding.now)
        )
        if later.run.state == "completed":
            return Reply(parts=(*noted, Paragraph(later.flow.celebrate or Phrase("onboarding.completed"))))
        own = [each.step for each in later.progress.open if self.finding.may_do(later.run, each.step)]
        if not own:
            return Reply(parts=(*noted, *asked_again))
        first = step if step in own else own[0]
        return await one_step(later, first, self.finding, *noted, *asked_again)


def _noted(later: Found, step: FlowStep) -> Paragraph:
    record, back = later.run.steps.get(step.id), later.flow.step(step.back_to or "")
    if record is None or record.state == "done":
        return say("onboarding.noted", title=step.title)
    if record.state == "reopened" and record.answers.get(DECISION) == REJECTED and back:
        return say("onboarding.noted.rejected", title=step.title, back=back.title)
    return say(f"onboarding.noted.{record.state}", title=step.title)


def _reopened(found: Found, step: FlowStep, now: datetime) -> bool:
    record = found.run.steps.get(step.id)
    return record is not None and record.state == "reopened" and record.at == now


def _action(step: FlowStep) -> Action:
    return "onboarding.approve" if step.kind == "approval" else "onboarding.answer"


async def answer_step(query: Query, speaking: Speaking) -> Reply:
    """The step is done. A form is asked for where there are no answers yet; whatever has an effect is shown first."""
    saying = speaking.of(query)
    found, step = await saying.meant()
    answers = await saying.answers(found, step)
    if answers is None:
        saying.advancing(found).check(step, over=True)  # before a form is filled in for nothing
        if form := form_id(found.flow, step):
            before = found.run.steps.get(step.id)
            return await saying.asked_by_form(form, {"run": found.run.id, "step": step.id}, before.answers if before else NOTHING)
        return await one_step(found, step, saying.finding)
    after = saying.advancing(found).answered(step, answers)
    before = found.run.steps.get(step.id)
    if before and (before.state, dict(before.answers)) == ("done", dict(after.steps[step.id].answers)):
        return await saying.done(found, step, after)  # said again, it brings nothing about anew
    effects = Effects(run=found.run, unit=speaking.unit, flows=speaking.flows, by=speaking.actor.id, now=speaking.now, zone=speaking.zone)
    return await saying.done(found, step, after, await effects.of(step, answers))


async def reject_step(query: Query, speaking: Speaking) -> Reply:
    """No, and why: what it is about is done again."""
    saying = speaking.of(query)
    found, step = await saying.meant()
    if step.kind != "approval":
        raise Refusal("onboarding.no_approval", title=step.title)
    saying.advancing(found).check(step)
    if not (reason := saying.reason):
        return await saying.asked_by_form("reject_step", {"run": found.run.id, "step": step.id})
    return await saying.done(found, step, saying.advancing(found).rejected(step, reason))


async def skip_step(query: Query, speaking: Speaking) -> Reply:
    """The step is left out, and why. Its owner may leave out what is optional; whoever carries the run on, anything."""
    saying = speaking.of(query)
    found, step = await saying.meant(steering=True)
    if not step.optional and not saying.finding.may_manage(found.run):
        raise Refusal("onboarding.not_optional", title=step.title)
    saying.advancing(found).check(step)
    if not (reason := saying.reason):
        return await saying.asked_by_form("skip_step", {"run": found.run.id, "step": step.id})
    return await saying.done(found, step, saying.advancing(found).skipped(step, reason))


async def reopen_step(query: Query, speaking: Speaking) -> Reply:
    """The step is put right: done again, with what was answered to begin from, and all that builds on it after it."""
    saying = speaking.of(query)
    found, step = await saying.meant(ended=True)
    return await saying.done(found, step, saying.advancing(found).reopened(step, saying.reason))
