# SPDX-License-Identifier: MPL-2.0
"""What steps change of runs of flows: a line for the run, for each of its steps that changed, and for each answer."""

import re
from collections.abc import Iterator

from config.flows.flow import APPROVED, CHOICE, DAY, DECISION, FlowStep
from handlers.changing.steps import Step
from handlers.onboarding.flows import Flows
from handlers.reply import PartialDate, Phrase, Value
from storage.onboarding import OnboardingRun, StepRecord
from storage.unit_of_work import UnitOfWork

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class OnboardingLines:
    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._flows = Flows(unit.onboarding, dict)

    async def of(self, step: Step) -> list[Value]:
        run = step.record
        if not isinstance(run, OnboardingRun):
            raise TypeError(f"{type(run).__name__} is no run of a flow")
        flow = await self._flows.of(run)
        values = {"flow": flow.title, "subject": await said_subject(run, self._unit)}
        before = step.before if isinstance(step.before, OnboardingRun) else None
        if before is None or step.after is None:
            return [Phrase("line.run.new", values)]
        lines = [Phrase("line.run.of", values), *_of_run(before, run)]
        for each in flow.steps:
            lines += _of_step(each, before.steps.get(each.id), run.steps.get(each.id))
        return list(lines)


async def said_subject(run: OnboardingRun, unit: UnitOfWork) -> Value:
    """What a run is about, by name."""
    organisation = await unit.directory.organisation(run.organisation) if run.organisation else None
    product = await unit.directory.product(run.product) if run.product else None
    if organisation and product:
        return Phrase("onboarding.both", {"organisation": organisation.name, "product": product.name})
    return organisation.name if organisation else product.name if product else Phrase("onboarding.nobody")


def _of_run(before: OnboardingRun, after: OnboardingRun) -> Iterator[Value]:
    if before.state != after.state:
        yield Phrase(f"line.run.{after.state}", {"reason": after.reason} if after.reason else {})
    if before.participants != after.participants:
        for owner in sorted({*before.participants} | {*after.participants}):
            if before.participants.get(owner) != after.participants.get(owner):
                key = "line.run.participant" if owner in after.participants else "line.run.participant.gone"
                yield Phrase(key, {"owner": Phrase(f"onboarding.owner.{owner}")})
    if before.owner != after.owner:
        yield Phrase("line.run.owner")
    if before.channel != after.channel:
        yield Phrase("line.run.channel" if after.channel else "line.run.channel.gone")
    if before.flow_version != after.flow_version:
        yield Phrase("line.run.version", {"number": after.flow_version})


def _of_step(step: FlowStep, before: StepRecord | None, after: StepRecord | None) -> Iterator[Value]:
    if before == after:
        return
    if after is None:
        yield Phrase("line.step.open", {"title": step.title})
        return
    key = f"line.step.{after.state}"
    yield Phrase(f"{key}.because" if after.reason else key, {"title": step.title, **({"reason": after.reason} if after.reason else {})})
    if after.state == "done":
        yield from answers_said(step, after)


def answers_said(step: FlowStep, record: StepRecord, *, personal: bool = True) -> Iterator[Value]:
    """Each answer with what it was asked by. `personal`: those that are about people too."""
    for name, value in record.answers.items():
        field = step.field(name)
        if name in record.personal and not personal:
            continue
        label: Value = field.label if field else Phrase(f"onboarding.answer.{name}") if name in (CHOICE, DECISION, DAY, "time") else name
        yield Phrase("line.step.answer", {"label": label, "value": said_answer(step, name, value)})


def said_answer(step: FlowStep, name: str, value: str) -> Value:
    """An answer as its reader knows it. Ids of organisations and products are said as they are."""
    field = step.field(name)
    if name == CHOICE:
        return next((each.label for each in step.options if each.value == value), value)
    if name == DECISION:
        return Phrase("onboarding.approved" if value == APPROVED else "onboarding.rejected")
    if (name == DAY or (field and field.kind == "date")) and _DAY.fullmatch(value):
        return PartialDate(value)
    if field and field.kind == "yes_no" and value in ("yes", "no"):
        return Phrase(f"onboarding.{value}")
    return value
