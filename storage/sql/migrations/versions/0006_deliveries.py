# SPDX-License-Identifier: MPL-2.0
"""The delivery ledger: what is posted of the bot's own accord, and up to when each planner has looked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(900), nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("about", sa.String(400), nullable=False),
        sa.Column("target", sa.String(500), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("useful_until", _MOMENT, nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(500), nullable=False),
        sa.Column("address", sa.String(400), nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("next_at", _MOMENT),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text()),
        sa.Column("message", sa.String(400), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deliveries")),
    )
    for columns in (["next_at", "key"], ["target", "state"], ["kind", "due_at"], ["due_at"], ["about"]):
        op.create_index(op.f(f"ix_deliveries_{'_'.join(columns)}"), "deliveries", columns)
    op.create_table(
        "planners",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("revision", sa.String(200), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_planners")),
    )
