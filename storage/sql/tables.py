# SPDX-License-Identifier: MPL-2.0
"""The tables of the catalogue and of conversations. A catalogue entry is a row of its kind: its key, the values it is looked up by, and the whole entry as JSON."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from config.catalogue.entries import KINDS
from storage.index_values import LOOKED_UP
from storage.sql import (
    tables_announcements,
    tables_deliveries,
    tables_freshness,
    tables_meetings,
    tables_news,
    tables_onboarding,
    tables_people,
    tables_platforms,
    tables_releases,
    tables_year,
)  # so that whoever asks for the metadata sees every table
from storage.sql.columns import UtcDateTime, metadata

__all__ = [
    "ENTRIES",
    "UtcDateTime",
    "article_answers",
    "catalogue_state",
    "conversations",
    "inbox_events",
    "metadata",
    "names",
    "tables_announcements",
    "tables_deliveries",
    "tables_freshness",
    "tables_meetings",
    "tables_news",
    "tables_onboarding",
    "tables_people",
    "tables_platforms",
    "tables_releases",
    "tables_year",
]


def _entry_table(kind: str) -> Table:
    looked_up = LOOKED_UP.get(kind, ())
    return Table(
        kind,
        metadata,
        Column("key", String(400), primary_key=True),
        *(Column(column, String(200)) for column in looked_up),
        Column("document", Text, nullable=False),
        Column("loaded", String(64)),
        *(Index(None, column) for column in looked_up),
    )


ENTRIES = {kind: _entry_table(kind) for kind in KINDS}
"""Kind of entry → its table."""

names = Table(
    "names", metadata,
    Column("owner_kind", String(40), primary_key=True),
    Column("owner_key", String(400), primary_key=True),
    Column("text", String(200), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("weak", Boolean, nullable=False),
)  # fmt: skip
article_answers = Table(
    "article_answers", metadata,
    Column("answer", String(200), primary_key=True),
    Column("article", String(400), primary_key=True),
)  # fmt: skip
catalogue_state = Table(
    "catalogue_state", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("fingerprint", String(64)),
    Column("names_revision", Integer, nullable=False),
    Column("meetings_revision", Integer, nullable=False),
    Column("onboarding_revision", Integer, nullable=False),
    Column("freshness_revision", Integer, nullable=False),
    Column("news_since", UtcDateTime),
)  # fmt: skip
conversations = Table(
    "conversations", metadata,
    Column("id", String(400), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)  # fmt: skip
inbox_events = Table(
    "inbox_events", metadata,
    Column("message_id", String(400), primary_key=True),
    Column("accepted_at", UtcDateTime, nullable=False, index=True),
    Column("platform", String(20)),
    Column("payload", Text),
    Column("reply", Text),
    Column("held_until", UtcDateTime, index=True),
    Column("attempts", Integer),
)  # fmt: skip
