# SPDX-License-Identifier: MPL-2.0
"""What rooms hold: up to where an account's events were received, the answers that stand in them, the keys by which people's devices are known; and which process leads."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sync_tokens",
        sa.Column("account", sa.String(400), nullable=False),
        sa.Column("next_batch", sa.Text(), nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_sync_tokens")),
    )
    _posted_answers()
    op.create_table(
        "key_pins",
        sa.Column("identity", sa.String(400), nullable=False),
        sa.Column("master_key", sa.String(100), nullable=False),
        sa.Column("pinned_at", _MOMENT, nullable=False),
        sa.Column("refused", sa.String(100), nullable=False),
        sa.Column("refused_at", _MOMENT),
        sa.PrimaryKeyConstraint("identity", name=op.f("pk_key_pins")),
    )
    op.create_table(
        "leaders",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("seen_at", _MOMENT),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leaders")),
    )


def _posted_answers() -> None:
    op.create_table(
        "posted_answers",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("event", sa.String(255), nullable=False),
        sa.Column("answers", sa.String(255), nullable=False),
        sa.Column("posted_at", _MOMENT, nullable=False),
        sa.Column("thread", sa.String(255), nullable=False),
        sa.Column("conversation", sa.String(1000), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_posted_answers")),
        sa.UniqueConstraint("room", "event", name=op.f("uq_posted_answers_room_event")),
    )
    for columns in (["posted_at"], ["room", "answers"], ["room", "thread"]):
        op.create_index(op.f(f"ix_posted_answers_{'_'.join(columns)}"), "posted_answers", columns)
