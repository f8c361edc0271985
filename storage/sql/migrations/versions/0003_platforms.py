# SPDX-License-Identifier: MPL-2.0
"""What platforms bring: events that are kept until they are answered, drafts of forms, what channels asked for, installed workspaces."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _inbox()
    _table(
        "drafts",
        sa.Column("owner", sa.String(400), nullable=False),
        sa.Column("form", sa.String(100), nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        key=["owner", "form"],
        indexes=[["saved_at"]],
    )
    _table(
        "subscriptions",
        sa.Column("channel", sa.String(400), nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("language", sa.String(100), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        key=["channel", "kind"],
        indexes=[],
    )
    _slack()


def _inbox() -> None:
    for column in (
        sa.Column("platform", sa.String(20)),
        sa.Column("payload", sa.Text()),
        sa.Column("reply", sa.Text()),
        sa.Column("held_until", _MOMENT),
        sa.Column("attempts", sa.Integer()),
    ):
        op.add_column("inbox_events", column)
    op.create_index(op.f("ix_inbox_events_held_until"), "inbox_events", ["held_until"])


def _slack() -> None:
    _table(
        "slack_bots",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *_of_bot(),
        sa.Column("installed_at", sa.DateTime(), nullable=False),
        key=["id"],
        indexes=[["client_id", "enterprise_id", "team_id", "installed_at"]],
    )
    _table(
        "slack_installations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *_of_bot(),
        sa.Column("enterprise_url", sa.String(200)),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("user_token", sa.Text()),
        sa.Column("user_scopes", sa.String(1000)),
        sa.Column("user_refresh_token", sa.Text()),
        sa.Column("user_token_expires_at", sa.DateTime()),
        sa.Column("incoming_webhook_url", sa.String(200)),
        sa.Column("incoming_webhook_channel", sa.String(200)),
        sa.Column("incoming_webhook_channel_id", sa.String(200)),
        sa.Column("incoming_webhook_configuration_url", sa.String(200)),
        sa.Column("token_type", sa.String(32)),
        sa.Column("installed_at", sa.DateTime(), nullable=False),
        key=["id"],
        indexes=[["client_id", "enterprise_id", "team_id", "user_id"]],
    )
    _table(
        "slack_oauth_states",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("state", sa.String(200), nullable=False),
        sa.Column("expire_at", sa.DateTime(), nullable=False),
        key=["id"],
        indexes=[],
    )


def _of_bot() -> tuple[sa.Column[Any], ...]:
    """Tokens are encrypted, and so longer than in slack_sdk's own tables."""
    return (
        sa.Column("client_id", sa.String(32), nullable=False),
        sa.Column("app_id", sa.String(32), nullable=False),
        sa.Column("enterprise_id", sa.String(32)),
        sa.Column("enterprise_name", sa.String(200)),
        sa.Column("team_id", sa.String(32)),
        sa.Column("team_name", sa.String(200)),
        sa.Column("bot_token", sa.Text()),
        sa.Column("bot_id", sa.String(32)),
        sa.Column("bot_user_id", sa.String(32)),
        sa.Column("bot_scopes", sa.String(1000)),
        sa.Column("bot_refresh_token", sa.Text()),
        sa.Column("bot_token_expires_at", sa.DateTime()),
        sa.Column("is_enterprise_install", sa.Boolean(), nullable=False),
    )


def _table(name: str, *parts: sa.schema.SchemaItem, key: list[str], indexes: list[list[str]]) -> None:
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")))
    for index in indexes:
        op.create_index(op.f(f"ix_{name}_{'_'.join(index)}"), name, index)
