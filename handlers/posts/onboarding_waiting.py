# SPDX-License-Identifier: MPL-2.0
"""Everything that waits for somebody in all runs that are active, and for whom: from what is kept beside the runs, so that thousands take a tenth of a second."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from config.flows.flow import FlowStep
from handlers.onboarding.flows import Flows
from handlers.posts.onboarding_days import is_escalated, is_reminded, lateness, told_on
from handlers.posts.onboarding_doers import Doers, doers
from storage.onboarding import OnboardingRun, OpenStep
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Waiting:
    """One step of one run that can be done. `since`: the working day on which its owner hears that it is open."""

    run: OnboardingRun
    step: FlowStep
    at: OpenStep
    since: date

    def reminded(self, day: date) -> bool:
        return is_reminded(self.at, self.since, self.step.nudge, day)

    def escalated(self, day: date) -> bool:
        return is_escalated(self.at, self.since, self.step.nudge, day)

    def late(self, day: date) -> int | None:
        return lateness(self.at, self.since, day)

    def told(self, day: date, who: Doers) -> Iterator[str]:
        """Whoever hears of it on this working day."""
        if self.reminded(day):
            yield from who.of(self.step.owner, self.run, day)
        if self.escalated(day):
            yield from who.of(self.step.nudge.escalate_to, self.run, day)


@dataclass(slots=True)
class Load:
    """What waits for one person on one day, what is due first at first. `others`: what they are to hear of although others do it."""

    own: list[Waiting] = field(default_factory=list)
    others: list[Waiting] = field(default_factory=list)

    def is_told(self, days: Sequence[date]) -> bool:
        """Whether there is something that is to be said on one of these working days."""
        return any(each.reminded(day) for day in days for each in self.own) or any(each.escalated(day) for day in days for each in self.others)


@dataclass(slots=True)
class Loads:
    """Of everybody. `of_day`: day → person → what waits for them."""

    found: Sequence[Waiting]
    who: Doers
    of_day: dict[date, Mapping[str, Load]] = field(default_factory=dict)

    def of(self, person: str, day: date) -> Load:
        if day not in self.of_day:
            self.of_day[day] = self._of(day)
        return self.of_day[day].get(person, Load())

    def _of(self, day: date) -> Mapping[str, Load]:
        loads: dict[str, Load] = defaultdict(Load)
        for each in self.found:
            owners = self.who.of(each.step.owner, each.run, day) if each.since <= day else ()
            for person in owners:
                loads[person].own.append(each)
            if owners and (late := each.late(day)) is not None and late >= each.step.nudge.escalate_after:
                for person in self.who.of(each.step.nudge.escalate_to, each.run, day):
                    if person not in owners:
                        loads[person].others.append(each)
        return dict(loads)


_KNOWN: "WeakKeyDictionary[UnitOfWork, Loads]" = WeakKeyDictionary()
"""What was worked out in a unit of work, for as long as that lasts: hundreds of reminders are composed in one, which changes nothing."""


async def loads(unit: UnitOfWork, flows: Flows, zone: ZoneInfo) -> Loads:
    if unit not in _KNOWN:
        _KNOWN[unit] = await worked_out(unit, flows, zone)
    return _KNOWN[unit]


async def worked_out(unit: UnitOfWork, flows: Flows, zone: ZoneInfo) -> Loads:
    """As it is now."""
    runs = await unit.onboarding.active()
    steps = {pinned: {step.id: step for step in flow.steps} for pinned, flow in (await flows.everything()).items()}
    found = [each for run in runs for each in _of(run, steps[run.flow, run.flow_version], zone)]
    found.sort(key=lambda each: (each.at.due or date.max, each.at.opened_at, each.run.id))
    return Loads(found, await doers(runs, unit))


def _of(run: OnboardingRun, steps: Mapping[str, FlowStep], zone: ZoneInfo) -> Iterator[Waiting]:
    """After a pause what is open is told anew."""
    resumed = run.resumed_at or run.started_at
    for each in run.open_steps:
        if step := steps.get(each.step):
            yield Waiting(run, step, each, told_on(max(each.opened_at, resumed), zone))
