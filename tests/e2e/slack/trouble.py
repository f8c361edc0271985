# SPDX-License-Identifier: MPL-2.0
"""The bot as a test of troubles needs it: it waits for little, and its parts can be made to fail."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.adapter import OnMessage
from bot.adapters.slack.pace import Pace
from bot.app import Application
from bot.localise import LocalisedReply
from handlers.message import Message
from storage.sql.unit_of_work import SqlUnitOfWork
from tests.e2e.slack.connected import Clock, Connected, Tuned, connected, settings_for
from tests.slack.reading import plain
from tests.slack.records import Message as Shown
from tests.slack.stand_in import StandIn

ASTRID, BIRGER, EMILY = "U0ASTRID1", "U0BIRGER1", "U0EMILY01"
GENERAL, ASTRIDS = "C0GENERAL", "D0ASTRID1"
QUESTION, ANSWER = "hvem koordinerer os2iot?", "Aarhus Kommune"
HELD = timedelta(milliseconds=900)


async def at_once(seconds: float) -> None:
    """Waits a hundredth of what it should."""
    await asyncio.sleep(seconds / 100)


HASTY = Pace(answer=0.5, stale=1.0, look=0.05, slow=30, recover=0.1, pause=at_once)
TROUBLED = Tuned(pace=HASTY, held=HELD)


def troubled(slack: StandIn, data: Path, tuned: Tuned = TROUBLED, **more: Any) -> AbstractAsyncContextManager[Connected]:
    return connected(slack, settings_for(slack, data, **more), Clock().now, tuned)


def answering(answer: Callable[[Message, OnMessage], Awaitable[LocalisedReply | None]], tuned: Tuned = TROUBLED) -> Tuned:
    """The bot whose messages are answered by `answer`, which is given the rightful way to do so."""

    def wrapped(on_message: OnMessage) -> OnMessage:
        return lambda message: answer(message, on_message)

    return replace(tuned, answer=wrapped)


class Breakable:
    """A database that fails when it is told to: `broken` transactions, of those for which `where` holds."""

    def __init__(self) -> None:
        self.broken = 0
        self.where: Callable[[], bool] = lambda: True

    def prepare(self, app: Application) -> None:
        usual = app.database.unit_of_work

        def unit_of_work() -> SqlUnitOfWork:
            if self.broken > 0 and self.where():
                self.broken -= 1
                raise ConnectionError("the database is away")
            return usual()

        app.database.unit_of_work = unit_of_work  # type: ignore[method-assign]


def texts(shown: list[Shown]) -> list[str]:
    return [plain(each) for each in shown]


async def answered(slack: StandIn, bot: Connected, look: Callable[[], list[Shown]], many: int = 1) -> list[Shown]:
    """So many answers, and no more once everything has come to rest."""
    await slack.until(lambda: len(look()) >= many, f"{many} answers")
    await slack.settled()
    await at_rest(bot)
    assert len(look()) == many, texts(look())
    return look()


async def at_rest(bot: Connected) -> None:
    """Nothing is in hand, and nothing waits."""
    for _ in range(1_000):
        async with bot.app.database.unit_of_work() as unit:
            waiting = await unit.inbox.waiting("slack")
        if not waiting and not bot.figure("os2bot_slack_waiting"):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"after 10 s {waiting} deliveries are not settled")


async def logged(log: Sequence[Mapping[str, Any]], action: str, many: int = 1) -> list[Mapping[str, Any]]:
    """So many lines with this action."""
    for _ in range(1_000):
        if len(found := [line for line in log if line.get("action") == action]) >= many:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"waited 10 s in vain for {many} lines {action}; there are {[line.get('action') for line in log]}")


async def readiness(bot: Connected, holds: str) -> str:
    """What readiness says, once it holds this; the empty string stands for ready."""
    for _ in range(1_000):
        said = await bot.platform.checks["slack"]() or ""
        if holds in said and (holds or not said):
            return said
        await asyncio.sleep(0.01)
    raise AssertionError(f"waited 10 s in vain for readiness to say {holds!r}: {said!r}")
