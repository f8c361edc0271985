# SPDX-License-Identifier: MPL-2.0
"""After the end of a run each is written to in the language they have chosen; and from a device in doubt they say how it goes, and learn nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers.message import Asked, Doubt
from storage.audit import AuditFilter
from storage.unit_of_work import Database
from tests.contract.nudge_stage import ANNE, DAY, HOUR, MONDAY, OLE, NudgeStage, flow, run, step
from tests.talking import Heard, Talk

FLOW = flow(step("first"), celebrate={"da": "Hurra!", "en": "Hooray!"}, check_ins=[30])


@pytest.fixture
async def stage(database: Database) -> NudgeStage:
    """Anne, the contact person, has chosen English; Ole, who carries it on, has chosen nothing. The run is in Danish, and completed."""
    stage = NudgeStage(database)
    await stage.prepare(FLOW, run("a"))
    async with database.unit_of_work() as unit:
        anne = await unit.people.person("anne")
        assert anne
        await unit.people.save(replace(anne, language="en"))
        await unit.commit()
    stage.clock.at = MONDAY + 4 * HOUR
    await stage.done("a", "first")
    await stage.wake()
    return stage


async def _asked(stage: NudgeStage, identity: str, intent: str, doubt: Doubt, **slots: str) -> Heard:
    talk = Talk(Dispatcher(stage.database, load_intents()), Localiser(), identity, doubt=doubt)
    return await talk.say("", stage.clock.at, asks=Asked(intent, {"run": "a", **slots}))


async def test_each_is_told_in_the_language_they_have_chosen_else_in_that_of_the_run(stage: NudgeStage) -> None:
    assert stage.said(ANNE) == ["It is completed: Small flow, nobody in particular.\nHooray!"]
    assert stage.said(OLE) == ["Så er det gennemført: Lille forløb, ingen bestemt.\nHurra!"]
    stage.clock.at = MONDAY + 28 * DAY
    await stage.mornings(5)
    assert "How is it going?" in stage.said(ANNE)[1]


async def test_so_is_whoever_hears_that_help_is_wanted(stage: NudgeStage) -> None:
    async with stage.database.unit_of_work() as unit:
        ole = await unit.people.person("ole")
        assert ole
        await unit.people.save(replace(ole, language="en"))
        await unit.commit()
    await _asked(stage, ANNE, "onboarding_check_in", "", item="help", count="30")
    await stage.wake()
    assert "say that they need help" in stage.said(OLE)[-1]


async def test_a_reaction_says_how_it_goes_though_nobody_knows_from_which_device(stage: NudgeStage) -> None:
    heard = [await _asked(stage, ANNE, "onboarding_check_in", "reaction", item=item, count="30") for item in ("well", "help")]
    await stage.wake()
    assert [each.outcome for each in heard] == ["answered", "answered"]
    assert "mangler hjælp" in stage.said(OLE)[-1]
    assert (await _asked(stage, ANNE, "onboarding_check_in", "unsigned", item="help", count="30")).outcome == "declined"


@pytest.mark.parametrize("doubt", ["unsigned", "reaction"])
async def test_whoever_is_in_doubt_hears_that_and_not_that_there_is_nothing(stage: NudgeStage, doubt: Doubt) -> None:
    stage.clock.at += timedelta(minutes=1)
    heard = await _asked(stage, ANNE, "onboarding_status", doubt)
    async with stage.database.unit_of_work() as unit:
        [attempt] = await unit.audit.find(AuditFilter(outcome="refused"))
    assert (heard.outcome, attempt.reason, attempt.action) == ("declined", f"trust.{doubt}", "onboarding.read")
