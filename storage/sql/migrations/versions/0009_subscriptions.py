# SPDX-License-Identifier: MPL-2.0
"""Subscriptions that have a time, and that can be paused."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_REQUIRED = (("weekday", sa.Integer(), "0"), ("clock", sa.String(15), "09:00:00"), ("paused", sa.String(40), ""))


def upgrade() -> None:
    with op.batch_alter_table("subscriptions") as batch_op:
        for name, kind, empty in _REQUIRED:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=empty))
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("subscriptions") as batch_op:
        for name, kind, _ in _REQUIRED:
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
