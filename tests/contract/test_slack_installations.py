# SPDX-License-Identifier: MPL-2.0
"""Workspaces that installed the app are kept, encrypted, in SQLite and PostgreSQL alike, and forgotten when they take it out."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.slack.installations import EncryptedInstallationStore, InstalledIn
from bot.adapters.slack.sealing import UnreadableSecretError
from bot.adapters.slack.states import OAuthStates
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.tables_platforms import slack_bots, slack_installations, slack_oauth_states

CLIENT = "1111.2222"
KEY, OTHER_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()


@pytest.fixture
async def engine(sql_url: str) -> AsyncIterator[AsyncEngine]:
    opened = create_engine(database_url(sql_url))
    await upgrade(opened)
    yield opened
    await opened.dispose()


@pytest.fixture
def store(engine: AsyncEngine) -> EncryptedInstallationStore:
    return EncryptedInstallationStore(engine, CLIENT, [KEY], now=lambda: NOON + 60)


def installation(team: str = "T1", token: str = "xoxb-one", *, at: float = NOON, user: str = "U1", enterprise: str | None = None) -> Installation:
    return Installation(
        app_id="A1", team_id=team, team_name=f"Kommune {team}", enterprise_id=enterprise, bot_token=token, bot_id="B1", bot_user_id="UBOT",
        bot_scopes="chat:write,commands", bot_refresh_token="xoxe-1-refresh", bot_token_expires_at=int(at) + 43_200, user_id=user, user_token="xoxp-hers",
        user_refresh_token="xoxe-1-hers", incoming_webhook_url="https://hooks.slack.com/services/T1/B1/secret", installed_at=at,
    )  # fmt: skip


async def _everything(engine: AsyncEngine) -> str:
    async with engine.connect() as connection:
        rows = [row for table in (slack_bots, slack_installations) for row in await connection.execute(select(table))]
    return repr(rows)


async def _many(engine: AsyncEngine) -> tuple[int, ...]:
    async with engine.connect() as connection:
        tables = (slack_bots, slack_installations, slack_oauth_states)
        return tuple([len((await connection.execute(select(table.c.id))).all()) for table in tables])


async def test_an_installation_is_found_as_it_was_saved(store: EncryptedInstallationStore) -> None:
    await store.async_save(installation())
    bot = await store.async_find_bot(enterprise_id=None, team_id="T1")
    assert bot is not None
    assert (bot.bot_token, bot.bot_refresh_token, bot.bot_user_id, bot.bot_scopes) == ("xoxb-one", "xoxe-1-refresh", "UBOT", ["chat:write", "commands"])
    assert (bot.installed_at, bot.bot_token_expires_at) == (NOON, int(NOON) + 43_200)
    found = await store.async_find_installation(enterprise_id=None, team_id="T1", user_id="U1")
    assert found is not None
    assert (found.bot_token, found.user_token, found.user_refresh_token) == ("xoxb-one", "xoxp-hers", "xoxe-1-hers")
    assert await store.bot_of("T2") is None
    assert await store.installed() == [InstalledIn("T1", "", "Kommune T1")]


async def test_no_token_stands_readable_in_the_database(store: EncryptedInstallationStore, engine: AsyncEngine) -> None:
    await store.async_save(installation(token="xoxb-" + "9" * 200))
    kept = await _everything(engine)
    assert "gAAAA" in kept
    assert not any(secret in kept for secret in ("xoxb", "xoxe", "xoxp", "hooks.slack.com"))


async def test_a_workspace_is_found_by_its_team_whichever_organisation_it_belongs_to(store: EncryptedInstallationStore) -> None:
    await store.async_save(installation())
    assert await store.async_find_bot(enterprise_id="E1", team_id="T1") is not None
    await store.async_save(installation(token="xoxb-two", enterprise="E1", at=NOON + 1))
    found = await store.bot_of("T1")
    assert found is not None
    assert found.bot_token == "xoxb-two"


async def test_installing_anew_replaces_what_was_there(store: EncryptedInstallationStore, engine: AsyncEngine) -> None:
    await store.async_save(installation())
    await store.async_save(installation("T2"))
    await store.async_save(installation(token="xoxb-two", at=NOON + 1.5, user="U2"))
    assert await _many(engine) == (2, 2, 0)
    found = await store.bot_of("T1")
    assert found is not None
    assert found.bot_token == "xoxb-two"


async def test_a_renewed_token_replaces_the_one_before(store: EncryptedInstallationStore, engine: AsyncEngine) -> None:
    await store.async_save(installation(at=NOON + 0.123456))
    bot = await store.bot_of("T1")
    assert bot is not None
    bot.bot_token = "xoxb-renewed"
    await store.async_save_bot(bot)
    assert await _many(engine) == (1, 1, 0)
    for found in (await store.bot_of("T1"), await store.async_find_installation(enterprise_id=None, team_id="T1")):
        assert found is not None
        assert found.bot_token == "xoxb-renewed"


async def test_forgetting_a_workspace_leaves_the_others(store: EncryptedInstallationStore, engine: AsyncEngine) -> None:
    for team in ("T1", "T2"):
        await store.async_save(installation(team))
    assert await store.bot_of("T1") is not None
    await store.forget("T1", "E1")
    assert await store.bot_of("T1") is None
    assert await store.bot_of("T2") is not None
    assert await _many(engine) == (1, 1, 0)


async def test_forgetting_one_person_leaves_the_bot(store: EncryptedInstallationStore, engine: AsyncEngine) -> None:
    await store.async_save(installation())
    await store.forget("T1", user="U9")
    assert await _many(engine) == (1, 1, 0)
    await store.forget("T1", user="U1")
    assert await _many(engine) == (1, 0, 0)
    assert await store.bot_of("T1") is not None


async def test_what_was_installed_after_the_event_stays(store: EncryptedInstallationStore) -> None:
    await store.async_save(installation(at=NOON))
    await store.forget("T1", before=NOON - 10)
    assert await store.bot_of("T1") is not None
    await store.forget("T1", before=NOON + 10)
    assert await store.bot_of("T1") is None


async def test_a_key_is_replaced_by_putting_a_new_one_before_it(engine: AsyncEngine) -> None:
    old = EncryptedInstallationStore(engine, CLIENT, [KEY])
    await old.async_save(installation())
    both = EncryptedInstallationStore(engine, CLIENT, [OTHER_KEY, KEY])
    bot = await both.bot_of("T1")
    assert bot is not None
    await both.async_save_bot(bot)  # saved next, it is encrypted with the new one
    found = await EncryptedInstallationStore(engine, CLIENT, [OTHER_KEY]).bot_of("T1")
    assert found is not None
    assert found.bot_token == "xoxb-one"


async def test_what_another_key_encrypted_is_said_in_one_sentence(store: EncryptedInstallationStore, engine: AsyncEngine) -> None:
    await store.async_save(installation())
    with pytest.raises(UnreadableSecretError, match="OS2BOT_ENCRYPTION_KEY") as caught:
        await EncryptedInstallationStore(engine, CLIENT, [OTHER_KEY]).bot_of("T1")
    assert not any(secret in str(caught.value) for secret in (KEY, OTHER_KEY, "xoxb", "gAAAA"))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


async def test_a_token_is_read_once_a_minute_and_given_out_as_a_copy(engine: AsyncEngine) -> None:
    moment = 0.0
    store = EncryptedInstallationStore(engine, CLIENT, [KEY], clock=lambda: moment)
    await store.async_save(installation())
    first = await store.bot_of("T1")
    assert first is not None
    first.bot_token = "changed by somebody"
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE slack_bots SET team_name = 'Nyt navn'"))
    second = await store.bot_of("T1")
    assert second is not None
    assert (second.bot_token, second.team_name) == ("xoxb-one", "Kommune T1")
    fresh = await store.bot_of("T1", fresh=True)
    moment = 61.0
    third = await store.bot_of("T1")
    assert fresh is not None
    assert third is not None
    assert fresh.team_name == third.team_name == "Nyt navn"


async def test_a_workspace_of_another_app_is_none_of_ours(store: EncryptedInstallationStore, engine: AsyncEngine) -> None:
    await EncryptedInstallationStore(engine, "3333.4444", [KEY]).async_save(installation())
    assert await store.bot_of("T1") is None
    await store.forget("T1")
    assert await _many(engine) == (1, 1, 0)


async def test_where_it_cannot_be_kept_bolt_is_told_and_no_secret_is_said(engine: AsyncEngine, store: EncryptedInstallationStore) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE slack_installations"))
    with pytest.raises(BoltError) as caught:
        await store.async_save(installation())
    assert "xoxb" not in str(caught.value)


async def test_many_at_once_neither_wait_for_ever_nor_lose_anything(store: EncryptedInstallationStore) -> None:
    await asyncio.gather(*(store.async_save(installation(f"T{number}")) for number in range(10)))
    found = await asyncio.gather(*(store.bot_of(f"T{number}", fresh=True) for number in range(10)))
    assert all(isinstance(bot, Bot) for bot in found)


async def test_a_state_is_used_once(engine: AsyncEngine) -> None:
    states = OAuthStates(engine)
    state = await states.async_issue()
    assert sorted(await asyncio.gather(*(states.async_consume(state) for _ in range(5)))) == [False] * 4 + [True]
    assert await states.async_consume(state) is False
    assert await states.async_consume("never issued") is False


async def test_a_state_lives_ten_minutes_and_is_swept_away(engine: AsyncEngine) -> None:
    early, late = OAuthStates(engine), OAuthStates(engine, lambda: datetime.now(UTC) + timedelta(minutes=10, seconds=1))
    state = await early.async_issue()
    almost = OAuthStates(engine, lambda: datetime.now(UTC) + timedelta(minutes=9, seconds=50))
    assert await late.async_consume(state) is False
    assert (await _many(engine))[2] == 1
    await almost.async_issue()
    assert (await _many(engine))[2] == 2
    assert await almost.async_consume(state) is True
    await early.async_issue()
    await late.async_issue()
    assert (await _many(engine))[2] == 1
