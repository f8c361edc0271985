# SPDX-License-Identifier: MPL-2.0
"""The table of announcements."""

from sqlalchemy import Column, Integer, String, Table, Text

from storage.sql.columns import Json, UtcDateTime, metadata

announcements = Table(
    "announcements", metadata,
    Column("id", String(64), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("by", String(64), nullable=False, index=True),
    Column("role", String(100), nullable=False),
    Column("organisation", String(200), nullable=False),
    Column("language", String(10), nullable=False),
    Column("product", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("targets", Json, nullable=False),
    Column("written_at", UtcDateTime, nullable=False, index=True),
    Column("edition", Integer, nullable=False),
    Column("edited_at", UtcDateTime),
    Column("recalled_at", UtcDateTime),
    Column("version", Integer, nullable=False),
)  # fmt: skip
