# SPDX-License-Identifier: MPL-2.0
"""The tables of releases of products, and of the lists that name them."""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from storage.sql.columns import UtcDateTime, metadata

release_feeds = Table(
    "release_feeds", metadata,
    Column("url", String(600), primary_key=True),
    Column("products", Text, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("read_at", UtcDateTime),
    Column("next_at", UtcDateTime),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("trouble", String(100), nullable=False),
    Column("troubled_since", UtcDateTime),
    Column("version", Integer, nullable=False),
)  # fmt: skip
releases = Table(
    "releases", metadata,
    Column("product", String(200), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("feed", String(600), nullable=False),
    Column("version", String(100), nullable=False),
    Column("url", String(600), nullable=False),
    Column("published_at", UtcDateTime),
    Column("first_seen_at", UtcDateTime, nullable=False, index=True),
    Column("news", Boolean, nullable=False),
    Column("missing_since", UtcDateTime),
)  # fmt: skip
