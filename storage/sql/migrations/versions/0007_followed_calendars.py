# SPDX-License-Identifier: MPL-2.0
"""Calendars of others that are followed: when each is fetched next, since when that fails, and what of it waits for an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_REQUIRED = (("name", sa.Text(), ""), ("told", sa.String(64), ""), ("offer", sa.Text(), ""), ("version", sa.Integer(), "0"))


def upgrade() -> None:
    with op.batch_alter_table("calendar_feeds") as batch_op:
        for name in ("next_at", "troubled_since", "offered_at"):
            batch_op.add_column(sa.Column(name, _MOMENT))
        for name, kind, empty in _REQUIRED:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=empty))
    with op.batch_alter_table("calendar_feeds") as batch_op:
        for name, kind, _ in _REQUIRED:
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
