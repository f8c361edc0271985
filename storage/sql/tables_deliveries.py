# SPDX-License-Identifier: MPL-2.0
"""The tables of the delivery ledger."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from storage.sql.columns import Json, UtcDateTime, metadata

deliveries = Table(
    "deliveries", metadata,
    Column("key", String(900), primary_key=True),
    Column("kind", String(100), nullable=False),
    Column("about", String(400), nullable=False),
    Column("target", String(500), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("useful_until", UtcDateTime, nullable=False),
    Column("language", String(10), nullable=False),
    Column("values", Json, nullable=False),
    Column("owner", String(500), nullable=False),
    Column("address", String(400), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("next_at", UtcDateTime),  # of what is not settled, and of nothing else
    Column("holder", String(64), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reply", Text),
    Column("message", String(400), nullable=False),
    Column("history", Json, nullable=False),
    Index(None, "next_at", "key"),
    Index(None, "target", "state"),
    Index(None, "kind", "due_at"),
    Index(None, "due_at"),
    Index(None, "about"),
)  # fmt: skip
planners = Table(
    "planners", metadata,
    Column("name", String(100), primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    Column("revision", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)  # fmt: skip
