# SPDX-License-Identifier: MPL-2.0
"""The table of what is done of the yearly wheel."""

from sqlalchemy import Column, Date, Integer, String, Table

from storage.sql.columns import UtcDateTime, metadata

year_marks = Table(
    "year_marks", metadata,
    Column("id", String(400), primary_key=True),
    Column("entry", String(100), nullable=False),
    Column("year", Integer, nullable=False, index=True),
    Column("of", Date, nullable=False),
    Column("done_at", UtcDateTime, nullable=False),
    Column("which", String(100), nullable=False),
    Column("about", String(400), nullable=False),
)  # fmt: skip
