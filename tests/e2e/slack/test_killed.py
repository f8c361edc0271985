# SPDX-License-Identifier: MPL-2.0
"""The bot is killed without warning, at one moment after another: whoever asked is answered, once, and what was to be changed is changed, once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.app import application
from config.settings import Settings
from tests.cast import assemble
from tests.e2e.slack.doing import secretariat
from tests.e2e.slack.lives import Lives, lives
from tests.e2e.slack.trouble import ANSWER, EMILY, GENERAL, QUESTION, texts
from tests.slack.delivery import Delivery
from tests.slack.records import Call, Message
from tests.slack.stand_in import StandIn

ASTRID, BIRGER, BIRGERS = "U0ASTRID1", "U0BIRGER1", "D0BIRGER1"
WISH, UNKNOWN = "gør Syddjurs Kommune til koordinator for os2kle", "hvilke leverandører har os2skole?"
COMMITS = [("commit", when, str(number)) for number in range(1, 11) for when in ("before", "after")]
SENT = [("call", method, fault) for method in ("chat.postMessage", "response_url") for fault in ("reset_before", "reset_after")]
BORN = [("born", when, str(number)) for number in range(2, 5) for when in ("before", "after")]
"""While a new life takes up what the one before left."""
POINTS = (*COMMITS, *SENT, *BORN)


@dataclass
class Asked:
    """What was asked in the moment of death."""

    point: str
    mention: Message
    typed: "asyncio.Task[Delivery]"
    said: int
    """Messages in Birger's conversation before."""
    shown: int
    """Messages for Emily's eyes before."""


class Stage:
    def __init__(self, slack: StandIn, bot: Lives) -> None:
        self.slack, self.bot = slack, bot
        self.asked: list[Asked] = []

    async def wish(self, text: str, holds: str) -> None:
        """Birger says something to the living, and is answered."""
        before = len(self.slack.messages(BIRGERS))
        await self.slack.people.direct_message(BIRGER, text)
        answers = await self.slack.until(lambda: self.slack.messages(BIRGERS)[before:], f"an answer to {text}")
        assert holds in texts(answers)[0]

    async def ask(self, point: str) -> Asked:
        said, shown = len(self.slack.messages(BIRGERS)), len(self.slack.ephemerals(EMILY))
        await self.slack.people.direct_message(BIRGER, "ja")
        mention = await self.slack.people.mention(ASTRID, GENERAL, UNKNOWN)
        self.asked.append(Asked(point, mention, asyncio.create_task(self.slack.people.slash(EMILY, GENERAL, QUESTION)), said, shown))
        return self.asked[-1]

    async def answered(self, asked: Asked) -> None:
        """Everybody: but for whoever typed a command and was told that it failed."""
        await self.slack.settled()
        await self.slack.until(lambda: self.slack.thread(GENERAL, asked.mention.ts), f"an answer to the mention at {asked.point}")
        said = await self.slack.until(lambda: self.slack.messages(BIRGERS)[asked.said :], f"an answer to the yes at {asked.point}")
        assert "Det er gjort" in texts(said)[0], asked.point
        if (await asked.typed).acked:
            await self.slack.until(lambda: self.slack.ephemerals(EMILY)[asked.shown :], f"an answer to the command at {asked.point}")

    def proven(self) -> None:
        """Nobody was answered twice; but nobody can look whether a response URL was used, and an answer for one person's eyes may be said once more."""
        for number, asked in enumerate(self.asked):
            assert len(self.slack.thread(GENERAL, asked.mention.ts)) == 1, asked.point
            assert asked.said == 3 * number + 1, asked.point
        assert len(self.slack.messages(BIRGERS)) == 3 * len(self.asked)
        shown = self.slack.ephemerals(EMILY)
        for asked, later in zip(self.asked, [*(each.shown for each in self.asked[1:]), len(shown)], strict=True):
            assert later - asked.shown <= 2, asked.point
        assert all(ANSWER in text for text in texts(shown))

    async def death(self) -> None:
        """Astrid types on and on, until the moment has come."""
        ended = asyncio.create_task(self.bot.ended())
        while not (await asyncio.wait({ended}, timeout=0.05))[0]:
            await self.slack.people.slash(ASTRID, GENERAL, QUESTION)
        await ended

    def dies_at(self, method: str, fault: str) -> None:
        """At the next call of this method: before Slack does what it asks, or after."""

        def where(call: Call) -> bool:
            self.bot.kill_at_once()
            return True

        self.slack.faults.fail(method, 1, fault, where=where)


@asynccontextmanager
async def staged(slack: StandIn, data: Path, url: str) -> AsyncIterator[Stage]:
    slack.socket.ack_within, slack.deliveries.retry_delays = 0.5, (0.2, 1.0, 3.0)
    async with application(Settings(data_dir=data, database_url=SecretStr(url))) as app:
        await assemble(app.database, {"birger": secretariat(BIRGER)})
    async with lives(slack, data, url) as bot:
        await bot.begin()
        yield Stage(slack, bot)


async def _many_deaths(slack: StandIn, data: Path, url: str) -> None:
    async with staged(slack, data, url) as stage:
        for kind, *death in POINTS:
            await stage.wish(WISH, "Det her bliver ændret")
            if kind == "call":
                stage.dies_at(*death)
            else:
                await stage.bot.arm(*(death if kind == "commit" else ("after", "2")))
            asked = await stage.ask(f"{kind} {death}")
            await stage.death()
            slack.faults.heal()
            if kind == "born":
                await stage.bot.begin(*death)
                await (stage.death() if stage.bot.alive else asyncio.sleep(0))
            await stage.bot.begin()
            await stage.answered(asked)
            await stage.wish("fortryd", "Det er fortrudt")
        stage.proven()
        await stage.bot.over()
    await _once(data, url)


async def _once(data: Path, url: str) -> None:
    """Each change was carried out once for each time that it was wanted, and undone once."""
    async with application(Settings(data_dir=data, database_url=SecretStr(url))) as app, app.database.unit_of_work() as unit:
        changes = [event for event in await unit.audit.find() if event.via == "slack"]
        noted = await unit.questions.open()
    assert len(POINTS) >= 30
    assert len(changes) == 2 * len(POINTS)
    assert sum(question.times for question in noted) == len(POINTS)


async def test_killed_at_any_moment_on_sqlite_nothing_is_lost_and_nothing_done_twice(slack: StandIn, tmp_path: Path, sqlite_url: str) -> None:
    await _many_deaths(slack, tmp_path, sqlite_url)


async def test_killed_at_any_moment_on_postgresql_nothing_is_lost_and_nothing_done_twice(slack: StandIn, tmp_path: Path, postgres_url: str) -> None:
    await _many_deaths(slack, tmp_path, postgres_url)
