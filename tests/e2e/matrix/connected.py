# SPDX-License-Identifier: MPL-2.0
"""The bot, whole and in the test's own process, on a real homeserver by the real matrix-nio."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.adapters.matrix.pace import Pace
from bot.answering import Answering
from bot.app import Application, application
from bot.localise import LocalisedReply
from bot.matrix_platform import matrix_platform
from bot.platforms import Platform, keep_running
from bot.web.metrics import Metrics
from config.matrix_settings import MatrixSettings
from config.settings import Settings
from config.slack_settings import SlackSettings
from handlers.message import Message
from tests.matrix.accounts import Account, Api, Login, unique

PATIENCE = 20.0  # seconds
PACE = Pace(recover=0.5, read=0.2, backoff=0.1, longest=1.0, poll=5.0)


@dataclass(frozen=True)
class Bot:
    """The bot's parts, for looking into, and its account."""

    app: Application
    platform: Platform
    metrics: Metrics
    account: Account

    @property
    def user(self) -> str:
        return self.account.user

    def figure(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    async def idle(self) -> None:
        """Returns once nothing is in hand any more."""
        await until(lambda: not self.figure("os2bot_matrix_waiting"), "the bot to be done")

    async def ready(self) -> None:
        await until(self._is_ready, "the bot to be connected")

    async def _is_ready(self) -> bool:
        return bool(self.figure("os2bot_leading", platform="matrix")) and await self.platform.checks["matrix"]() is None


async def until(look: Callable[[], "object"], what: str, within: float = PATIENCE) -> None:
    """Returns once `look` finds something. Says what was awaited when it does not in time."""
    try:
        async with asyncio.timeout(within):
            while not (await found if asyncio.iscoroutine(found := look()) else found):
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"waited {within:g} s in vain for {what}") from None


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where the bot lives: its account, its login, and the directory it keeps everything in. A second process has the same."""

    account: Account
    login: Login
    url: str
    directory: Path
    allowed: tuple[str, ...] | None = None

    def settings(self) -> Settings:
        refresh = SecretStr(self.login.refresh) if self.login.refresh else None
        token = SecretStr(self.login.token)
        matrix = MatrixSettings(homeserver=self.url, user=self.account.user, access_token=token, refresh_token=refresh, allowed_homeservers=self.allowed)
        return Settings(data_dir=self.directory, slack=SlackSettings(), matrix=matrix)


async def home(api: Api, url: str, directory: Path) -> Home:
    account = await api.register(unique("os2bot"))
    return Home(account=account, login=await api.log_in(account, refresh=False), url=url, directory=directory)


@asynccontextmanager
async def bot_at(
    place: Home, *, pace: Pace = PACE, now: Callable[[], datetime] = lambda: datetime.now(UTC), wait: bool = True, thinks: float = 0.0
) -> AsyncIterator[Bot]:
    """The bot, from its start to its end. `thinks`: so many seconds, before it answers anything."""
    metrics = Metrics()
    async with application(place.settings(), metrics.answered) as app:
        answering = Answering(app.dispatcher, app.localiser, metrics.failures.inc, now)
        platform = matrix_platform(app, answering, metrics, pace)

        async def on_message(message: Message) -> LocalisedReply | None:
            await asyncio.sleep(thinks)
            return await answering.on_message(message)

        running = asyncio.create_task(keep_running("matrix", platform.adapter, on_message))
        try:
            bot = Bot(app, platform, metrics, place.account)
            if wait:
                await bot.ready()
            yield bot
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def elsewhere(place: Home, url: str) -> Home:
    """The same, by way of something that stands between."""
    return replace(place, url=url)
