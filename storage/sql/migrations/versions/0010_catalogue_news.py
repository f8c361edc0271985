# SPDX-License-Identifier: MPL-2.0
"""What changed in the catalogue, and when; releases of products."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _fact_changes()
    _releases()


def _fact_changes() -> None:
    op.add_column("catalogue_state", sa.Column("news_since", _MOMENT))
    op.create_table(
        "fact_changes",
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("fact", sa.String(40), nullable=False),
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("product", sa.String(200), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("recorded", name=op.f("pk_fact_changes")),
    )
    op.create_index(op.f("ix_fact_changes_at"), "fact_changes", ["at"])
    op.create_index(op.f("ix_fact_changes_product_at"), "fact_changes", ["product", "at"])


def _releases() -> None:
    op.create_table(
        "release_feeds",
        sa.Column("url", sa.String(600), nullable=False),
        sa.Column("products", sa.Text(), nullable=False),
        sa.Column("asked_at", _MOMENT),
        sa.Column("read_at", _MOMENT),
        sa.Column("next_at", _MOMENT),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("modified", sa.Text(), nullable=False),
        sa.Column("trouble", sa.String(100), nullable=False),
        sa.Column("troubled_since", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_release_feeds")),
    )
    op.create_table(
        "releases",
        sa.Column("product", sa.String(200), nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("feed", sa.String(600), nullable=False),
        sa.Column("version", sa.String(100), nullable=False),
        sa.Column("url", sa.String(600), nullable=False),
        sa.Column("published_at", _MOMENT),
        sa.Column("first_seen_at", _MOMENT, nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("missing_since", _MOMENT),
        sa.PrimaryKeyConstraint("product", "id", name=op.f("pk_releases")),
    )
    op.create_index(op.f("ix_releases_first_seen_at"), "releases", ["first_seen_at"])
