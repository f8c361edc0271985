# SPDX-License-Identifier: MPL-2.0
"""A workspace installs the app by Bolt's own flow against the stand-in; its token serves, is renewed in time, and is forgotten."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from cryptography.fernet import Fernet
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.clients import Token
from bot.adapters.slack.installations import EncryptedInstallationStore
from bot.adapters.slack.manifest import SCOPES
from bot.adapters.slack.oauth import oauth_settings
from bot.adapters.slack.states import OAuthStates
from bot.adapters.slack.workspaces import InstalledWorkspaces
from bot.localise import Localiser
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from tests.slack.stand_in import StandIn, stand_in
from tests.slack.workspace import Workspace

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk's use of aiohttp

PUBLIC = "https://os2bot.example.org"
REDIRECT = f"{PUBLIC}/slack/oauth_redirect"
NEW = Workspace("T0NEW0001", "Ny <Kommune> & Co", "ny", "U0BOTNEW1", "B0BOTNEW1", installed=False)


@dataclass
class Installing:
    slack: StandIn
    app: AsyncApp
    store: EncryptedInstallationStore
    workspaces: InstalledWorkspaces

    async def begin(self) -> tuple[str, str]:
        """The state that Slack is given, and the cookie that the browser gets."""
        assert self.app.oauth_flow
        answer = await self.app.oauth_flow.handle_installation(AsyncBoltRequest(body="", query={}, headers={}))
        assert answer.status == 302
        asked = parse_qs(urlsplit(answer.headers["location"][0]).query)
        assert asked["redirect_uri"] == [REDIRECT]
        assert set(asked["scope"][0].split(",")) == set(SCOPES)
        return asked["state"][0], answer.headers["set-cookie"][0].split(";")[0]

    async def come_back(self, cookie: str = "", **query: str) -> BoltResponse:
        assert self.app.oauth_flow
        return await self.app.oauth_flow.handle_callback(AsyncBoltRequest(body="", query=dict(query), headers={"cookie": cookie}))

    async def install(self, *, rotating: bool = False) -> BoltResponse:
        state, cookie = await self.begin()
        code = self.slack.grant(NEW, tuple(SCOPES), redirect_uri=REDIRECT, rotating=rotating)
        return await self.come_back(cookie, code=code, state=state)

    async def aged(self, seconds: int) -> Bot:
        """The token has so many seconds left."""
        bot = await self.store.bot_of(NEW.id)
        assert bot is not None
        bot.bot_token_expires_at = int(time.time()) + seconds
        await self.store.async_save_bot(bot)
        return bot


@pytest.fixture
async def installing(sql_url: str) -> AsyncIterator[Installing]:
    engine = create_engine(database_url(sql_url))
    await upgrade(engine)
    async with stand_in() as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=slack.api_url, session=session)
        store = EncryptedInstallationStore(engine, slack.world.app.client_id, [Fernet.generate_key().decode()])
        workspaces = InstalledWorkspaces(store, slack.world.app.client_id, slack.world.app.client_secret, slack.api_url)
        settings = oauth_settings(
            client_id=slack.world.app.client_id, client_secret=slack.world.app.client_secret, public_url=PUBLIC, store=store, states=OAuthStates(engine),
            localiser=Localiser(),
        )  # fmt: skip
        yield Installing(slack, AsyncApp(signing_secret=slack.signing_secret, client=client, oauth_settings=settings), store, workspaces)
    await engine.dispose()


def _safe(page: BoltResponse) -> str:
    assert page.headers["content-type"] == ["text/html; charset=utf-8"]
    assert not any(word in page.body.lower() for word in ("<script", "<img", "<link", "style", "refresh", "javascript"))
    assert '<section lang="da">' in page.body
    assert '<section lang="en">' in page.body
    return page.body


async def _asked(installing: Installing, team: str = NEW.id, enterprise: str | None = None) -> Token | None:
    """As is asked at an event."""
    return await installing.workspaces.token(team, enterprise or "")


async def test_a_workspace_installs_the_app(installing: Installing) -> None:
    page = await installing.install()
    assert page.status == 200
    assert "Ny &lt;Kommune&gt; &amp; Co" in _safe(page)
    assert "<Kommune>" not in page.body
    token = await installing.workspaces.token(NEW.id)
    assert token == Token(installing.slack.world.bot_tokens[NEW.id].value, NEW.bot_user_id)


async def test_who_the_bot_is_is_known_without_asking_slack(installing: Installing) -> None:
    await installing.install()
    before = len(installing.slack.calls())
    for enterprise in (None, "E1"):
        result = await _asked(installing, enterprise=enterprise)
        assert result is not None
        assert result.bot_user == NEW.bot_user_id
    assert await _asked(installing, "T0NOBODY1") is None
    assert len(installing.slack.calls()) == before


@pytest.mark.parametrize(("query", "said"), [
    ({"error": "access_denied"}, "afbrudt"),
    ({"error": "<script>alert(1)</script>"}, "gennemførte ikke"),
    ({"code": "1.made-up", "state": "made-up"}, "samme browser"),
])  # fmt: skip
async def test_what_fails_is_said_plainly_and_nothing_is_repeated(installing: Installing, query: dict[str, str], said: str) -> None:
    page = await installing.come_back(**query)
    assert said in _safe(page)
    assert "alert" not in page.body
    assert await installing.store.installed() == []


async def test_a_state_opens_one_installation_in_one_browser(installing: Installing) -> None:
    state, cookie = await installing.begin()
    _, other = await installing.begin()
    code = installing.slack.grant(NEW, tuple(SCOPES), redirect_uri=REDIRECT)
    assert (await installing.come_back(other, code=code, state=state)).status == 400
    assert (await installing.come_back(cookie, state=state)).status == 401  # no code, and the state is spent
    assert "brugt før" in (await installing.come_back(cookie, code=code, state=state)).body


async def test_a_code_that_slack_does_not_take_is_said(installing: Installing) -> None:
    state, cookie = await installing.begin()
    page = await installing.come_back(cookie, code="1.made-up", state=state)
    assert page.status == 401
    assert "ikke udlevere" in _safe(page)


async def test_what_cannot_be_kept_is_said(installing: Installing, monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(_: Installation) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(installing.store._rows, "async_save", failing)
    page = await installing.install()
    assert page.status == 500
    assert "kunne ikke gemmes" in _safe(page)
    assert "disk" not in page.body


async def test_a_token_is_renewed_before_it_expires(installing: Installing) -> None:
    await installing.install(rotating=True)
    old = await installing.aged(7_000)
    token = await installing.workspaces.token(NEW.id)
    assert token is not None
    assert token.bot_token == installing.slack.world.bot_tokens[NEW.id].value != old.bot_token
    again = await installing.store.bot_of(NEW.id, fresh=True)
    assert again is not None
    assert again.bot_token == token.bot_token
    assert again.bot_refresh_token == installing.slack.world.bot_tokens[NEW.id].refresh
    assert (again.bot_token_expires_at or 0) > time.time() + 40_000


async def test_a_token_that_has_time_left_is_not_renewed(installing: Installing) -> None:
    await installing.install(rotating=True)
    await installing.aged(7_500)
    before = len(installing.slack.calls("oauth.v2.access"))
    await installing.workspaces.token(NEW.id)
    assert len(installing.slack.calls("oauth.v2.access")) == before


async def test_many_events_at_once_renew_it_once(installing: Installing) -> None:
    await installing.install(rotating=True)
    await installing.aged(-10)
    before = len(installing.slack.calls("oauth.v2.access"))
    results = await asyncio.gather(*(_asked(installing) for _ in range(20)))
    assert len(installing.slack.calls("oauth.v2.access")) == before + 1
    assert {result.bot_token for result in results if result} == {installing.slack.world.bot_tokens[NEW.id].value}
    assert None not in results


async def test_while_it_cannot_be_renewed_the_old_token_serves_until_it_expires(installing: Installing) -> None:
    await installing.install(rotating=True)
    old = await installing.aged(600)
    installing.slack.faults.fail("oauth.v2.access", 2, "server_error")
    serving = await installing.workspaces.token(NEW.id)
    assert serving is not None
    assert serving.bot_token == old.bot_token
    await installing.aged(-10)
    assert await installing.workspaces.token(NEW.id) is None
    renewed = await installing.workspaces.token(NEW.id)
    assert renewed is not None
    assert renewed.bot_token != old.bot_token


async def test_a_replica_that_comes_second_takes_what_the_first_has_got(installing: Installing) -> None:
    await installing.install(rotating=True)
    old = await installing.aged(-10)
    token = await installing.workspaces.token(NEW.id)
    assert token is not None
    second = InstalledWorkspaces(installing.store, "1111.2222", "client-secret-of-the-stand-in", installing.slack.api_url)
    assert await second._renewed(old) is not None, "its refresh token was used by the first"
    assert (await second.token(NEW.id)) == token


async def test_a_renewed_token_is_kept_though_the_database_stumbles(installing: Installing, monkeypatch: pytest.MonkeyPatch) -> None:
    await installing.install(rotating=True)
    await installing.aged(-10)
    saved, failures = installing.store.async_save_bot, iter((True, True))

    async def stumbling(bot: Bot) -> None:
        if next(failures, False):
            raise OSError("no connection")
        await saved(bot)

    async def at_once(_: float) -> None: ...

    monkeypatch.setattr(installing.store, "async_save_bot", stumbling)
    monkeypatch.setattr(installing.workspaces, "_pause", at_once)
    token = await installing.workspaces.token(NEW.id)
    kept = await installing.store.bot_of(NEW.id, fresh=True)
    assert token is not None
    assert kept is not None
    assert kept.bot_token == token.bot_token


async def test_what_cannot_be_decrypted_answers_nobody_and_breaks_nothing(installing: Installing) -> None:
    await installing.install()
    strange = EncryptedInstallationStore(installing.store._rows.engine, "1111.2222", [Fernet.generate_key().decode()])
    workspaces = InstalledWorkspaces(strange, "1111.2222", "secret", installing.slack.api_url)
    assert await workspaces.token(NEW.id) is None
