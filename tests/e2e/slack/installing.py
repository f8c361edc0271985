# SPDX-License-Identifier: MPL-2.0
"""A bot that several workspaces may install, and the browser of whoever does it."""

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from cryptography.fernet import Fernet
from pydantic import SecretStr

from tests.e2e.slack.connected import Connected, connected, settings_for
from tests.e2e.slack.doing import ASTRID, DM
from tests.slack.records import Message
from tests.slack.stand_in import StandIn
from tests.slack.workspace import Workspace, populated

PUBLIC, BACK = "https://os2bot.example", "/slack/oauth_redirect"
KEY = Fernet.generate_key().decode()
HOME, NEIGHBOUR = "T0TEST001", "T0TEST002"


@dataclass
class Answered:
    status: int
    text: str
    headers: Any


@dataclass
class Browser:
    """Of whoever installs the app: it keeps the cookie itself, which is for https alone."""

    address: str
    cookie: str = ""

    async def get(self, path: str, **query: str) -> Answered:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        async with aiohttp.ClientSession() as session, session.get(self.address + path, params=query, headers=headers, allow_redirects=False) as got:
            self.cookie = next((value.partition(";")[0] for value in got.headers.getall("Set-Cookie", [])), self.cookie)
            return Answered(got.status, await got.text(), got.headers)

    async def begin(self) -> str:
        """Goes to Slack; the state it carries there."""
        there = await self.get("/slack/install")
        assert there.status == 302
        return parse_qs(urlsplit(str(there.headers["Location"])).query)["state"][0]


@asynccontextmanager
async def running(slack: StandIn, data: Path) -> AsyncIterator[Connected]:
    app = slack.world.app
    settings = settings_for(
        slack, data, mode="http", bot_token=None, app_token=None, client_id=app.client_id, client_secret=SecretStr(app.client_secret), public_url=PUBLIC,
        encryption_key=SecretStr(KEY),
    )  # fmt: skip
    async with connected(slack, settings) as bot:
        yield bot


def neighbour() -> Workspace:
    return populated(Workspace(NEIGHBOUR, "Nabokommunen", "nabo", bot_user_id="U0BOT0002", bot_id="B0BOT0002"))


async def install(slack: StandIn, bot: Connected, workspace: Workspace, *, rotating: bool = False) -> Answered:
    browser = Browser(bot.address)
    state = await browser.begin()
    code = slack.grant(workspace, redirect_uri=PUBLIC + BACK, rotating=rotating)
    return await browser.get(BACK, code=code, state=state)


async def asked(slack: StandIn, team: str, many: int = 1) -> Message:
    await slack.people_of(team).direct_message(ASTRID, "hvem koordinerer os2iot?")
    return (await slack.until(lambda: found if len(found := slack.messages(DM[ASTRID], team)) == many else None, f"an answer in {team}"))[-1]


def a_moment_later(slack: StandIn) -> None:
    """Slack says when something happened by the second: what is removed in the second in which it was installed stays."""
    slack.world.now = lambda: time.time() + 2


def sql(data: Path, statement: str) -> None:
    database = sqlite3.connect(next(data.glob("*.db")))
    with database:
        assert database.execute(statement).rowcount > 0
    database.close()


def installed(data: Path) -> int:
    database = sqlite3.connect(next(data.glob("*.db")))
    found = int(database.execute("SELECT count(*) FROM slack_bots").fetchone()[0])
    database.close()
    return found


def raw(data: Path) -> str:
    """Everything on the disk."""
    return "".join(path.read_bytes().decode("latin-1") for path in data.rglob("*") if path.is_file())
