# SPDX-License-Identifier: MPL-2.0
"""When facts were last confirmed, and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("catalogue_state", sa.Column("freshness_revision", sa.Integer()))
    op.execute("UPDATE catalogue_state SET freshness_revision = 0")
    with op.batch_alter_table("catalogue_state") as batch_op:
        batch_op.alter_column("freshness_revision", existing_type=sa.Integer(), nullable=False)
    op.create_table(
        "fact_reviews",
        sa.Column("fact", sa.String(400), nullable=False),
        sa.Column("confirmed_at", _MOMENT),
        sa.Column("confirmed_by", sa.String(64)),
        sa.Column("changed_at", _MOMENT),
        sa.Column("changed_by", sa.String(64)),
        sa.Column("states", sa.String(64), nullable=False),
        sa.Column("not_mine", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_fact_reviews")),
    )
