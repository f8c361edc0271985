# SPDX-License-Identifier: MPL-2.0
"""The Web API client of each workspace: one session for all of them, and no repeating of calls whose outcome is unclear."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.outcomes import SlackCallError
from bot.outcomes import Outcome

PATIENCE = aiohttp.ClientTimeout(total=10, connect=5)
NOT_INSTALLED = "not_installed"
_LIMITED = 2  # times that a call which Slack put off is tried again at once
_KEPT = 300.0  # seconds that a workspace's client is used before its token is asked for anew
_MANY = 500  # workspaces


@dataclass(frozen=True, slots=True)
class Token:
    """Of one workspace's installation."""

    bot_token: str
    bot_user: str


Tokens = Callable[[str, str], Awaitable[Token | None]]
"""The token of a workspace (team, enterprise); None where the app is not installed there."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """What it takes to act in one workspace."""

    team: str
    client: AsyncWebClient
    bot_user: str


class Clients:
    """The workspaces' clients. `base_url`: where Slack's Web API is."""

    def __init__(self, base_url: str, tokens: Tokens, session: aiohttp.ClientSession, clock: Callable[[], float] = time.monotonic) -> None:
        self._base_url, self._tokens, self._session, self._clock = base_url, tokens, session, clock
        self._known: dict[tuple[str, str], tuple[Workspace, float]] = {}

    async def of(self, team: str, enterprise: str = "") -> Workspace:
        """Raises SlackCallError where the app is not installed in this workspace any more."""
        known = self._known.get((team, enterprise))
        if known and known[1] > self._clock():
            return known[0]
        token = await self._tokens(team, enterprise)
        if token is None:
            raise SlackCallError(Outcome.REVOKED, NOT_INSTALLED)
        made = Workspace(team, self.made(token.bot_token), token.bot_user)
        if len(self._known) >= _MANY:
            self._known.clear()
        self._known[team, enterprise] = (made, self._clock() + _KEPT)
        return made

    def made(self, token: str | None) -> AsyncWebClient:
        """A client with this token. The SDK's own repeating after a broken connection is left out: it would post twice."""
        return AsyncWebClient(
            token=token, base_url=self._base_url, session=self._session, retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=_LIMITED)]
        )  # fmt: skip

    def forget(self, team: str, enterprise: str = "") -> None:
        """The next call asks for the token anew."""
        self._known.pop((team, enterprise), None)
