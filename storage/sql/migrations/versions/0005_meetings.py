# SPDX-License-Identifier: MPL-2.0
"""Meetings, who comes, agendas, calendars, reminders; and what a subscription is about, as a part of its key."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_WALL_TIME = sa.String(26)  # as text: no database can take it for a moment


def upgrade() -> None:
    _count_meetings()
    _subscriptions()
    _meetings()
    _attendances()
    _agenda()
    _calendars()
    _reminders()


def _count_meetings() -> None:
    op.add_column("catalogue_state", sa.Column("meetings_revision", sa.Integer()))
    op.execute("UPDATE catalogue_state SET meetings_revision = 0")
    with op.batch_alter_table("catalogue_state") as batch_op:
        batch_op.alter_column("meetings_revision", existing_type=sa.Integer(), nullable=False)


def _subscriptions() -> None:
    """What was there is about everything. In two steps, so that the default by which it is filled does not stay."""
    with op.batch_alter_table("subscriptions") as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(500), nullable=False, server_default=""))
    with op.batch_alter_table("subscriptions") as batch_op:
        batch_op.drop_constraint("pk_subscriptions", type_="primary")
        batch_op.create_primary_key("pk_subscriptions", ["channel", "kind", "about"])
        batch_op.alter_column("about", existing_type=sa.String(500), existing_nullable=False, server_default=None)
        batch_op.create_index(op.f("ix_subscriptions_kind"), ["kind"])


def _meetings() -> None:
    _table(
        "meeting_series",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("group", sa.String(400), nullable=False),
        sa.Column("starts", _WALL_TIME, nullable=False),
        sa.Column("zone", sa.String(100), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("uid", sa.String(1000), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("rule", "title", "purpose", "place", "link", "agenda_url", "minutes_url")),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(100), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        key=["id"],
        indexes=["group", "uid"],
    )
    _table(
        "meeting_dates",
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("series", sa.String(64), nullable=False),
        sa.Column("on", _WALL_TIME, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.Column("starts", _WALL_TIME),
        sa.Column("minutes", sa.Integer()),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reason", "place", "link", "agenda_url", "minutes_url")),
        sa.Column("state", sa.String(100), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        key=["id"],
        indexes=["series"],
    )


def _attendances() -> None:
    _table(
        "attendances",
        sa.Column("date", sa.String(100), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("coming", sa.String(100), nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=False),
        sa.Column("deputy", sa.String(64)),
        key=["date", "person"],
        indexes=["person", "answered_at", "deputy"],
    )


def _agenda() -> None:
    _table(
        "agenda_items",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("group", sa.String(400), nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("by", sa.String(64)),
        sa.Column("product", sa.String(200)),
        sa.Column("responsible", sa.String(64)),
        sa.Column("due", sa.Date()),
        sa.Column("date", sa.String(100)),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        key=["id"],
        indexes=["group", "by", "product", "responsible"],
    )


def _calendars() -> None:
    _table(
        "calendar_addresses",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(500), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("language", sa.String(100), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        key=["fingerprint"],
        indexes=["owner"],
    )
    _table(
        "calendar_feeds",
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("group", sa.String(400), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("fetched_at", _MOMENT),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("modified", sa.Text(), nullable=False),
        sa.Column("trouble", sa.String(100), nullable=False),
        key=["url"],
        indexes=[],
    )


def _reminders() -> None:
    _table(
        "reminder_plans",
        sa.Column("group", sa.String(400), nullable=False),
        sa.Column("leads", sa.Text(), nullable=False),
        sa.Column("agenda_call", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.String(15), nullable=False),
        sa.Column("quiet_until", sa.String(15), nullable=False),
        sa.Column("directly", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        key=["group"],
        indexes=[],
    )


def _table(name: str, *parts: sa.schema.SchemaItem, key: list[str], indexes: list[str]) -> None:
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")))
    for column in indexes:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
