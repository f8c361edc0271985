# SPDX-License-Identifier: MPL-2.0
"""The tables of what platforms bring: drafts of forms, what channels have asked for, what rooms hold, and the workspaces that installed the bot.

The last are as slack_sdk's stores read and write them; the tokens in them are encrypted, and so longer than those of slack_sdk's own tables.
"""

from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, String, Table, Text, UniqueConstraint

from storage.sql.columns import Json, TimeOfDay, UtcDateTime, metadata
from storage.sql.tables_deliveries import deliveries, planners

drafts = Table(
    "drafts", metadata,
    Column("owner", String(400), primary_key=True),
    Column("form", String(100), primary_key=True),
    Column("saved_at", UtcDateTime, nullable=False, index=True),
    Column("values", Json, nullable=False),
)  # fmt: skip
subscriptions = Table(
    "subscriptions", metadata,
    Column("channel", String(400), primary_key=True),
    Column("kind", String(100), primary_key=True, index=True),
    Column("about", String(500), primary_key=True),
    Column("language", String(100), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("by", String(64), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("clock", TimeOfDay, nullable=False),
    Column("paused", String(40), nullable=False),
    Column("paused_at", UtcDateTime),
)  # fmt: skip

sync_tokens = Table(
    "sync_tokens", metadata,
    Column("account", String(400), primary_key=True),
    Column("next_batch", Text, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)  # fmt: skip
posted_answers = Table(
    "posted_answers", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # counts: which of several answers to one message was first
    Column("room", String(255), nullable=False),  # no id of Matrix is longer
    Column("event", String(255), nullable=False),
    Column("answers", String(255), nullable=False),
    Column("posted_at", UtcDateTime, nullable=False, index=True),
    Column("thread", String(255), nullable=False),
    Column("conversation", String(1000), nullable=False),
    Column("choices", Json, nullable=False),
    UniqueConstraint("room", "event"),
    Index(None, "room", "answers"),
    Index(None, "room", "thread"),
)  # fmt: skip
key_pins = Table(
    "key_pins", metadata,
    Column("identity", String(400), primary_key=True),
    Column("master_key", String(100), nullable=False),
    Column("pinned_at", UtcDateTime, nullable=False),
    Column("refused", String(100), nullable=False),
    Column("refused_at", UtcDateTime),
)  # fmt: skip
leaders = Table(
    "leaders", metadata,
    Column("name", String(100), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("seen_at", UtcDateTime),
)  # fmt: skip
NOT_BACKED_UP = frozenset((sync_tokens.name, posted_answers.name, leaders.name, deliveries.name, planners.name))
"""What a restore must not bring back: with an old token, what was said since would be answered once more, and with an old ledger, what was posted since be posted
once more. Without them, reading and planning begin with what is new."""


def _of_bot() -> tuple[Column[Any], ...]:
    return (
        Column("client_id", String(32), nullable=False), Column("app_id", String(32), nullable=False), Column("enterprise_id", String(32)),
        Column("enterprise_name", String(200)), Column("team_id", String(32)), Column("team_name", String(200)), Column("bot_token", Text),
        Column("bot_id", String(32)), Column("bot_user_id", String(32)), Column("bot_scopes", String(1000)), Column("bot_refresh_token", Text),
        Column("bot_token_expires_at", DateTime), Column("is_enterprise_install", Boolean, nullable=False),
    )  # fmt: skip


slack_bots = Table(
    "slack_bots", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    *_of_bot(),
    Column("installed_at", DateTime, nullable=False),
    Index(None, "client_id", "enterprise_id", "team_id", "installed_at"),
)  # fmt: skip
slack_installations = Table(
    "slack_installations", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    *_of_bot(),
    Column("enterprise_url", String(200)), Column("user_id", String(32), nullable=False), Column("user_token", Text), Column("user_scopes", String(1000)),
    Column("user_refresh_token", Text), Column("user_token_expires_at", DateTime), Column("incoming_webhook_url", String(200)),
    Column("incoming_webhook_channel", String(200)), Column("incoming_webhook_channel_id", String(200)), Column("incoming_webhook_configuration_url", String(200)),
    Column("token_type", String(32)), Column("installed_at", DateTime, nullable=False),
    Index(None, "client_id", "enterprise_id", "team_id", "user_id"),
)  # fmt: skip
slack_oauth_states = Table(
    "slack_oauth_states", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", String(200), nullable=False),
    Column("expire_at", DateTime, nullable=False),
)  # fmt: skip
