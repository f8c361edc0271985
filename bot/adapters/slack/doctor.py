# SPDX-License-Identifier: MPL-2.0
"""Looks at tokens and channels without changing anything, and says in plain words what stands in the bot's way."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.clients import PATIENCE
from bot.adapters.slack.manifest import APP_SCOPES, NOTED, SCOPES
from bot.adapters.slack.outcomes import SlackCallError, judged
from bot.outcomes import Outcome
from handlers.reply import Phrase, Value

_KEY = "slack.trouble"
_SCOPES = "x-oauth-scopes"


@dataclass(frozen=True, slots=True)
class Trouble:
    """`key` in the texts says what it is, `key.do` how it is mended. `serious`: something does not work; else it is worth knowing."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    serious: bool = True

    @property
    def what(self) -> Phrase:
        return Phrase(self.key, self.values)

    @property
    def mend(self) -> Phrase:
        return Phrase(f"{self.key}.do", self.values)


@dataclass(frozen=True, slots=True)
class Examined:
    """`workspace` and `bot`: as Slack names them; empty where it did not say. `scopes`: those that were granted; empty: Slack did not say."""

    workspace: str = ""
    team: str = ""
    bot: str = ""
    bot_user: str = ""
    troubles: Sequence[Trouble] = ()
    scopes: frozenset[str] = frozenset()


@asynccontextmanager
async def slack_clients(base_url: str) -> AsyncIterator[Callable[[str], AsyncWebClient]]:
    """A client for each token, for as long as the look takes; none of them tries a second time."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        yield lambda token: AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[])


async def examine_token(client: AsyncWebClient) -> Examined:
    """Is the bot's token good, and does it have the scopes of the manifest?"""
    try:
        answer = await client.auth_test()
    except Exception as error:  # noqa: BLE001 - `judged` passes on what is none of Slack's
        return Examined(troubles=(_of_token(judged(error)),))
    granted = {scope.strip() for scope in _header(answer.headers).split(",")} - {""}
    workspace, team, bot, bot_user = (str(answer.get(name) or "") for name in ("team", "team_id", "user", "user_id"))
    return Examined(workspace, team, bot, bot_user, _of_scopes(granted), frozenset(granted))


async def examine_app_token(client: AsyncWebClient) -> Sequence[Trouble]:
    """May it open the sockets of Socket Mode? The address it gets is not used: opening it is what a socket is for."""
    try:
        await client.apps_connections_open(app_token=client.token or "")
    except Exception as error:  # noqa: BLE001 - as above
        failed = judged(error)
        if failed.code == "missing_scope":
            return (Trouble(f"{_KEY}.app_token_scope", {"scopes": ", ".join(APP_SCOPES)}),)
        return (_reached(failed) or Trouble(f"{_KEY}.app_token_refused", {"code": failed.code}),)
    return ()


async def examine_channel(client: AsyncWebClient, channel: str, bot_user: str, scopes: frozenset[str] = frozenset()) -> Sequence[Trouble]:
    """Can the bot post there? And, where `scopes` says what it was granted: does it hear what is answered in threads?"""
    try:
        answer = await client.conversations_info(channel=channel)
    except Exception as error:  # noqa: BLE001 - as above
        failed = judged(error)
        if failed.code in ("channel_not_found", "not_in_channel"):
            return (Trouble(f"{_KEY}.channel_not_found", {"channel": channel}),)
        return (_reached(failed) or Trouble(f"{_KEY}.channel_refused", {"channel": channel, "code": failed.code}),)
    found = answer.get("channel") or {}
    return (*channel_troubles(found, bot_user), *_unheard(found, scopes))


def channel_troubles(channel: Mapping[str, Any], bot_user: str) -> Sequence[Trouble]:
    """What a conversation object says of it: https://docs.slack.dev/reference/objects/conversation-object"""
    if channel.get("is_im"):
        return ()
    shown: Mapping[str, Value] = {"channel": f"#{channel['name']} ({channel['id']})" if channel.get("name") else str(channel.get("id"))}
    found = []
    if channel.get("is_archived"):
        found.append(Trouble(f"{_KEY}.archived", shown))
    elif not channel.get("is_member"):
        found.append(Trouble(f"{_KEY}.not_member", shown))
    elif not _may_post(channel, bot_user):
        found.append(Trouble(f"{_KEY}.may_not_post", shown))
    if channel.get("is_ext_shared"):
        found.append(Trouble(f"{_KEY}.shared", shown, serious=False))
    return found


def _unheard(channel: Mapping[str, Any], scopes: frozenset[str]) -> Sequence[Trouble]:
    """Slack lets nobody ask which events an app is subscribed to; without this scope it sends none of these."""
    needed = "groups:history" if channel.get("is_private") else "channels:history"
    return (Trouble(f"{_KEY}.threads_unheard", {"channel": str(channel.get("id")), "scope": needed}, serious=False),) if scopes and needed not in scopes else ()


def _may_post(channel: Mapping[str, Any], bot_user: str) -> bool:
    restricted = (channel.get("properties") or {}).get("posting_restricted_to") or {}
    named = bot_user in (restricted.get("user") or ())
    return named or not (restricted or channel.get("is_read_only") or channel.get("is_frozen"))


def _of_scopes(granted: set[str]) -> tuple[Trouble, ...]:
    """None where Slack did not say which there are."""
    missing = [scope for scope in SCOPES if scope not in granted] if granted else []
    needed, noted = [scope for scope in missing if scope not in NOTED], [scope for scope in missing if scope in NOTED]
    found = [Trouble(f"{_KEY}.scopes_missing", {"scopes": ", ".join(needed)})] if needed else []
    return (*found, *([Trouble(f"{_KEY}.scopes_optional", {"scopes": ", ".join(noted)}, serious=False)] if noted else ()))


def _of_token(failed: SlackCallError) -> Trouble:
    if failed.code == "token_expired":
        return Trouble(f"{_KEY}.token_expired")
    if failed.code in ("token_revoked", "account_inactive", "app_uninstalled"):
        return Trouble(f"{_KEY}.token_revoked", {"code": failed.code})
    return _reached(failed) or Trouble(f"{_KEY}.token_refused", {"code": failed.code})


def _reached(failed: SlackCallError) -> Trouble | None:
    """That Slack gave no answer; None where it gave one."""
    return Trouble(f"{_KEY}.unreachable", {"code": failed.code}) if failed.outcome in (Outcome.LATER, Outcome.UNCLEAR) else None


def _header(headers: Mapping[str, Any]) -> str:
    """slack_sdk hands headers on as they came."""
    return next((str(value) for name, value in headers.items() if name.lower() == _SCOPES), "")
