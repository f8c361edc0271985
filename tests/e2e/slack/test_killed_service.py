# SPDX-License-Identifier: MPL-2.0
"""`os2bot run` itself, killed by SIGKILL while Slack waits for it or it waits for Slack: started again, it brings what it owes, at once."""

import asyncio
import sqlite3
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from tests.e2e.running import Service, service, wait_for
from tests.e2e.slack.trouble import ANSWER, ASTRID, ASTRIDS, GENERAL, QUESTION, texts
from tests.slack.faults import EVERY
from tests.slack.stand_in import StandIn


@pytest.mark.parametrize(("method", "fault"), [("users.info", "timeout_before"), ("chat.postMessage", "timeout_before"), ("chat.postMessage", "timeout_after")])
async def test_a_killed_service_that_is_started_again_owes_nobody_an_answer(slack: StandIn, tmp_path: Path, method: str, fault: str) -> None:
    """While handling, before sending, after sending and before it is noted: the hold of the killed process does not make anybody wait."""
    slack.faults.fail(method, EVERY, fault)
    with _service(slack, tmp_path) as bot:
        await slack.until(lambda: len(slack.socket.open) == 2, "two sockets", 60)
        asked = await slack.people.mention(ASTRID, GENERAL, QUESTION)
        await slack.people.direct_message(ASTRID, QUESTION)
        await slack.until(lambda: slack.calls(method), f"{method} to be called", 30)
        await slack.settled()
        bot.process.kill()
        await asyncio.to_thread(bot.process.wait)
    slack.faults.heal()
    with _service(slack, tmp_path) as bot:
        thread = await slack.until(lambda: slack.thread(GENERAL, asked.ts), "an answer to the mention", 30)
        said = await slack.until(lambda: slack.messages(ASTRIDS), "an answer to the direct message", 30)
        await asyncio.to_thread(wait_for, "nothing to be owed", lambda: not _owed(tmp_path))
        assert await asyncio.to_thread(bot.stop) == 0
    assert (len(slack.thread(GENERAL, asked.ts)), len(slack.messages(ASTRIDS))) == (1, 1)
    assert [ANSWER in text for text in texts([*thread, *said])] == [True, True]


def _owed(directory: Path) -> int:
    with closing(sqlite3.connect(directory / "data" / "os2bot.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM inbox_events WHERE held_until IS NOT NULL").fetchone()[0])


def _service(slack: StandIn, directory: Path) -> AbstractContextManager[Service]:
    return service(directory, SLACK_BOT_TOKEN=slack.bot_token, SLACK_APP_TOKEN=slack.app_token, SLACK_API_URL=slack.api_url)
