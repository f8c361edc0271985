# SPDX-License-Identifier: MPL-2.0
"""Slack delivers twice, late or not at all, and the bot's own parts fail: what was asked is answered once, or whoever asked is told."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.adapter import OnMessage
from bot.answer import Answer
from bot.app import Application
from bot.inbox_worker import GIVEN_UP
from bot.localise import LocalisedReply
from handlers.message import Message
from tests.e2e.slack.connected import Connected
from tests.e2e.slack.trouble import (
    ANSWER,
    ASTRID,
    ASTRIDS,
    GENERAL,
    HASTY,
    QUESTION,
    TROUBLED,
    Breakable,
    answered,
    answering,
    at_rest,
    logged,
    texts,
    troubled,
)  # fmt: skip
from tests.slack.delivery import ONLY_THE_RETRY, How
from tests.slack.stand_in import StandIn

SORRY = "Noget gik galt hos mig"


@pytest.fixture
def breakable() -> Breakable:
    return Breakable()


@pytest.fixture(params=["socket", "http"])
async def bot(request: pytest.FixtureRequest, slack: StandIn, tmp_path: Path, breakable: Breakable) -> AsyncIterator[Connected]:
    slack.socket.ack_within = 1
    async with troubled(slack, tmp_path, replace(TROUBLED, prepare=breakable.prepare), mode=request.param) as bot:
        yield bot


async def test_copies_of_an_event_are_answered_once(slack: StandIn, bot: Connected) -> None:
    asked = await slack.people.mention(ASTRID, GENERAL, QUESTION, how=How(times=11))
    await slack.people.direct_message(ASTRID, QUESTION, how=How(times=11))
    await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
    await answered(slack, bot, lambda: slack.messages(ASTRIDS))
    assert slack.failures == []
    assert bot.figure("os2bot_slack_duplicates_total") == 20


async def test_a_retry_that_is_the_only_copy_is_answered(slack: StandIn, bot: Connected) -> None:
    asked = await slack.people.mention(ASTRID, GENERAL, QUESTION, how=ONLY_THE_RETRY)
    await slack.people.direct_message(ASTRID, QUESTION, how=ONLY_THE_RETRY)
    await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
    await answered(slack, bot, lambda: slack.messages(ASTRIDS))


async def test_the_same_words_under_another_event_id_are_answered_once(slack: StandIn, bot: Connected) -> None:
    asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
    await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
    mention = next(each.payload for each in slack.deliveries.all if each.payload["event"]["type"] == "app_mention")
    for number in range(10):
        slack.deliveries.event({**mention, "event_id": f"Ev-again-{number}"})
    await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))


async def test_what_cannot_be_kept_is_not_acknowledged_and_is_answered_when_it_comes_again(slack: StandIn, bot: Connected, breakable: Breakable) -> None:
    with capture_logs() as log:
        breakable.broken, breakable.where = 2, lambda: bool(slack.deliveries.all)
        await slack.people.direct_message(ASTRID, QUESTION)
        await answered(slack, bot, lambda: slack.messages(ASTRIDS))
    assert slack.deliveries.all[0].attempts > 1
    assert {"inbox_failed"} <= {line.get("action") for line in log}


async def test_whoever_types_a_command_that_cannot_be_kept_is_told_at_once(slack: StandIn, bot: Connected, breakable: Breakable) -> None:
    breakable.broken = 100
    delivered = await slack.people.slash(ASTRID, GENERAL, QUESTION)
    breakable.broken = 0
    assert SORRY in (delivered.answer or {})["text"]
    (shown,) = await answered(slack, bot, lambda: slack.ephemerals(ASTRID, GENERAL))
    assert SORRY in texts([shown])[0]


async def test_a_question_of_half_characters_is_answered(slack: StandIn, bot: Connected) -> None:
    """Emoji that an old client cut in two."""
    asked = await slack.people.mention(ASTRID, GENERAL, f"{QUESTION} \ud83d")
    await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))


def _raising(app: Application) -> None:
    """The dispatcher fails over one product."""
    usual = app.dispatcher.answer

    async def answer(message: Message, now: datetime) -> Answer | None:
        if "os2iot" in message.text:
            raise ZeroDivisionError
        return await usual(message, now)

    app.dispatcher.answer = answer  # type: ignore[method-assign]


async def test_whoever_cannot_be_answered_is_told_and_the_next_one_is_answered(slack: StandIn, tmp_path: Path) -> None:
    async with troubled(slack, tmp_path, replace(TROUBLED, prepare=_raising)) as bot:
        with capture_logs() as log:
            asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
            (shown,) = await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
            await slack.people.direct_message(ASTRID, "hvem koordinerer os2kitos?")
            await answered(slack, bot, lambda: slack.messages(ASTRIDS))
    assert SORRY in texts([shown])[0]
    mention = next(each.payload for each in slack.deliveries.all if each.payload["event"]["type"] == "app_mention")
    (failed,), (given_up,) = ([line for line in log if line.get("action") == action] for action in ("answer_failed", "delivery_given_up"))
    assert failed["message_id"] == f"slack:T0TEST001:{GENERAL}:{asked.ts}"
    assert (given_up["event_id"], given_up["reason"]) == (f"slack:{mention['event_id']}", "answer_failed")
    assert QUESTION not in str(log)


async def _slow(message: Message, on_message: OnMessage) -> LocalisedReply | None:
    await asyncio.sleep(0.5)
    return await on_message(message)


SLOW = replace(answering(_slow), pace=replace(HASTY, slow=0.1))


async def test_whoever_waits_for_long_sees_that_the_bot_is_at_work(slack: StandIn, tmp_path: Path) -> None:
    async with troubled(slack, tmp_path, SLOW) as bot:
        asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
        await slack.until(lambda: slack.statuses, "a status")
        assert slack.thread(GENERAL, asked.ts) == []
        await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
        await slack.people.slash(ASTRID, GENERAL, QUESTION)
        working, answer = texts(await answered(slack, bot, lambda: slack.ephemerals(ASTRID, GENERAL), 2))
    assert working.startswith("Et øjeblik")
    assert ANSWER in answer


@pytest.mark.parametrize("kind", ["timeout_before", "server_error", "error:missing_scope"])
async def test_what_shows_that_the_bot_is_at_work_is_never_in_the_way(slack: StandIn, tmp_path: Path, kind: str) -> None:
    async with troubled(slack, tmp_path, replace(SLOW, pace=replace(SLOW.pace, answer=30))) as bot:
        slack.faults.fail("assistant.threads.setStatus", 5, kind)
        asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
        (shown,) = await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
    assert ANSWER in texts([shown])[0]


async def test_a_delivery_that_fails_each_time_is_given_up(slack: StandIn, tmp_path: Path) -> None:
    """Work that is no answer: whoever opened App Home sees nothing, and opens it again."""
    hurried = replace(TROUBLED, pace=replace(HASTY, recover=0.02), held=TROUBLED.held / 9)
    breakable = Breakable()
    async with troubled(slack, tmp_path, replace(hurried, prepare=breakable.prepare)) as bot:
        with capture_logs() as log:
            slack.faults.fail("views.publish", 1_000, "error:invalid_arguments")
            bot.answering.look = _poison  # type: ignore[method-assign]
            await slack.people.open_home(ASTRID)
            (line,) = await logged(log, "delivery_given_up")
            await at_rest(bot)
        assert line["reason"] == "attempts"
        assert len([each for each in log if each.get("action") == "delivery_failed"]) == GIVEN_UP
        assert bot.figure("os2bot_slack_given_up_total", reason="attempts") == 1


async def _poison(message: Message) -> LocalisedReply:
    raise ZeroDivisionError
