# SPDX-License-Identifier: MPL-2.0
"""What is done of the yearly wheel."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "year_marks",
        sa.Column("id", sa.String(400), primary_key=True),
        sa.Column("entry", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("of", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("which", sa.String(100), nullable=False),
        sa.Column("about", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_year_marks"),
    )
    op.create_index("ix_year_marks_year", "year_marks", ["year"])
