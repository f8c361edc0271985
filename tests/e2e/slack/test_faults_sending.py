# SPDX-License-Identifier: MPL-2.0
"""Slack fails while an answer is sent: the answer arrives all the same, once, and in its place in line."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.adapters.slack.sending import ATTEMPTS
from bot.inbox_worker import GIVEN_UP
from tests.e2e.slack.connected import Connected
from tests.e2e.slack.trouble import ANSWER, ASTRID, ASTRIDS, BIRGER, GENERAL, HASTY, QUESTION, TROUBLED, answered, at_rest, logged, texts, troubled
from tests.slack.faults import EVERY
from tests.slack.stand_in import StandIn, stand_in
from tests.slack.tokens import BOT_SCOPES

POST = "chat.postMessage"


@pytest.fixture
async def bot(slack: StandIn, tmp_path: Path) -> AsyncIterator[Connected]:
    async with troubled(slack, tmp_path) as bot:
        yield bot


async def _mentioned(slack: StandIn, bot: Connected) -> None:
    """Astrid asks in the channel and is answered once, in her thread."""
    asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
    (shown,) = await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
    assert ANSWER in texts([shown])[0]


@pytest.mark.parametrize("kind", ["ratelimited", "server_error", "timeout_before", "timeout_after", "reset_before", "reset_after", "garbage"])
async def test_an_answer_is_posted_once_whatever_goes_wrong_on_its_way(slack: StandIn, bot: Connected, kind: str) -> None:
    slack.faults.fail(POST, 1, kind, retry_after=0)
    await _mentioned(slack, bot)
    carried_out = kind.endswith("_after")
    assert len([call for call in slack.calls(POST) if call.answer and call.answer.get("ok")]) == 1
    assert len(slack.calls(POST)) == (1 if carried_out else 2)


@pytest.mark.parametrize("kind", ["timeout_after", "reset_after", "server_error"])
async def test_a_direct_answer_is_found_by_its_mark_before_it_is_posted_again(slack: StandIn, bot: Connected, kind: str) -> None:
    slack.faults.fail(POST, 1, kind)
    slack.faults.fail("conversations.history", 1, "server_error")
    await slack.people.direct_message(ASTRID, QUESTION)
    (shown,) = await answered(slack, bot, lambda: slack.messages(ASTRIDS))
    assert len(slack.calls("conversations.history")) >= 2
    assert (shown.metadata or {})["event_type"] == "os2bot_reply"
    assert bot.figure("os2bot_slack_sent_total", method=POST, outcome="unclear") == 1


async def test_a_storm_of_refusals_neither_loses_nor_disorders_answers(slack: StandIn, tmp_path: Path) -> None:
    """Over one socket: over several, Slack promises no order."""
    async with troubled(slack, tmp_path, sockets=1) as bot:
        await _stormy(slack, bot)


async def _stormy(slack: StandIn, bot: Connected) -> None:
    slack.faults.fail(POST, 14, "ratelimited", retry_after=0)
    asked = [("hvem koordinerer os2iot?", "OS2iot"), ("og kitos?", "OS2kitos"), ("hvem koordinerer os2forms?", "OS2forms"), ("og os2iot?", "OS2iot")]
    for text, _ in asked:
        await slack.people.direct_message(ASTRID, text)
    for user in (ASTRID, BIRGER):
        await slack.people.mention(user, GENERAL, QUESTION)
    shown = await answered(slack, bot, lambda: slack.messages(ASTRIDS), len(asked))
    assert [holds in text for text, (_, holds) in zip(texts(shown), asked, strict=True)] == [True] * len(asked), texts(shown)
    await answered(slack, bot, lambda: slack.messages(GENERAL), 2)


async def test_what_slack_does_not_take_for_long_is_put_off_and_sent_when_slack_is_back(slack: StandIn, bot: Connected) -> None:
    with capture_logs() as log:
        slack.faults.fail(POST, EVERY, "server_error", status=503)
        asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
        await slack.until(lambda: len(slack.calls(POST)) > 2 * ATTEMPTS, "a second round of attempts")
        assert slack.thread(GENERAL, asked.ts) == []
        slack.faults.heal()
        await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
    assert {"delivery_put_off", "delivery_taken_up"} <= {line.get("action") for line in log}


async def test_slack_may_be_away_for_longer_than_a_delivery_that_fails_is_tried(slack: StandIn, tmp_path: Path) -> None:
    """However often it was put off: it is Slack's trouble, and not the delivery's."""
    hurried = replace(TROUBLED, pace=replace(HASTY, recover=0.02), held=TROUBLED.held / 9)
    async with troubled(slack, tmp_path, hurried) as bot:
        with capture_logs() as log:
            slack.faults.fail(POST, EVERY, "error:internal_error")
            asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
            await logged(log, "delivery_put_off", GIVEN_UP + 2)
            slack.faults.heal()
            (shown,) = await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
    assert ANSWER in texts([shown])[0]


async def test_where_it_may_not_be_looked_an_unclear_answer_is_not_doubled(tmp_path: Path) -> None:
    scopes = [scope for scope in BOT_SCOPES if scope != "channels:history"]
    async with stand_in(scopes=scopes) as slack, troubled(slack, tmp_path) as bot:
        with capture_logs() as log:
            slack.faults.fail(POST, 1, "timeout_after")
            asked = await slack.people.mention(ASTRID, GENERAL, QUESTION, with_message_event=False)
            await logged(log, "answer_undeliverable")
            await at_rest(bot)
        assert len(slack.thread(GENERAL, asked.ts)) == 1
        assert bot.figure("os2bot_slack_given_up_total", reason="unsettled") == 1
        assert slack.messages(ASTRIDS) == []


@pytest.mark.parametrize("kind", ["ratelimited", "server_error", "timeout_before", "reset_before"])
async def test_an_ephemeral_answer_comes_whatever_goes_wrong(slack: StandIn, bot: Connected, kind: str) -> None:
    slack.faults.fail("response_url", 1, kind, retry_after=0)
    await slack.people.slash(ASTRID, GENERAL, QUESTION)
    (shown,) = await answered(slack, bot, lambda: slack.ephemerals(ASTRID, GENERAL))
    assert ANSWER in texts([shown])[0]


async def test_an_ephemeral_answer_whose_fate_is_unclear_is_said_once_more_to_its_reader_alone(slack: StandIn, bot: Connected) -> None:
    slack.faults.fail("response_url", 1, "reset_after")
    await slack.people.slash(ASTRID, GENERAL, QUESTION)
    await answered(slack, bot, lambda: slack.ephemerals(ASTRID, GENERAL), 2)
    assert slack.messages(GENERAL) == []
