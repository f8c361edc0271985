# SPDX-License-Identifier: MPL-2.0
"""What can be said of a run's steps, each as the run before and after: answered, skipped, sent back, put right. Raises Refusal for what cannot be done now."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from config.catalogue.values import Bilingual
from config.flows.flow import APPROVED, DECISION, REJECTED, Flow, FlowStep
from handlers.onboarding.progress import StepProgress, progress, settled
from handlers.refusal import Refusal
from storage.onboarding import OnboardingRun, StepRecord


class Advancing:
    """One run, at one moment, by one person. `by`: their id."""

    def __init__(self, run: OnboardingRun, flow: Flow, by: str, now: datetime, zone: ZoneInfo) -> None:
        self._run, self._flow, self._by, self._now, self._zone = run, flow, by, now, zone

    def answered(self, step: FlowStep, answers: Mapping[str, str]) -> OnboardingRun:
        """The step is done. Where it was done before and is answered otherwise now, what builds on it is to be done again."""
        self.check(step, over=True)
        if step.kind == "approval" and answers.get(DECISION) == REJECTED:
            raise ValueError("a no has a reason: rejected()")
        answers = {DECISION: APPROVED} if step.kind == "approval" else answers
        after = self._with({step.id: self._record(step, answers)})
        old = self._run.steps.get(step.id)
        return self._settled(self._asked_again(after, step) if old and old.answers != dict(answers) else after, step)

    def skipped(self, step: FlowStep, reason: str) -> OnboardingRun:
        """The step is over without having been done."""
        self.check(step)
        return self._settled(self._with({step.id: replace(self._record(step, {}), state="skipped", reason=reason)}), step)

    def rejected(self, step: FlowStep, reason: str) -> OnboardingRun:
        """A no: what it leads back to is done again, with all that builds on that; then this is asked again."""
        self.check(step)
        back = self._flow.step(step.back_to or "")
        if back is None:
            raise ValueError(f"{step.id} leads back to nothing")
        after = self._with({step.id: replace(self._record(step, {DECISION: REJECTED}), state="reopened", reason=reason)})
        return self._settled(self._asked_again(self._reopened(after, back, reason), back), step)

    def reopened(self, step: FlowStep, reason: str) -> OnboardingRun:
        """A step that was over is done again, with what was answered before to begin from. A run that was completed goes on by it."""
        if self._run.state == "completed":
            self._run = replace(self._run, state="active", ended_at=None)
        if self._at(step).standing not in ("done", "skipped") or step.by_itself:
            raise Refusal("onboarding.not_over", title=step.title)
        return self._settled(self._asked_again(self._reopened(self._run, step, reason), step), step)

    def check(self, step: FlowStep, *, over: bool = False) -> None:
        """Raises Refusal where nothing can be said of the step now. `over`: one that is over can be answered anew."""
        standing = self._at(step).standing
        if standing != "open" and not (over and standing in ("done", "skipped")):
            raise Refusal({"waiting": "onboarding.not_yet", "not_needed": "onboarding.not_needed"}.get(standing, "onboarding.over_already"), title=step.title)

    def _at(self, step: FlowStep) -> StepProgress:
        if self._run.state != "active":
            raise Refusal(f"onboarding.is_{self._run.state}")
        found = progress(self._run, self._flow, self._now, self._zone).of(step.id)
        if found is None:
            raise ValueError(f"{step.id} is no step of {self._flow.flow}")
        return found

    def _asked_again(self, run: OnboardingRun, step: FlowStep) -> OnboardingRun:
        for each in self._flow.building_on(step.id):
            record = run.steps.get(each.id)
            if record and record.state == "done":
                run = self._reopened(run, each, "")
        return run

    def _reopened(self, run: OnboardingRun, step: FlowStep, reason: str) -> OnboardingRun:
        record = run.steps.get(step.id)
        if record is None:
            return run
        return replace(run, steps={**run.steps, step.id: replace(record, state="reopened", at=self._now, reason=reason)})

    def _record(self, step: FlowStep, answers: Mapping[str, str]) -> StepRecord:
        personal = tuple(each.name for each in step.fields if each.personal and each.name in answers)
        about = self._run.participants.get(step.owner, "") if personal else ""
        return StepRecord(state="done", at=self._now, by=self._by, owner=step.owner, answers=dict(answers), personal=personal, about=about)

    def _with(self, records: Mapping[str, StepRecord]) -> OnboardingRun:
        return replace(self._run, steps={**self._run.steps, **records})

    def _settled(self, run: OnboardingRun, step: FlowStep) -> OnboardingRun:
        return settled(replace(run, touched=step.id, touched_at=self._now), self._flow, self._now, self._zone)


def upgraded(run: OnboardingRun, before: Flow, flow: Flow, version: int, now: datetime, zone: ZoneInfo) -> OnboardingRun:
    """The run as one of a newer version of its flow: what was done stays done where the step is there still, of the same kind, and asks the same.

    Where it asks something else, it is done again, with the answers that still fit to begin from.
    """
    kept = {step.id: record for step in flow.steps if (record := _fitting(step, before.step(step.id), run.steps.get(step.id), now))}
    return settled(replace(run, flow_version=version, steps=kept), flow, now, zone)


def _fitting(step: FlowStep, old: FlowStep | None, record: StepRecord | None, now: datetime) -> StepRecord | None:
    if record is None or old is None or old.kind != step.kind:
        return None
    fits = {name: value for name, value in record.answers.items() if _asks(step, old, name, value)}
    asked_for = {each.name for each in step.fields if each.required}
    if record.state == "done" and (fits != dict(record.answers) or not asked_for <= fits.keys() | {each.name for each in old.fields}):
        return replace(record, state="reopened", at=now, answers=fits, personal=tuple(name for name in record.personal if name in fits))
    return replace(record, answers=fits)


def _asks(step: FlowStep, old: FlowStep, name: str, value: str) -> bool:
    """Whether it still asks for this answer, in the same way."""
    if step.kind == "choice":
        return value in {each.value for each in step.options}
    if step.kind == "form":
        now, then = step.field(name), old.field(name)
        return now is not None and then is not None and now.kind == then.kind
    return True


def differences(before: Flow, after: Flow) -> Iterator[tuple[str, Bilingual]]:
    """What a newer version of a flow has otherwise: `new`, `gone` or `changed`, and the step's title."""
    old = {step.id: step for step in before.steps}
    for step in after.steps:
        if step.id not in old:
            yield "new", step.title
        elif old[step.id] != step:
            yield "changed", step.title
    kept = {step.id for step in after.steps}
    yield from (("gone", step.title) for step in before.steps if step.id not in kept)
