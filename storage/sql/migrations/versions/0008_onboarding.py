# SPDX-License-Identifier: MPL-2.0
"""Onboarding: runs of flows, the flows as they were when runs began, invitations to take part."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("catalogue_state", sa.Column("onboarding_revision", sa.Integer()))
    op.execute("UPDATE catalogue_state SET onboarding_revision = 0")
    with op.batch_alter_table("catalogue_state") as batch_op:
        batch_op.alter_column("onboarding_revision", existing_type=sa.Integer(), nullable=False)
    _runs()
    op.create_table(
        "onboarding_flows",
        sa.Column("flow", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("pinned_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("flow", "version", name=op.f("pk_onboarding_flows")),
    )
    op.create_table(
        "invitations",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("run", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_invitations")),
    )
    for column in ("run", "by"):
        op.create_index(op.f(f"ix_invitations_{column}"), "invitations", [column])


def _runs() -> None:
    op.create_table(
        "onboarding_runs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("flow", sa.String(200), nullable=False),
        sa.Column("flow_version", sa.Integer(), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("started_by", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("product", sa.String(200), nullable=False),
        sa.Column("language", sa.String(100), nullable=False),
        sa.Column("state", sa.String(100), nullable=False),
        sa.Column("participants", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("touched", sa.String(100), nullable=False),
        sa.Column("touched_at", _MOMENT),
        sa.Column("channel", sa.String(400), nullable=False),
        sa.Column("resumed_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("waiting_on", sa.String(100), nullable=False),
        sa.Column("waiting_since", _MOMENT),
        sa.Column("due", sa.Date()),
        sa.Column("open_steps", sa.Text(), nullable=False),
        sa.Column("stale_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_runs")),
    )
    op.create_index(op.f("ix_onboarding_runs_organisation"), "onboarding_runs", ["organisation"])
    op.create_index(op.f("ix_onboarding_runs_state_due"), "onboarding_runs", ["state", "due"])
    op.create_index(op.f("ix_onboarding_runs_state_stale_at"), "onboarding_runs", ["state", "stale_at"])
    op.create_index(op.f("ix_onboarding_runs_ended_at"), "onboarding_runs", ["ended_at"])
