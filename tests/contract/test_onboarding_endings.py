# SPDX-License-Identifier: MPL-2.0
"""The end of a run is celebrated once, in the channel where there is one; afterwards it is asked once each time how it goes; and the bot says what the flow has it say."""

from datetime import timedelta

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers.message import Asked
from storage.unit_of_work import Database
from tests.contract.nudge_stage import ANNE, DAY, HOUR, MONDAY, OLE, SECRETARY, NudgeStage, flow, run, step
from tests.talking import Talk

CHANNEL = "fake:C0CHANNEL"
HAPPY = {"celebrate": {"da": "Hurra!", "en": "Hooray!"}, "check_ins": [30, 90]}
FLOW = flow(step("first"), **HAPPY)
CELEBRATION, CHECK_IN, MESSAGE = "onboarding_celebration", "onboarding_check_in", "onboarding_message"


@pytest.fixture
def stage(database: Database) -> NudgeStage:
    return NudgeStage(database)


async def _completed(stage: NudgeStage, at: timedelta = 4 * HOUR, **fields: object) -> None:
    await stage.prepare(FLOW, run("a", **fields))
    stage.clock.at = MONDAY + at
    await stage.done("a", "first")
    await stage.wake()


async def test_the_end_is_celebrated_with_the_contact_person_and_whoever_carried_it_on(stage: NudgeStage) -> None:
    await _completed(stage)
    assert stage.said(ANNE) == stage.said(OLE) == ["Så er det gennemført: Lille forløb, ingen bestemt.\nHurra!"]
    await stage.mornings(2)
    assert len(await stage.ledger(CELEBRATION)) == 2


async def test_it_is_celebrated_in_the_channel_alone_where_there_is_one(stage: NudgeStage) -> None:
    await _completed(stage, channel=CHANNEL)
    assert [len(stage.said(each)) for each in (CHANNEL, ANNE, OLE)] == [1, 0, 0]


async def test_at_night_nobody_celebrates_and_not_what_goes_on_after_all(stage: NudgeStage) -> None:
    await _completed(stage, 14 * HOUR)
    assert stage.said(ANNE) == []
    await stage.change("a", state="active", steps={}, ended_at=None)
    stage.clock.at = MONDAY + DAY
    await stage.wake()
    assert {(each.state, each.reason) for each in await stage.ledger(CELEBRATION)} == {("skipped", "no_longer")}
    await stage.done("a", "first")
    await stage.wake()
    assert [len(stage.said(each)) for each in (ANNE, OLE)] == [1, 1]


async def test_how_it_goes_is_asked_after_so_many_days_on_a_working_day_and_once_each_time(stage: NudgeStage) -> None:
    await _completed(stage)
    stage.clock.at = MONDAY + 28 * DAY
    await stage.mornings(5)
    assert stage.days(ANNE) == ["11-30", "12-30"]
    assert stage.said(ANNE)[1] == (
        "Lille forløb for ingen bestemt blev gennemført den 30. november 2026. Hvordan går det?\n"
        "Svar med en af knapperne, så får den, der stod for forløbet, besked, hvis I mangler hjælp.\n[Det går godt]\n[Vi mangler hjælp]"
    )
    stage.clock.at = MONDAY + 87 * DAY
    await stage.mornings(5)
    assert stage.days(ANNE) == ["11-30", "12-30", "03-01"], "the 28 February is a Sunday"


async def test_whoever_wants_help_is_heard_once_by_whoever_carried_it_on(stage: NudgeStage) -> None:
    await _completed(stage)
    talk = Talk(Dispatcher(stage.database, load_intents()), Localiser(), ANNE)
    answers = {}
    for item in ("well", "help", "help"):
        slots = {"run": "a", "item": item, "count": "30"}
        answers[item] = (await talk.say("", stage.clock.at, asks=Asked("onboarding_check_in", slots, ""))).text
    await stage.wake()
    assert "Dejligt at høre" in answers["well"]
    assert "Nu får den, der står for forløbet, besked" in answers["help"]
    assert stage.said(OLE)[1:] == [
        "ingen bestemt siger, at de mangler hjælp efter forløbet Lille forløb.\nTag fat i kontaktpersonen og hør, hvad der mangler.\n[Se forløbet]"
    ]


async def test_a_stranger_says_nothing_of_how_it_goes(stage: NudgeStage) -> None:
    await _completed(stage)
    talk = Talk(Dispatcher(stage.database, load_intents()), Localiser(), "fake:U0FREMMED")
    heard = await talk.say("", stage.clock.at, asks=Asked("onboarding_check_in", {"run": "a", "item": "help", "count": "30"}, ""))
    await stage.wake()
    assert heard.outcome == "unknown"
    assert not await stage.ledger("onboarding_help")


async def test_what_the_flow_has_the_bot_say_is_said_when_its_time_has_come(stage: NudgeStage) -> None:
    tell = {"do": "tell", "who": "secretariat", "text": {"da": "Nu er det så vidt", "en": "Now it is time"}}
    of = flow(
        step("first"), step("word", kind="message", after=["first"], effects=[tell]), step("rest", kind="wait", after=["word"], due={"days": 5}, effects=[tell])
    )
    await stage.prepare(of, run("a"))
    stage.clock.at = MONDAY + 3 * HOUR
    await stage.wake()
    await stage.done("a", "first")
    await stage.wake()
    assert [text.splitlines()[-1] for text in (*stage.said(ANNE)[1:], *stage.said(SECRETARY))] == ["Ord", "Nu er det så vidt"]
    await stage.mornings(8)
    assert stage.days(SECRETARY) == ["11-30", "12-07"]
    assert (len(stage.said(ANNE)), len([each for each in await stage.ledger(MESSAGE) if each.reason != "passed_on"])) == (2, 3)


async def test_a_wait_that_ends_opens_what_comes_after_it(stage: NudgeStage) -> None:
    of = flow(step("rest", kind="wait", due={"days": 2}), step("then", after=["rest"]))
    await stage.prepare(of, run("a"))
    await stage.mornings(3)
    assert stage.days(ANNE) == ["12-02"]
    async with stage.database.unit_of_work() as unit:
        found = await unit.onboarding.run("a")
    assert found
    assert (found.waiting_on, found.stale_at, [each.step for each in found.open_steps]) == ("organisation", None, ["then"])
