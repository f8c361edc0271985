# SPDX-License-Identifier: MPL-2.0
"""How long flows take: medians for each flow, step and year, and where runs stall now. Nothing of it says whose run it was."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from config.catalogue.values import Bilingual
from handlers.changing.changes import Changes
from handlers.message import Query
from handlers.onboarding.flows import Flows
from handlers.onboarding.progress import progress
from handlers.onboarding.working_days import working_days_since
from handlers.permissions import Target
from handlers.reply import Heading, Part, Phrase, Reply, Table, Value, say
from storage.onboarding import OnboardingRun
from storage.roles import ASSOCIATION
from storage.unit_of_work import UnitOfWork

SHOWN = 15
"""Steps of a flow that are listed at once, the slowest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Of one flow, or one step of it, in one year: how often it was done, and the median of working days that took. `step`: empty: the flow as a whole.

    `waiting`: how many runs wait for this step now; it stands in every year's line.
    """

    flow: str
    title: Bilingual
    step: str
    step_title: Bilingual | None
    year: int
    done: int
    median_days: float
    waiting: int


class _Counting:
    """What was counted, and under which titles."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self.days: dict[tuple[str, str, int], list[int]] = defaultdict(list)
        self.waiting: Counter[tuple[str, str]] = Counter()
        self.titles: dict[tuple[str, str], Bilingual] = {}

    def add(self, flow: str, step: str, since: datetime, until: datetime) -> None:
        first, last = since.astimezone(self._zone).date(), until.astimezone(self._zone).date()
        self.days[flow, step, last.year].append(working_days_since(first, last))


async def figures(runs: Sequence[OnboardingRun], flows: Flows, now: datetime, zone: ZoneInfo) -> list[Figure]:
    """Ordered by flow, year and step, the flow as a whole first."""
    counting = _Counting(zone)
    for run in runs:
        flow = await flows.of(run)
        counting.titles[run.flow, ""] = flow.title
        if run.state == "completed" and run.ended_at:
            counting.add(run.flow, "", run.started_at, run.ended_at)
        for each in progress(run, flow, now, zone).steps:
            counting.titles[run.flow, each.step.id] = each.step.title
            if each.standing == "done" and each.record and each.opened_at and each.over_at:
                counting.add(run.flow, each.step.id, each.opened_at, each.over_at)
            counting.waiting[run.flow, each.step.id] += each.standing == "open" and run.state == "active" and not each.step.by_itself
    return list(_figures(counting))


def _figures(counting: _Counting) -> Iterator[Figure]:
    for flow, step, year in sorted(counting.days, key=lambda each: (each[0], each[2], each[1])):
        days = counting.days[flow, step, year]
        yield Figure(
            flow=flow, title=counting.titles[flow, ""], step=step, step_title=counting.titles[flow, step] if step else None, year=year, done=len(days),
            median_days=float(median(days)), waiting=counting.waiting[flow, step],
        )  # fmt: skip


async def onboarding_figures(query: Query, unit: UnitOfWork, flows: Flows, changes: Changes, now: datetime, zone: ZoneInfo) -> Reply:
    """For each flow and year how often and how fast, and its slowest steps."""
    await changes.permit("onboarding.read", Target(scope=ASSOCIATION))
    found = await figures(await unit.onboarding.everything(), flows, now, zone)
    if not found:
        return Reply(parts=(say("onboarding.figures.none"),), outcome="unknown")
    parts: list[Part] = [Heading(Phrase("onboarding.figures"))]
    for flow, year in sorted({(each.flow, each.year) for each in found}, key=lambda each: (each[0], -each[1])):
        parts += _of_year([each for each in found if (each.flow, each.year) == (flow, year)])
    return Reply(parts=tuple(parts))


def _of_year(found: Sequence[Figure]) -> Iterator[Part]:
    year = str(found[0].year)
    whole = next((each for each in found if not each.step), None)
    if whole:
        yield say("onboarding.figures.flow", flow=whole.title, year=year, count=whole.done, days=f"{whole.median_days:g}")
    else:
        yield say("onboarding.figures.unfinished", flow=found[0].title, year=year)
    steps = sorted((each for each in found if each.step), key=lambda each: -each.median_days)[:SHOWN]
    rows: tuple[tuple[Value, ...], ...] = tuple((each.step_title or "", str(each.done), f"{each.median_days:g}", str(each.waiting)) for each in steps)
    columns = ("onboarding.column.step", "onboarding.column.times", "onboarding.column.median", "onboarding.column.now")
    yield Table(tuple(Phrase(each) for each in columns), rows)
