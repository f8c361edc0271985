# SPDX-License-Identifier: MPL-2.0
"""Asks Slack: are the tokens good, are scopes missing, can the bot post in every channel that asked for it? Nothing is posted, and no token is renewed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.adapters.slack.doctor import Trouble, examine_app_token, examine_channel, examine_token, slack_clients
from bot.adapters.slack.installations import EncryptedInstallationStore
from bot.adapters.slack.manifest import INSTALL_PATH
from bot.adapters.slack.sealing import SETTING, UnreadableSecretError
from bot.doctor.finding import NOTE, OK, PROBLEM, Finding
from bot.doctor.slack import SUBJECT
from bot.localise import Localiser
from config.settings import Settings
from handlers.reply import Phrase
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import HEAD, standing
from storage.sql.unit_of_work import SqlDatabase

PATIENCE = 120.0  # seconds for everything; each call has its own

Client = Callable[[str], Any]
"""The client of a token."""
Channel = tuple[str, str, bool]
"""Its team, its id, and whether points for agendas are asked for in it."""


async def slack_live(settings: Settings) -> list[Finding]:
    say, found = Localiser(settings.config_dir), list[Finding]()
    async with slack_clients(settings.slack.api_url) as client, _kept(settings) as kept:
        try:
            async with asyncio.timeout(PATIENCE):
                if settings.slack.client_id:
                    found += await _installed(settings, say, client, kept)
                else:
                    found += await _one(settings, say, client, kept)
        except TimeoutError:
            found.append(Finding(PROBLEM, SUBJECT, f"has not answered everything within {PATIENCE:g} s", "Try again; see slack-status.com."))
    return found


async def _one(settings: Settings, say: Localiser, client: Client, kept: SqlDatabase | None) -> list[Finding]:
    found = await _workspace(say, client(settings.slack.token("bot_token")), await _channels(kept))
    if settings.slack.mode == "socket":
        troubles = await examine_app_token(client(settings.slack.token("app_token")))
        found += _findings(say, "slack app token", troubles, "opens sockets")
    return found


async def _installed(settings: Settings, say: Localiser, client: Client, kept: SqlDatabase | None) -> list[Finding]:
    store = EncryptedInstallationStore(kept.engine, settings.slack.client_id or "", settings.encryption_keys) if kept else None
    installed = await store.installed() if store else ()
    if store is None or not installed:
        where = f"{settings.public_url}{INSTALL_PATH}"
        return [Finding(NOTE, SUBJECT, "no workspace has installed the app yet", f"Open {where} while os2bot runs.")]
    channels, found = await _channels(kept), list[Finding]()
    for each in installed:
        try:
            bot = await store.bot_of(each.team, each.enterprise)
        except UnreadableSecretError as error:
            found.append(Finding(PROBLEM, f"{SUBJECT} {each.name or each.team}", str(error), f"See {SETTING} in docs/settings.md."))
            continue
        if bot:
            found += await _workspace(say, client(bot.bot_token), channels)
    return found


async def _workspace(say: Localiser, client: Any, channels: Sequence[Channel]) -> list[Finding]:
    """The token, and the channels of the workspace it is for."""
    looked = await examine_token(client)
    subject = f"{SUBJECT} {looked.workspace}".rstrip()
    found = _findings(say, subject, looked.troubles, f"the token is good, and the bot is called {looked.bot} in this workspace ({looked.team})")
    if not looked.team:
        return found
    for channel, calls in ((channel, calls) for team, channel, calls in channels if team == looked.team):
        troubles = await examine_channel(client, channel, looked.bot_user, looked.scopes if calls else frozenset())
        found += _findings(say, subject, troubles, f"the bot can post in the channel {channel}")
    return found


async def _channels(kept: SqlDatabase | None) -> Sequence[Channel]:
    """Those that something is posted to."""
    if kept is None:
        return ()
    async with kept.unit_of_work() as unit:
        known = await unit.subscriptions.everything()
    calls = {each.channel for each in known if each.kind == "meeting_reminder"}
    parts = [(each.split(":"), each in calls) for each in {each.channel for each in known}]
    return sorted((team, channel, called) for (platform, team, channel, *_), called in (each for each in parts if len(each[0]) > 2) if platform == "slack")  # noqa: PLR2004 - platform, team, channel


@asynccontextmanager
async def _kept(settings: Settings) -> AsyncIterator[SqlDatabase | None]:
    """The database; None where it has not the newest tables: that is said where it is looked at."""
    url = database_url(settings.database)
    if await standing(url) != HEAD:
        yield None
        return
    opened = SqlDatabase(create_engine(url))
    try:
        yield opened
    finally:
        await opened.close()


def _findings(say: Localiser, subject: str, troubles: Sequence[Trouble], good: str) -> list[Finding]:
    found = [Finding(PROBLEM if trouble.serious else NOTE, subject, _said(say, trouble.what), _said(say, trouble.mend)) for trouble in troubles]
    return found if any(trouble.serious for trouble in troubles) else [Finding(OK, subject, good), *found]


def _said(say: Localiser, phrase: Phrase) -> str:
    return say.text(phrase.key, "en", **phrase.values)
