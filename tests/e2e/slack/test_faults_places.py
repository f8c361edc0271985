# SPDX-License-Identifier: MPL-2.0
"""Where an answer belongs is closed, or the bot is let in no more: the person gets it, or it waits."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.e2e.slack.connected import Connected
from tests.e2e.slack.trouble import (
    ANSWER,
    ASTRID,
    ASTRIDS,
    GENERAL,
    HASTY,
    QUESTION,
    TROUBLED,
    answered,
    at_rest,
    logged,
    readiness,
    texts,
    troubled,
)  # fmt: skip
from tests.slack.faults import EVERY
from tests.slack.stand_in import StandIn

POST = "chat.postMessage"


@pytest.fixture
async def bot(slack: StandIn, tmp_path: Path) -> AsyncIterator[Connected]:
    async with troubled(slack, tmp_path) as bot:
        yield bot


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("is_archived", "arkiveret"),
        ("not_in_channel", "ikke med i kanalen"),
        ("channel_not_found", "ikke med i kanalen"),
        ("restricted_action", "ikke lov til at skrive"),
        ("msg_too_long", "kunne ikke svare der"),
    ],
)
async def test_an_answer_that_belongs_where_nothing_can_be_posted_goes_to_the_person(slack: StandIn, bot: Connected, code: str, said: str) -> None:
    slack.faults.fail(POST, 1, f"error:{code}")
    asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
    (shown,) = await answered(slack, bot, lambda: slack.messages(ASTRIDS))
    assert (said in texts([shown])[0], ANSWER in texts([shown])[0]) == (True, True)
    assert slack.thread(GENERAL, asked.ts) == []


async def test_a_channel_that_is_archived_while_the_answer_is_made_is_noticed(slack: StandIn, bot: Connected) -> None:
    slack.faults.fail(POST, 1, "server_error")
    slack.workspace.channels[GENERAL].is_archived = True
    await slack.people.mention(ASTRID, GENERAL, QUESTION)
    (shown,) = await answered(slack, bot, lambda: slack.messages(ASTRIDS))
    assert "arkiveret" in texts([shown])[0]


async def test_an_answer_that_nobody_can_be_given_is_logged_and_settled(slack: StandIn, bot: Connected) -> None:
    with capture_logs() as log:
        slack.faults.fail(POST, EVERY, "error:is_archived")
        await slack.people.mention(ASTRID, GENERAL, QUESTION)
        (line,) = await logged(log, "answer_undeliverable")
        await at_rest(bot)
    assert line["code"] == "is_archived"
    assert bot.figure("os2bot_slack_given_up_total", reason="is_archived") == 1


@pytest.mark.parametrize("passed", [0, 31 * 60])
async def test_an_answer_whose_address_is_used_up_or_too_old_comes_as_a_direct_message(slack: StandIn, bot: Connected, passed: int) -> None:
    """Five uses, thirty minutes."""
    slack.faults.fail("users.info", 1, "timeout_before")
    typed = slack.people.slash(ASTRID, GENERAL, QUESTION)
    delivered = await typed
    assert delivered.acked
    (url,) = slack.world.response_urls.values()
    url.uses, url.at = (url.uses, url.at - passed) if passed else (5, url.at)
    (shown,) = await answered(slack, bot, lambda: slack.messages(ASTRIDS))
    assert ANSWER in texts([shown])[0]
    assert slack.ephemerals(ASTRID) == []


def _revoke(slack: StandIn) -> None:
    """Not in the stand-in's own way: it would send no events either, and some are always under way."""
    slack.faults.fail("*", EVERY, "error:token_revoked", where=lambda call: call.method != "apps.connections.open")


async def test_a_revoked_token_is_said_and_what_was_asked_meanwhile_is_answered_when_it_works_again(slack: StandIn, bot: Connected) -> None:
    _revoke(slack)
    asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
    assert "no longer lets the bot into workspace T0TEST001 (token_revoked)" in await readiness(bot, "token_revoked")
    await slack.people.direct_message(ASTRID, QUESTION)
    await slack.settled()
    assert slack.failures == []
    slack.faults.heal()
    await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
    await answered(slack, bot, lambda: slack.messages(ASTRIDS))
    await readiness(bot, "")


async def test_a_bot_that_begins_with_a_revoked_token_acknowledges_nothing_it_cannot_keep(slack: StandIn, tmp_path: Path) -> None:
    _revoke(slack)
    slack.deliveries.retry_delays = (0.2, 0.5, 5)
    async with troubled(slack, tmp_path, replace(TROUBLED, wait=False, pace=replace(HASTY, answer=5))) as bot:
        assert "token_revoked" in await readiness(bot, "check SLACK_BOT_TOKEN")
        await slack.until(lambda: slack.socket.open, "a socket")
        await slack.people.direct_message(ASTRID, QUESTION)
        slack.faults.heal()
        await answered(slack, bot, lambda: slack.messages(ASTRIDS))
        await readiness(bot, "")
