# SPDX-License-Identifier: MPL-2.0
"""SQLite called in the event loop's own thread, instead of through a second one.

A statement on a local file takes some ten microseconds; handing it to another thread and back takes a hundred times that (decision 0005).
The one call that may wait, taking the write lock, waits without holding up the loop.
"""

import asyncio
import sqlite3
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util import await_only

DRIVER = "sqlite+direct"
PATIENCE = 10.0  # seconds a unit of work waits for another process to finish writing
_PAUSE = 0.002  # seconds between two tries


class DirectCursor(sqlite3.Cursor):
    """A cursor as SQLAlchemy's asyncio extension expects it (sqlalchemy.connectors.asyncio.AsyncAdapt_dbapi_cursor)."""

    async def _async_soft_close(self) -> None:
        """Rows of SQLite hold nothing that must be let go."""


class DirectConnection(sqlite3.Connection):
    """A connection whose cursors are such."""

    def cursor(self, factory: Any = DirectCursor) -> Any:
        return super().cursor(factory)


class DirectSqliteDialect(SQLiteDialect_pysqlite):
    """The standard library's driver behind SQLAlchemy's asyncio extension."""

    driver = "direct"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def create_connect_args(self, url: URL) -> Any:
        arguments, options = super().create_connect_args(url)
        return arguments, {**options, "factory": DirectConnection}

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        await_only(_awaited())
        cursor.execute(statement, parameters)

    def do_executemany(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        await_only(_awaited())
        cursor.executemany(statement, parameters)


registry.register("sqlite.direct", __name__, "DirectSqliteDialect")


def driver_of(connection: AsyncConnection) -> sqlite3.Connection | None:
    """The connection of SQLite's own driver; None where the database is another one."""
    if connection.dialect.name != "sqlite":
        return None
    sync: Any = connection.sync_connection
    driver: sqlite3.Connection = sync.connection.dbapi_connection
    return driver


def begin_immediate(connection: sqlite3.Connection) -> None:
    """What SQLAlchemy begins a transaction with."""
    await_only(begin(connection))


async def begin(connection: sqlite3.Connection) -> None:
    """Takes the write lock, unless it is taken, waiting up to PATIENCE for it. A unit of work may write after it has read; so it never fails half-way."""
    if connection.in_transaction:
        return
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(_PAUSE)
        else:
            return


async def _awaited() -> None:
    """SQLAlchemy's asyncio extension checks that each statement awaits something."""
