# SPDX-License-Identifier: MPL-2.0
"""`os2bot run` is killed at whatever moment: every question is answered once, in the end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.e2e.matrix.asking import QUESTION, all_answered, entered
from tests.e2e.matrix.connected import home, until
from tests.e2e.running import Service, service
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People

MOMENTS = (0.0, 0.015, 0.03, 0.05, 0.08, 0.12, 0.2, 0.35)
"""Seconds after a question when the process is killed: while it is received, kept, answered, sent and noted. What is promised holds whichever it hits."""


@asynccontextmanager
async def living(directory: Path, settings: dict[str, str]) -> AsyncIterator[Service]:
    """Until it is killed; connected when it begins."""
    with service(directory, cwd=directory, **settings) as bot:

        async def connected() -> bool:
            return any(each.get("action") == "leading" for each in bot.log())

        await until(connected, "the bot to connect", 30)
        yield bot
        bot.process.kill()
        await asyncio.to_thread(bot.process.wait)


@pytest.mark.parametrize("encrypted", [True], ids=["encrypted"])  # the harder of the two: keys are lost and kept too
async def test_a_bot_that_is_killed_again_and_again_answers_each_question_once(homeserver: Homeserver, people: People, tmp_path: Path, encrypted: bool) -> None:
    place = await home(homeserver.api, homeserver.url, tmp_path)
    settings = {
        "OS2BOT_DATA_DIR": str(tmp_path / "data"), "MATRIX_HOMESERVER": place.url, "MATRIX_USER": place.account.user, "MATRIX_ACCESS_TOKEN": place.login.token,
    }  # fmt: skip
    anna = await people.come("anna")
    async with living(tmp_path, settings):
        room = await entered(anna, place.account.user, encrypted=encrypted)
    asked: list[str] = []
    for moment in MOMENTS:
        async with AsyncExitStack() as life:
            await life.enter_async_context(living(tmp_path, settings))
            asked += [await anna.send(room, QUESTION) for _ in range(3)]
            await asyncio.sleep(moment)
    async with living(tmp_path, settings):
        await all_answered(anna, place.account.user, room, asked, within=120, in_order=False)
