# SPDX-License-Identifier: MPL-2.0
"""`os2bot check --live` against the stand-in: tokens, scopes and channels, for one workspace and for each that installed the app."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import ClientTimeout
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation

from bot.adapters.slack.doctor import examine_app_token, examine_channel, examine_token, slack_clients
from bot.adapters.slack.installations import EncryptedInstallationStore
from bot.adapters.slack.manifest import NOTED, SCOPES
from bot.doctor import examine
from bot.doctor.finding import Finding, line
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from storage.subscriptions import Subscription
from tests.slack.stand_in import StandIn, stand_in

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = Fernet.generate_key().decode()
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with stand_in(scopes=SCOPES) as standing:
        yield standing


@pytest.fixture
def tokens(slack: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
async def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqlDatabase]:
    monkeypatch.setenv("OS2BOT_DATABASE_URL", sqlite_url)
    engine = create_engine(database_url(sqlite_url))
    await upgrade(engine)
    opened = SqlDatabase(engine)
    yield opened
    await opened.close()


async def _subscribe(database: SqlDatabase, *channels: str) -> None:
    async with database.unit_of_work() as unit:
        for channel in channels:
            await unit.subscriptions.add(Subscription(channel=channel, kind="welcome", language="da", since=NOW, by="console"))
        await unit.commit()


async def _reminds(database: SqlDatabase, channel: str) -> None:
    async with database.unit_of_work() as unit:
        await unit.subscriptions.add(Subscription(channel=channel, kind="meeting_reminder", language="da", since=NOW, by="console"))
        await unit.commit()


async def _slack_findings() -> list[Finding]:
    return [finding for finding in await examine(NOW, live=True) if finding.subject.startswith("slack")]


async def _said() -> list[str]:
    return [line(finding) for finding in await _slack_findings()]


def _keys(troubles: object) -> list[str]:
    assert isinstance(troubles, (list, tuple))
    return [trouble.key.rpartition(".")[2] for trouble in troubles]


async def test_a_good_token_names_workspace_and_bot(slack: StandIn) -> None:
    async with slack_clients(slack.api_url) as client:
        looked = await examine_token(client(slack.bot_token))
        assert (looked.workspace, looked.team, looked.bot, looked.bot_user) == ("Prøvekommunen", "T0TEST001", "os2bot", "U0BOT0001")
        assert looked.troubles == ()
        assert await examine_app_token(client(slack.app_token)) == ()


@pytest.mark.parametrize(("fault", "key"), [
    ("error:invalid_auth", "token_refused"), ("error:token_revoked", "token_revoked"), ("error:account_inactive", "token_revoked"),
    ("error:token_expired", "token_expired"), ("server_error", "unreachable"), ("garbage", "unreachable"), ("reset_before", "unreachable"),
    ("ratelimited", "unreachable"),
])  # fmt: skip
async def test_a_token_that_does_not_work_is_told_apart(slack: StandIn, fault: str, key: str) -> None:
    slack.faults.fail("auth.test", 1, fault)
    async with slack_clients(slack.api_url) as client:
        assert _keys((await examine_token(client(slack.bot_token))).troubles) == [key]


async def test_missing_scopes_are_named_and_optional_ones_only_noted() -> None:
    async with stand_in(scopes=("chat:write", "commands")) as slack, slack_clients(slack.api_url) as client:
        missing, optional = (await examine_token(client(slack.bot_token))).troubles
    assert missing.key.endswith("scopes_missing")
    assert missing.serious
    assert set(str(missing.values["scopes"]).split(", ")) == set(SCOPES) - set(NOTED) - {"chat:write", "commands"}
    assert optional.key.endswith("scopes_optional")
    assert not optional.serious
    assert set(str(optional.values["scopes"]).split(", ")) == set(NOTED)


@pytest.mark.parametrize(
    ("fault", "key"), [("error:missing_scope", "app_token_scope"), ("error:invalid_auth", "app_token_refused"), ("server_error", "unreachable")]
)
async def test_an_app_token_that_does_not_work_is_told_apart(slack: StandIn, fault: str, key: str) -> None:
    slack.faults.fail("apps.connections.open", 1, fault)
    async with slack_clients(slack.api_url) as client:
        assert _keys(await examine_app_token(client(slack.app_token))) == [key]


@pytest.mark.parametrize(("channel", "expected"), [
    ("C0GENERAL", []), ("C0OUTSIDE", ["not_member"]), ("C0ARCHIVE", ["archived"]), ("C0SHARED1", ["shared"]), ("C0NOWHERE", ["channel_not_found"]),
    ("G0PRIVATE", []),
])  # fmt: skip
async def test_a_channel_is_looked_at(slack: StandIn, channel: str, expected: list[str]) -> None:
    async with slack_clients(slack.api_url) as client:
        assert _keys(list(await examine_channel(client(slack.bot_token), channel, "U0BOT0001"))) == expected


@pytest.mark.parametrize(("fault", "key"), [("error:missing_scope", "channel_refused"), ("timeout_before", "unreachable"), ("server_error", "unreachable")])
async def test_a_channel_that_slack_says_nothing_of_is_a_trouble(slack: StandIn, fault: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.slack.doctor.PATIENCE", ClientTimeout(total=0.3))
    slack.faults.fail("conversations.info", 1, fault)
    async with slack_clients(slack.api_url) as client:
        assert _keys(await examine_channel(client(slack.bot_token), "C0GENERAL", "U0BOT0001")) == [key]


@pytest.mark.usefixtures("tokens")
async def test_one_workspace_by_tokens_is_all_well(database: SqlDatabase) -> None:
    await _subscribe(database, "slack:T0TEST001", "slack:T0TEST001:C0GENERAL", "matrix:!room:example.org")
    assert await _said() == [
        "ok       slack: one workspace, events over Socket Mode by 2 sockets",
        "ok       slack Prøvekommunen: the token is good, and the bot is called os2bot in this workspace (T0TEST001)",
        "ok       slack Prøvekommunen: the bot can post in the channel C0GENERAL",
        "ok       slack app token: opens sockets",
    ]


@pytest.mark.usefixtures("tokens")
async def test_every_channel_that_something_is_posted_to_is_looked_at(database: SqlDatabase, slack: StandIn) -> None:
    await _subscribe(database, "slack:T0TEST001:C0OUTSIDE", "slack:T0TEST001:C0SHARED1", "slack:T0OTHER01:C0GENERAL")
    said = [each for each in await _said() if not each.startswith("ok")]
    assert said == [
        "problem  slack Prøvekommunen: os2bot is not in the channel #uden-bot (C0OUTSIDE) | Invite os2bot: write /invite @os2bot in the channel.",
        "note     slack Prøvekommunen: The channel #med-naboen (C0SHARED1) is shared with other organisations by Slack Connect: they see everything that is posted there | Nothing, if that is meant.",
    ]
    assert {call.method for call in slack.calls()} == {"auth.test", "apps.connections.open", "conversations.info"}, "nothing is posted"


async def test_where_points_are_asked_for_it_is_noted_that_answers_in_threads_are_not_heard(database: SqlDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    await _subscribe(database, "slack:T0TEST001:C0SHARED1")
    await _reminds(database, "slack:T0TEST001:C0GENERAL")
    await _reminds(database, "slack:T0TEST001:G0PRIVATE")
    async with stand_in(scopes=set(SCOPES) - {"channels:history"}) as slack:
        for name, value in {"SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}.items():
            monkeypatch.setenv(name, value)
        unheard = [each for each in await _said() if "not collected from threads" in each]
    (said,) = unheard
    assert said.startswith(
        "note     slack Prøvekommunen: In the channel C0GENERAL points for agendas are not collected from threads: the scope channels:history is missing"
    )
    assert "slack-manifest.yaml" in said


@pytest.mark.usefixtures("tokens")
async def test_without_a_database_the_tokens_are_looked_at_all_the_same() -> None:
    assert any("the token is good" in each for each in await _said())


async def test_where_slack_cannot_be_reached_it_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SLACK_API_URL": "http://127.0.0.1:9/api/", "SLACK_BOT_TOKEN": "xoxb-hemmelig", "SLACK_APP_TOKEN": "xapp-hemmelig"}.items():
        monkeypatch.setenv(name, value)
    findings = await _slack_findings()
    assert [finding.state for finding in findings] == ["ok", "problem", "problem"]
    assert all("Slack does not answer" in finding.text and finding.do for finding in findings[1:])
    assert not any("hemmelig" in line(finding) for finding in findings)


@pytest.fixture
def several(slack: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SLACK_API_URL": slack.api_url, "SLACK_CLIENT_ID": "1111.2222", "SLACK_CLIENT_SECRET": "s", "SLACK_SIGNING_SECRET": "s", "SLACK_MODE": "http",
        "OS2BOT_PUBLIC_URL": "https://os2bot.example.org", "OS2BOT_ENCRYPTION_KEY": KEY,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("several")
async def test_every_workspace_that_installed_the_app_is_looked_at(database: SqlDatabase, slack: StandIn) -> None:
    assert "no workspace has installed the app yet" in (await _said())[-1]
    installed = {"bot_id": "B1", "bot_user_id": "U0BOT0001", "user_id": "U1", "app_id": "A1"}
    for key, team, token in (
        (KEY, "T0TEST001", slack.bot_token),
        (KEY, "T0GONE001", "xoxb-gone"),
        (Fernet.generate_key().decode(), "T0STRANGE", "xoxb-strange"),
    ):
        store = EncryptedInstallationStore(database.engine, "1111.2222", [key])
        await store.async_save(Installation(team_id=team, team_name=f"Kommune {team}", bot_token=token, **installed))  # type: ignore[arg-type]
    await _subscribe(database, "slack:T0TEST001:C0GENERAL")
    said = await _said()
    assert sum("the token is good" in each for each in said) == 1
    assert any("Slack refuses the bot's token (invalid_auth)" in each for each in said)
    assert any("Kommune T0STRANGE" in each and "OS2BOT_ENCRYPTION_KEY" in each for each in said)
    assert any("the bot can post in the channel C0GENERAL" in each for each in said)
    assert not any(secret in each for each in said for secret in (slack.bot_token, "xoxb-gone", "xoxb-strange"))


@pytest.mark.usefixtures("several")
async def test_without_a_database_no_workspace_has_installed_it() -> None:
    assert "no workspace has installed the app yet | Open https://os2bot.example.org/slack/install while os2bot runs." in (await _said())[-1]
