# SPDX-License-Identifier: MPL-2.0
"""How far a run is: which steps are over, which can be done now, when they are due, and whom it waits for. Reckoned anew each time, from nothing but its records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from config.flows.flow import CHOICE, DECISION, Condition, Flow, FlowStep
from handlers.onboarding.working_days import after_working_days, next_weekday
from storage.onboarding import OnboardingRun, OpenStep, StepRecord

Standing = Literal["not_needed", "waiting", "open", "done", "skipped"]
"""not_needed: its condition does not hold · waiting: something before it is not over · open: it can be done now · done, skipped: it is over."""
_START = "start"
_FIRST = time(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgress:
    """`opened_at`: since when it can be done; `over_at`: when it was over (UTC). `due`: the local day by which it is to be; None: no day is known yet."""

    step: FlowStep
    standing: Standing
    opened_at: datetime | None = None
    over_at: datetime | None = None
    due: date | None = None
    record: StepRecord | None = None

    @property
    def over(self) -> bool:
        return self.standing in ("done", "skipped", "not_needed")


@dataclass(frozen=True, slots=True)
class Progress:
    """Every step, in the flow's order."""

    steps: tuple[StepProgress, ...]

    @property
    def needed(self) -> tuple[StepProgress, ...]:
        return tuple(each for each in self.steps if each.standing != "not_needed")

    @property
    def done(self) -> int:
        return sum(each.over for each in self.needed)

    @property
    def complete(self) -> bool:
        return all(each.over for each in self.steps)

    @property
    def open(self) -> tuple[StepProgress, ...]:
        """What somebody can do now; what is due first stands first."""
        now = [each for each in self.steps if each.standing == "open" and not each.step.by_itself]
        return tuple(sorted(now, key=lambda each: each.due or date.max))  # the sort is stable: else the flow's order

    @property
    def changes_at(self) -> datetime | None:
        """When a wait ends, and all this is reckoned anew."""
        return min((each.over_at for each in self.steps if each.standing == "open" and each.over_at), default=None)

    def of(self, id_: str) -> StepProgress | None:
        return next((each for each in self.steps if each.step.id == id_), None)


def progress(run: OnboardingRun, flow: Flow, now: datetime, zone: ZoneInfo) -> Progress:
    """`zone`: in which a day begins."""
    found: dict[str, StepProgress] = {}
    for step in flow.steps:  # a step comes after those it depends on: config/flows/checking.py
        found[step.id] = _one(step, run, found, now, zone)
    return Progress(tuple(found.values()))


def _one(step: FlowStep, run: OnboardingRun, before: Mapping[str, StepProgress], now: datetime, zone: ZoneInfo) -> StepProgress:
    asked = [_holds(condition, before[condition.step]) for condition in step.when]
    if False in asked:
        return StepProgress(step=step, standing="not_needed")
    needed = [before[id_] for id_ in (*step.after, *step.reviews, *(each.step for each in step.when))]
    record = run.steps.get(step.id)
    if record and record.state != "reopened":
        return StepProgress(step=step, standing=record.state, opened_at=_opened(needed, run), over_at=record.at, record=record)
    if not all(each.over for each in needed):
        return StepProgress(step=step, standing="waiting", record=record)
    opened_at = max(_opened(needed, run), record.at) if record else _opened(needed, run)
    due = _due(step, run, before, opened_at, zone)
    return (
        _by_itself(step, opened_at, due, now, zone) if step.by_itself else StepProgress(step=step, standing="open", opened_at=opened_at, due=due, record=record)
    )


def _by_itself(step: FlowStep, opened_at: datetime, due: date | None, now: datetime, zone: ZoneInfo) -> StepProgress:
    """A message is over at once; a wait when its day begins."""
    over_at = opened_at if step.kind == "message" or due is None else max(opened_at, datetime.combine(due, _FIRST, zone).astimezone(UTC))
    return StepProgress(step=step, standing="done" if over_at <= now else "open", opened_at=opened_at, over_at=over_at, due=due)


def _holds(condition: Condition, asked: StepProgress) -> bool | None:
    """None: it is not known yet."""
    if not asked.over:
        return None
    if asked.standing != "done" or asked.record is None:
        return False
    names = {"choice": CHOICE, "approval": DECISION}
    name = condition.answer or names.get(asked.step.kind) or next(iter(asked.record.answers), "")
    return asked.record.answers.get(name) in condition.any_of


def _opened(needed: Iterable[StepProgress], run: OnboardingRun) -> datetime:
    return max((each.over_at for each in needed if each.over_at), default=run.started_at)


def _due(step: FlowStep, run: OnboardingRun, before: Mapping[str, StepProgress], opened_at: datetime, zone: ZoneInfo) -> date | None:
    """A pause moves what is due: days are counted from its end. What is waited for comes in a pause too."""
    due = step.due
    if due is None:
        return None
    since: datetime | None = opened_at
    if due.after == _START:
        since = run.started_at
    elif due.after:
        since = before[due.after].over_at
    if since is None:
        return None
    day = (since if step.by_itself else max(since, run.resumed_at or since)).astimezone(zone).date()
    return next_weekday(day, due.weekday) if due.weekday else after_working_days(day, due.days or 0)


def settled(run: OnboardingRun, flow: Flow, now: datetime, zone: ZoneInfo) -> OnboardingRun:
    """The run with what follows from its records written beside them; completed, where nothing is left to do."""
    found = progress(run, flow, now, zone)
    counted = replace(run, done=found.done, total=len(found.needed), waiting_on="", waiting_since=None, due=None, open_steps=(), stale_at=None)
    if run.state in ("completed", "cancelled") or (found.complete and run.state == "active"):
        ended = run if run.state == "cancelled" else replace(run, state="completed", ended_at=run.ended_at or now)
        return replace(counted, state=ended.state, ended_at=ended.ended_at)
    first = next(iter(found.open), None)
    if first is None:
        return replace(counted, stale_at=found.changes_at)
    return replace(
        counted, waiting_on=first.step.waits_for, waiting_since=first.opened_at, due=first.due, open_steps=_open_steps(found), stale_at=found.changes_at
    )  # fmt: skip


def _open_steps(found: Progress) -> tuple[OpenStep, ...]:
    return tuple(OpenStep(step=each.step.id, opened_at=each.opened_at, due=each.due) for each in found.open if each.opened_at)
