# SPDX-License-Identifier: MPL-2.0
"""What SQLite and PostgreSQL write alike, but SQLAlchemy keeps apart."""

from collections.abc import Callable
from typing import Any


def insert_into(dialect: str) -> Callable[[Any], Any]:
    """The dialect's own `insert`, which knows `ON CONFLICT`. Only the one in use is imported."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert  # noqa: PLC0415 - slow, and unused on SQLite

        return postgresql_insert
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert  # noqa: PLC0415

    return sqlite_insert
