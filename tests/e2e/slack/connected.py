# SPDX-License-Identifier: MPL-2.0
"""The bot, whole and in the test's own process, connected to the stand-in of Slack by the real Bolt and slack_sdk clients."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.adapter import OnMessage
from bot.adapters.slack.pace import Pace
from bot.answering import Answering
from bot.app import Application, application
from bot.delivering import Delivering
from bot.durable_inbox import HELD
from bot.listening import listen, url
from bot.platforms import Platform
from bot.relay_pace import RelayPace
from bot.service import checks
from bot.slack_platform import slack_platform
from bot.web.app import web_app
from bot.web.health import Readiness
from bot.web.metrics import Metrics
from bot.web.server import serve_http
from config.settings import Settings
from config.slack_settings import SlackSettings
from tests.cast import assemble
from tests.dialogues import Cast
from tests.slack.stand_in import StandIn
from tests.slack.waiting import PATIENCE


@dataclass
class Clock:
    """The bot's: it goes with the real one, but a test may let time pass."""

    passed: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.passed


@dataclass(frozen=True)
class Connected:
    """The bot's parts, for looking into."""

    app: Application
    answering: Answering
    platform: Platform
    metrics: Metrics
    address: str

    def figure(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    async def idle(self) -> None:
        """Returns once nothing is in hand any more."""
        async with asyncio.timeout(PATIENCE):
            while self.figure("os2bot_slack_waiting"):
                await asyncio.sleep(0.01)

    async def people(self, people: Mapping[str, Cast]) -> dict[str, str]:
        return await assemble(self.app.database, people)


PATIENT = Pace(slow=PATIENCE)
"""On a busy machine the first thing said is still the answer."""


@dataclass(frozen=True, kw_only=True)
class Tuned:
    """What a test changes in the composition. `prepare`: done to the application first. `answer`: what becomes of on_message. `wait`: until Slack is connected.

    `relay`: what is due in the ledger is posted, at this pace; None: it is left alone.
    """

    pace: Pace = PATIENT
    held: timedelta = HELD
    prepare: Callable[[Application], None] = lambda _: None
    answer: Callable[[OnMessage], OnMessage] = lambda on_message: on_message
    wait: bool = True
    relay: RelayPace | None = None


TUNED = Tuned()


def settings_for(slack: StandIn, data: Path, **more: Any) -> Settings:
    """One workspace by tokens; `mode` socket unless it is said."""
    given: dict[str, Any] = {
        "bot_token": SecretStr(slack.bot_token), "app_token": SecretStr(slack.app_token), "signing_secret": SecretStr(slack.signing_secret), "api_url": slack.api_url,
    }  # fmt: skip
    given |= {name: more.pop(name) for name in list(more) if name in SlackSettings.model_fields}
    return Settings(data_dir=data, slack=SlackSettings(**{name: value for name, value in given.items() if value is not None}), **more)


@asynccontextmanager
async def connected(
    slack: StandIn, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC), tuned: Tuned = TUNED
) -> AsyncIterator[Connected]:
    """Runs until the block ends. In HTTP mode the stand-in posts to it. `now`: what the dispatcher takes the time to be."""
    metrics = Metrics()
    async with application(settings, metrics.answered) as app:
        answering = Answering(app.dispatcher, app.localiser, metrics.failures.inc, now)
        tuned.prepare(app)
        platform = slack_platform(app, answering, metrics, tuned.pace, tuned.held)
        with listen("127.0.0.1", 0) as taken:
            stop = asyncio.Event()
            web = web_app(Readiness({**checks(app), **platform.checks}), metrics, platform.routes)
            tasks = [asyncio.create_task(serve_http(web, taken, stop)), asyncio.create_task(platform.adapter.run(tuned.answer(answering.on_message)))]
            if tuned.relay:
                tasks.append(asyncio.create_task(Delivering(app, {"slack": platform}, metrics, tuned.relay).run(stop)))
            try:
                if settings.slack.mode == "http":
                    await slack.over_http(url(taken))
                if tuned.wait:
                    await _ready(platform, tasks)
                yield Connected(app, answering, platform, metrics, url(taken))
            finally:
                stop.set()
                tasks[1].cancel()
                await asyncio.wait(tasks, timeout=10)


async def _ready(platform: Platform, tasks: list["asyncio.Task[None]"]) -> None:
    """Raises what ended the adapter before it was ready."""
    for _ in range(1_000):
        if not await platform.checks["slack"]():
            return
        for task in tasks:
            if task.done():
                task.result()
        await asyncio.sleep(0.01)
    raise AssertionError(f"waited 10 s in vain for Slack to be connected: {await platform.checks['slack']()}")
