# SPDX-License-Identifier: MPL-2.0
"""The tables. A catalogue entry is a row of its kind: its key, the values it is looked up by, and the whole entry as JSON."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Dialect, Index, Integer, MetaData, String, Table, Text, TypeDecorator

from config.catalogue.entries import KINDS
from storage.index_values import LOOKED_UP

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC. A naive datetime is refused: nobody knows which moment it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


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
)  # fmt: skip
