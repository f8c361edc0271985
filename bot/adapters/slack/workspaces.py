# SPDX-License-Identifier: MPL-2.0
"""Which token the app acts with in a workspace that installed it by OAuth; renewed in time where tokens expire.

https://docs.slack.dev/authentication/using-token-rotation. Bolt's own authorisation asks auth.test at each event, and gives up at the first renewal that fails;
here the installation itself says who the bot is, and a token serves until it has really expired.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.clients import Token
from bot.adapters.slack.installations import EncryptedInstallationStore
from bot.adapters.slack.sealing import UnreadableSecretError

RENEWED_BEFORE = 120  # minutes before a token expires that it is renewed
_PAUSES = (0.2, 1.0)  # seconds between attempts to keep a renewed token: the one before it cannot be renewed again

_log = structlog.get_logger(__name__)


class InstalledWorkspaces:
    """`base_url`: where Slack's Web API is, and new tokens are asked for."""

    def __init__(
        self, store: EncryptedInstallationStore, client_id: str, client_secret: str, base_url: str, *,
        now: Callable[[], float] = time.time, pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:  # fmt: skip
        self._store, self._now, self._pause = store, now, pause
        self._rotator = AsyncTokenRotator(client_id=client_id, client_secret=client_secret, client=AsyncWebClient(base_url=base_url, retry_handlers=[]))
        self._renewing = asyncio.Lock()

    async def token(self, team: str, enterprise: str = "") -> Token | None:
        """None where the app is not installed, or its token can be neither read nor renewed: the log says which."""
        bot = await self._bot(team, enterprise)
        return None if bot is None else Token(bot.bot_token, bot.bot_user_id)

    async def _bot(self, team: str, enterprise: str) -> Bot | None:
        try:
            bot = await self._store.bot_of(team, enterprise)
            if bot is None or not self._expires(bot):
                return bot
            async with self._renewing:
                bot = await self._store.bot_of(team, enterprise, fresh=True)  # perhaps renewed meanwhile, here or by another replica
                return await self._renewed(bot) if bot and self._expires(bot) else bot
        except UnreadableSecretError as error:
            _log.error("What is kept of a workspace cannot be read", action="slack_token_unreadable", team=team or enterprise, why=str(error))
            return None

    def _expires(self, bot: Bot, minutes: float = RENEWED_BEFORE) -> bool:
        return bot.bot_token_expires_at is not None and bot.bot_token_expires_at <= self._now() + minutes * 60

    async def _renewed(self, bot: Bot) -> Bot | None:
        try:
            renewed = await self._rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=RENEWED_BEFORE)
        except Exception as error:  # noqa: BLE001 - whatever kept Slack from answering, the token may still serve
            return await self._unrenewed(bot, error)
        if renewed is None:
            return None if self._expires(bot, 0) else bot
        await self._kept(renewed)
        _log.info("A workspace's token was renewed", action="slack_token_renewed", team=bot.team_id)
        return renewed

    async def _unrenewed(self, bot: Bot, error: Exception) -> Bot | None:
        """Of two replicas that renew at once, one is refused: what the other has got serves both."""
        newest = await self._store.bot_of(bot.team_id or "", bot.enterprise_id or "", fresh=True)
        if newest and not self._expires(newest):
            return newest
        expired = self._expires(bot, 0)
        _log.error("A workspace's token could not be renewed", action="slack_token_not_renewed", team=bot.team_id, error=type(error).__name__, expired=expired)
        return None if expired else bot

    async def _kept(self, bot: Bot) -> None:
        for pause in (*_PAUSES, None):
            try:
                await self._store.async_save_bot(bot)
            except Exception:
                if pause is None:
                    raise
                await self._pause(pause)
            else:
                return
