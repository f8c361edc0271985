# SPDX-License-Identifier: MPL-2.0
"""Writes everything the bot remembers into a file, as it was at one moment, while the bot goes on working; but nothing of what counts for this moment alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, NullPool, Table, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from config.problems import ConfigError, Problem
from storage.sql.backup_file import Header, TableHead, write_backup
from storage.sql.engine import sqlite_file
from storage.sql.schema import migrate, revisions
from storage.sql.tables_platforms import NOT_BACKED_UP

PATIENCE = 10  # seconds to wait for another process that holds the database
VERSIONS = "alembic_version"
_ROWS = 1_000  # fetched at a time


def back_up(url: URL, path: Path, now: datetime) -> Header:
    """Backs the whole database up. It must stand at a migration this os2bot knows; what is missing there is said in a ConfigError."""
    if (file := sqlite_file(url)) and not file.exists():
        raise ConfigError(Problem("does not exist; there is nothing to back up", file))
    with snapshot(url) as connection:
        return dump(connection, path, now)


def dump(connection: Connection, path: Path, now: datetime) -> Header:
    """Writes what this connection sees. Tables that are not backed up stand in the file, and are empty there."""
    migration = migration_of(connection)
    if migration is None:
        raise ConfigError(Problem("the database has no tables of os2bot yet; there is nothing to back up"))
    tables = reflected(connection, tables_at(migration))
    heads = {table.name: TableHead([column.name for column in table.columns], _count(connection, table)) for table in tables}
    header = Header(migration=migration, made_at=now.isoformat(timespec="seconds"), program=version("os2bot"), tables=heads)
    write_backup(path, header, (row for table in tables for row in _rows(connection, table)))
    return header


@contextmanager
def snapshot(url: URL) -> Iterator[Connection]:
    """A connection that sees the database as it is now, however long it is read, and holds nobody up."""
    engine = engine_of(url, begin="BEGIN")
    options: dict[str, Any] = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def engine_of(url: URL, *, begin: str) -> Engine:
    """An engine for one operator's command: calls wait for their answer. `begin` is how SQLite opens a transaction."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, poolclass=NullPool, hide_parameters=True)
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), poolclass=NullPool, hide_parameters=True, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _leave_transactions_to_us)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _leave_transactions_to_us(connection: Any, _: object) -> None:
    connection.isolation_level = None


def migration_of(connection: Connection) -> str | None:
    """Where the database stands; None for one without tables of ours. Raises ConfigError for one this os2bot does not know."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    at: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if at is not None and at not in revisions():
        raise ConfigError(Problem(f"the database stands at migration {at}, which this os2bot does not know; use the os2bot that wrote it, or a newer one"))
    return at


def tables_at(migration: str) -> frozenset[str]:
    """The tables that a migration leads to: found by following it in an empty database in memory."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            migrate(connection, migration)
            return frozenset(inspect(connection).get_table_names()) - {VERSIONS}
    finally:
        engine.dispose()


def reflected(connection: Connection, names: frozenset[str]) -> list[Table]:
    """These tables as they are in the database, in the order in which they can be filled."""
    found = MetaData()
    found.reflect(connection, only=sorted(names))
    return found.sorted_tables


def _count(connection: Connection, table: Table) -> int:
    if table.name in NOT_BACKED_UP:
        return 0
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _rows(connection: Connection, table: Table) -> Iterator[tuple[str, Any]]:
    if table.name in NOT_BACKED_UP:
        return
    ordered = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(ordered, execution_options={"yield_per": _ROWS}):
        yield table.name, row


def busy(error: OperationalError) -> ConfigError | None:
    """What to say when another process holds the database; None when it is something else."""
    words = str(error.orig)
    if "database is locked" in words or getattr(error.orig, "sqlstate", "") == "55P03":  # lock_not_available
        return ConfigError(Problem("another process holds the database; stop os2bot and try again"))
    return None
