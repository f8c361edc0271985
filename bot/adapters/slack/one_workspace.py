# SPDX-License-Identifier: MPL-2.0
"""The one workspace whose token the operator has set: who the bot is there, asked once."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.clients import Token
from bot.adapters.slack.outcomes import judged
from bot.outcomes import Outcome

_PAUSES = (0.5, 1.0, 2.0)  # seconds between attempts

_log = structlog.get_logger(__name__)


class OneWorkspace:
    """`token`: the operator's. `base_url`: where Slack's Web API is."""

    def __init__(self, token: str, base_url: str, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._client, self._pause = AsyncWebClient(token, base_url=base_url, retry_handlers=[]), pause
        self._known: Token | None = None
        self._asking = asyncio.Lock()

    async def token(self, team: str, enterprise: str = "") -> Token | None:
        """Whatever the team: Slack sends nothing else to a token's app. Raises SlackCallError where Slack does not let the bot in."""
        async with self._asking:
            if self._known is None:
                self._known = await self._asked()
        return self._known

    async def _asked(self) -> Token:
        for pause in (*_PAUSES, None):
            try:
                found = await self._client.auth_test()
            except Exception as error:
                failed = judged(error)
                if pause is None or failed.outcome in (Outcome.REVOKED, Outcome.REFUSED):
                    raise failed from error
                await self._pause(pause)
            else:
                _log.info("Slack knows the bot", action="slack_connected", team=found["team_id"], bot_user=found["user_id"])
                return Token(str(self._client.token), str(found["user_id"]))
        raise AssertionError("no attempt was made")
