# SPDX-License-Identifier: MPL-2.0
"""Whoever has something to do hears of it in the morning of a working day, in one message, and not where there is nothing to do any more."""

from datetime import date, timedelta

import pytest

from storage.memory import MemoryDatabase
from storage.roles import Scope
from tests.contract.nudge_stage import ANNE, DAY, HOUR, MONDAY, OLE, SECRETARY, NudgeStage, flow, run, step
from tests.contract.records import absence, assignment, link, person

PATIENT = {"every": 2, "escalate_after": 3}
ONE = flow(step("first", due={"days": 3}, nudge=PATIENT))
NUDGE = "onboarding_nudge"


@pytest.fixture
def stage() -> NudgeStage:
    return NudgeStage(MemoryDatabase())


async def test_a_step_is_told_when_it_opens_when_it_is_due_and_every_so_often_after_that_and_then_somebody_else_hears_too(stage: NudgeStage) -> None:
    await stage.prepare(ONE, run("a"))
    await stage.mornings(14)
    assert stage.days(ANNE) == ["11-30", "12-03", "12-07", "12-09", "12-11"]
    assert stage.days(SECRETARY) == ["12-08", "12-09", "12-11"]
    first, due, late = stage.said(ANNE)[:3]
    assert first == (
        "Onboarding: det her venter\nEt trin venter på dig:\nFirst (Lille forløb: ingen bestemt): har ventet siden 30. november 2026, senest 3. december 2026\n"
        'Tryk på et trin, eller skriv "mine trin", når du har tid.\n[First (Lille forløb: ingen bestemt)]'
    )
    assert "senest i dag" in due
    assert "skulle være gjort 3. december 2026, 2 arbejdsdage siden" in late
    assert "First (Lille forløb: ingen bestemt, kontaktperson): skulle være gjort 3. december 2026, 3 arbejdsdage siden" in stage.said(SECRETARY)[0]


async def test_everything_that_waits_for_somebody_in_any_run_is_one_message(stage: NudgeStage) -> None:
    both = flow(step("first"), step("second"), step("third", owner="secretariat"))
    await stage.prepare(both, run("a"), run("b", organisation="aarhus"))
    await stage.mornings(1)
    assert [len(stage.said(each)) for each in (ANNE, SECRETARY, OLE)] == [1, 1, 0]
    assert stage.said(ANNE)[0].count("First (") == stage.said(ANNE)[0].count("Second (") == 2 + 2
    assert stage.said(SECRETARY)[0].startswith("Onboarding: det her venter\n2 trin venter på dig:\nThird (")


async def test_what_opens_after_the_morning_is_told_the_next_working_day(stage: NudgeStage) -> None:
    await stage.prepare(flow(step("first"), step("second", after=["first"])), run("a"))
    stage.clock.at = MONDAY + 4 * DAY + 3 * HOUR
    await stage.done("a", "first")
    await stage.mornings(4)
    assert stage.days(ANNE) == ["12-07"]


@pytest.mark.parametrize("how", ["done", "paused", "cancelled"])
async def test_what_was_planned_is_withdrawn_once_nothing_waits_and_is_not_sent_where_there_was_no_time_for_that(stage: NudgeStage, how: str) -> None:
    await stage.prepare(flow(step("first"), step("second", owner="secretariat")), run("a"))
    await stage.tick()
    await (stage.done("a", "first") if how == "done" else stage.change("a", state=how))
    stage.clock.at = MONDAY + HOUR
    await stage.relay().drain()
    await stage.relay().drain()
    assert stage.said(ANNE) == []
    await stage.wake()
    assert {(each.state, each.reason) for each in await stage.ledger(NUDGE) if "anne" in each.target} == {("skipped", "nothing_waits")}
    assert len(stage.said(SECRETARY)) == (how == "done")


async def test_what_is_wanted_again_before_the_morning_is_sent_after_all(stage: NudgeStage) -> None:
    await stage.prepare(ONE, run("a"))
    await stage.change("a", owner="secretary", participants={"contact_person": "ole"})
    await stage.tick()
    await stage.change("a", participants={"contact_person": "anne"})
    await stage.mornings(1)
    assert [len(stage.said(each)) for each in (ANNE, OLE)] == [1, 0]


async def test_after_a_pause_what_is_open_is_told_anew(stage: NudgeStage) -> None:
    await stage.prepare(ONE, run("a"))
    await stage.mornings(1)
    await stage.change("a", state="paused")
    await stage.mornings(20)
    assert stage.days(ANNE) == ["11-30"]
    await stage.change("a", state="active", resumed_at=stage.clock.at)
    await stage.mornings(1)
    assert stage.days(ANNE) == ["11-30", "12-21"]


async def test_whoever_stands_in_hears_it_and_where_nobody_is_known_whoever_carries_it_on(stage: NudgeStage) -> None:
    of = flow(step("first"), step("second", owner="secretariat"), step("third", owner="signatory"))
    await stage.prepare(of, run("a"))
    async with stage.database.unit_of_work() as unit:
        for name in ("deputy", "other"):
            await unit.people.add(person(name))
            await unit.people.attach(link(f"fake:{name}", name))
        today = date(2026, 11, 30)
        await unit.absences.add(absence("one", "anne", valid_from=today, valid_to=today + DAY, deputy_person="deputy"))
        await unit.absences.add(absence("two", "secretary", valid_from=today, valid_to=today + DAY, deputy_person="other"))
        await unit.commit()
    await stage.mornings(1)
    assert [len(stage.said(each)) for each in (ANNE, SECRETARY, "fake:deputy", "fake:other", OLE)] == [0, 0, 1, 1, 1]
    assert "Third (" in stage.said(OLE)[0]
    assert "ingen er med som" in stage.said(OLE)[0]


async def test_whoever_has_the_role_in_the_morning_hears_it(stage: NudgeStage) -> None:
    await stage.prepare(ONE, run("a", participants={}))
    await stage.tick()
    async with stage.database.unit_of_work() as unit:
        await unit.roles.add(assignment("k", role="kontaktperson", scope=Scope("organisation", "favrskov"), person="anne", organisation="favrskov"))
        await unit.commit()
    stage.clock.at += timedelta(minutes=6)
    await stage.mornings(1)
    assert [len(stage.said(each)) for each in (ANNE, OLE)] == [1, 0]


async def test_after_two_days_of_downtime_one_message_says_what_is_so_now(stage: NudgeStage) -> None:
    await stage.prepare(flow(step("first", due={"days": 1}), step("second", due={"days": 2})), run("a"))
    await stage.tick()
    stage.clock.at = MONDAY + 2 * DAY + 3 * HOUR  # Wednesday, eleven o'clock
    await stage.wake()
    await stage.mornings(1)
    (late,) = stage.said(ANNE)
    assert "2 trin venter på dig" in late
    assert {each.reason for each in await stage.ledger(NUDGE) if each.state == "skipped"} == {"overtaken"}


@pytest.mark.parametrize(("back", "sent"), [(MONDAY + 5 * DAY, "12-07"), (MONDAY + 12 * HOUR, "12-01"), (MONDAY + 6 * HOUR, "11-30")])
async def test_what_is_late_waits_for_a_working_day_and_for_its_morning(stage: NudgeStage, back: object, sent: str) -> None:
    await stage.prepare(flow(step("first")), run("a"))
    await stage.tick()
    stage.clock.at = back  # type: ignore[assignment] # a moment
    await stage.wake()
    await stage.mornings(4)
    assert stage.days(ANNE) == [sent]
    assert stage.said(ANNE)[0].startswith("Den her kommer for sent")
    assert stage.poster.looked_for == [], "what was routed, or put off, was surely not posted"


async def test_what_is_planned_only_after_a_late_one_was_sent_is_not_said_again(stage: NudgeStage) -> None:
    """The relay may be quicker than the planning when both begin anew."""
    await stage.prepare(ONE, run("a"))
    stage.clock.at = MONDAY + 3 * DAY + 2 * HOUR
    for _ in range(2):
        await stage.relay().drain()
    await stage.wake()
    (late,) = stage.said(ANNE)
    assert "senest i dag" in late
    assert {(each.state, each.reason) for each in await stage.ledger(NUDGE)} == {("late", ""), ("skipped", "overtaken")}
