# SPDX-License-Identifier: MPL-2.0
"""The table of what became of asking about facts."""

from sqlalchemy import Column, Integer, String, Table

from storage.sql.columns import Json, UtcDateTime, metadata

_ID = String(64)  # of our own making

fact_reviews = Table(
    "fact_reviews", metadata,
    Column("fact", String(400), primary_key=True),
    Column("confirmed_at", UtcDateTime),
    Column("confirmed_by", _ID),
    Column("changed_at", UtcDateTime),
    Column("changed_by", _ID),
    Column("states", _ID, nullable=False),
    Column("not_mine", Json, nullable=False),
    Column("asked", Json, nullable=False),
    Column("version", Integer, nullable=False),
)  # fmt: skip
