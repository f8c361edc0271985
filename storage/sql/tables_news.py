# SPDX-License-Identifier: MPL-2.0
"""The table of what became otherwise in the catalogue."""

from sqlalchemy import Column, Index, Integer, String, Table

from storage.sql.columns import Json, UtcDateTime, metadata

fact_changes = Table(
    "fact_changes", metadata,
    Column("recorded", Integer, primary_key=True),  # counts: which of the same moment was last
    Column("at", UtcDateTime, index=True, nullable=False),
    Column("fact", String(40), nullable=False),
    Column("key", String(400), nullable=False),
    Column("product", String(200), nullable=False),
    Column("before", Json),
    Column("after", Json),
    Column("origin", String(40), nullable=False),
    Index(None, "product", "at"),
)  # fmt: skip
