# SPDX-License-Identifier: MPL-2.0
"""Whatever runs there are and whenever the service is awake: nobody hears more than once a day, nobody outside working hours, and of everything that waits."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.onboarding.flows import Flows
from handlers.onboarding.progress import settled
from handlers.onboarding.working_days import is_working_day
from handlers.posts.onboarding_days import is_daytime
from handlers.posts.onboarding_plan import OnboardingPlanner
from handlers.posts.onboarding_waiting import worked_out
from storage.memory import MemoryDatabase
from tests.contract.nudge_stage import ANNE, DAY, HOUR, MONDAY, OLE, SECRETARY, ZONE, NudgeStage, flow, run, step

WEEKLY = {"due": {"weekday": "friday"}, "waiting_on": "weekly_batch"}
FLOW = flow(
    step("first", due={"days": 4}, nudge={"every": 3, "escalate_after": 4}), step("second", owner="secretariat", **WEEKLY),
    step("third", owner="signatory", due={"days": 1}, nudge={"every": 7, "escalate_after": 9, "escalate_to": "contact_person"}), step("undated", owner="vendor"),
)  # fmt: skip
PEOPLE = {"anne": ANNE, "ole": OLE, "secretary": SECRETARY}
STARTS = st.lists(st.tuples(st.integers(0, 24 * 40), st.sampled_from(["anne", "ole", "secretary"])), min_size=1, max_size=5)


def _runs(starts: list[tuple[int, str]]) -> list[Any]:
    return [run(f"r{n}", started_at=MONDAY + hours * HOUR, participants={"contact_person": who}) for n, (hours, who) in enumerate(starts)]


@settings(max_examples=12)
@given(STARTS, st.lists(st.integers(1, 24 * 50), max_size=10))
def test_over_a_year_everybody_is_planned_for_once_a_working_day_and_nothing_is_left_out(starts: list[tuple[int, str]], cuts: list[int]) -> None:
    asyncio.run(_over_a_year(starts, cuts))


async def _over_a_year(starts: list[tuple[int, str]], cuts: list[int]) -> None:
    stage = NudgeStage(MemoryDatabase())
    await stage.prepare(FLOW, *_runs(starts))
    last, planner = MONDAY + 365 * DAY, OnboardingPlanner("da", ZONE)
    async with stage.database.unit_of_work() as unit:
        wanted = (await planner.plan(unit, MONDAY - DAY, last)).wanted
        edges = sorted({MONDAY - DAY, *(MONDAY + hours * HOUR for hours in cuts), last})
        pieces = [each for first, until in pairwise(edges) for each in (await planner.plan(unit, first, until)).wanted]
        found = await worked_out(unit, Flows(unit.onboarding, dict), ZONE)
    assert sorted(each.key for each in pieces) == sorted(each.key for each in wanted)
    days = [(each.due_at.astimezone(ZONE).date(), each.target.removeprefix("person/")) for each in wanted]
    assert len(days) == len(set(days))
    assert all(is_working_day(day) for day, _ in days)
    every = [MONDAY.date() + number * DAY for number in range(365)]
    assert set(days) == {(day, who) for day in every if is_working_day(day) for each in found.found for who in each.told(day, found.who)}
    assert len(found.found) == 4 * len(starts)


@settings(max_examples=15)
@given(STARTS, st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=3, max_size=20))
def test_whenever_the_service_is_awake_nobody_hears_twice_a_day_and_whatever_was_due_has_been_said(
    starts: list[tuple[int, str]], naps: list[tuple[int, bool]]
) -> None:
    asyncio.run(_awake_now_and_then(starts, naps))


async def _awake_now_and_then(starts: list[tuple[int, str]], naps: list[tuple[int, bool]]) -> None:
    stage = NudgeStage(MemoryDatabase())
    await stage.prepare(FLOW)
    for each, (hours, on_time) in zip([*_runs(starts), *[None] * len(naps)], naps, strict=False):
        stage.clock.at += hours * HOUR
        if each:
            await _begun(stage, each)
        await (stage.wake() if not on_time else stage.mornings(1))
    for each in _runs(starts)[len(naps) :]:
        await _begun(stage, each)
    await stage.mornings(6)
    for address, sent in stage.sent_at.items():
        assert all(is_daytime(at, ZONE) for at in sent), address
        assert len({at.astimezone(ZONE).date() for at in sent}) == len(sent), address
    due = [each for each in await stage.ledger("onboarding_nudge") if each.due_at <= stage.clock.at]
    for each in due:
        address = PEOPLE[each.target.removeprefix("person/")]
        assert any(at >= each.due_at for at in stage.sent_at[address]), f"{each.key} was never said"


async def _begun(stage: NudgeStage, each: Any) -> None:
    async with stage.database.unit_of_work() as unit:
        begun = replace(each, started_at=stage.clock.at)
        await unit.onboarding.add(settled(begun, FLOW, stage.clock.at, ZONE))
        await unit.commit()


@pytest.mark.parametrize(
    ("begun", "wait", "batch"),
    [
        ("2026-12-21T12:00", ["12-28", "12-29"], ["12-22", "01-08"]), ("2026-12-17T12:00", ["12-22", "12-23"], ["12-18"]),
        ("2027-03-22T12:00", ["03-30", "03-31"], ["03-23", "04-02"]), ("2027-03-17T12:00", ["03-22", "03-23"], ["03-18", "03-19"]),
    ],
)  # fmt: skip
async def test_waits_and_the_weekly_batch_pass_over_christmas_and_easter(begun: str, wait: list[str], batch: list[str]) -> None:
    """What opens after a wait of three working days, due a day later; and what is done on Fridays alone, which is told when it opens and on that Friday."""
    of = flow(step("rest", kind="wait", due={"days": 3}), step("then", after=["rest"], due={"days": 1}), step("batch", owner="secretariat", **WEEKLY))
    stage, at = NudgeStage(MemoryDatabase()), datetime.fromisoformat(begun).replace(tzinfo=UTC)
    stage.clock.at = at
    await stage.prepare(of, run("a", started_at=at))
    for _ in range(25):
        await stage.mornings(1)
        for id_ in ("then", "batch"):
            await _done_when_due(stage, id_)
    assert (stage.days(ANNE), stage.days(SECRETARY)) == (wait, batch)


async def _done_when_due(stage: NudgeStage, id_: str) -> None:
    async with stage.database.unit_of_work() as unit:
        found = await unit.onboarding.run("a")
    today = stage.clock.at.astimezone(ZONE).date()
    if found and any(each.step == id_ and each.due == today for each in found.open_steps):
        await stage.done("a", id_)
