# SPDX-License-Identifier: MPL-2.0
"""Puts a backup in the place of everything the bot remembers, in one transaction: all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, DateTime, Table, exists, func, inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError, StatementError

from config.problems import ConfigError, Problem
from storage.sql.backup import PATIENCE, VERSIONS, busy, dump, engine_of, migration_of, reflected, tables_at
from storage.sql.backup_file import BackupFile, Header, day, moment, open_backup, verified
from storage.sql.engine import make_directory, sqlite_file
from storage.sql.schema import LOCK, migrate, revisions
from storage.sql.tables import catalogue_state

_ROWS = 500  # written at a time


@dataclass(frozen=True, slots=True)
class Restored:
    """`kept`: where what was replaced is kept; None where there was nothing."""

    header: Header
    kept: Path | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the database held before: its tables, whether there was anything in them, and the highest of its revisions."""

    tables: frozenset[str]
    filled: bool
    revision: int


def restore(url: URL, path: Path, kept: Path, now: datetime, *, replace: bool = False) -> Restored:
    """Restores a backup of this or the other kind of database, and leads it to the newest migration.

    What the database held is written to `kept` first. Raises ConfigError, with nothing changed, for a file that is not whole, one from a newer
    os2bot, and, without `replace`, a database that holds something.
    """
    header, checksum = verified(path)
    names = _known_tables(header, path)
    if file := sqlite_file(url):
        make_directory(file.parent)
    with _exclusively(url, path) as connection:
        before = _found(connection)
        if before.filled and not replace:
            raise ConfigError(Problem("the database already holds data; with --yes it is replaced, and kept in a file of its own"))
        with _keeping(connection, kept, now) if before.filled else nullcontext():
            _make_tables(connection, before.tables, names, header.migration)
            with open_backup(path) as backup:
                _fill(connection, backup, tables := reflected(connection, names), path)
                if backup.sha256 != checksum:
                    raise ConfigError(Problem("was changed while it was read; nothing was changed in the database", path))
            _count_on(connection, tables)
            migrate(connection)
            _outgrow(connection, before.revision)
            connection.commit()
    return Restored(header, kept if before.filled else None)


@contextmanager
def _keeping(connection: Connection, kept: Path, now: datetime) -> Iterator[None]:
    """Writes what the database holds to a file, which goes again when it was not replaced after all."""
    dump(connection, kept, now)
    try:
        yield
    except BaseException:
        kept.unlink(missing_ok=True)
        raise


def _known_tables(header: Header, path: Path) -> frozenset[str]:
    if header.migration not in revisions():
        raise ConfigError(Problem(f"was made at migration {header.migration}, which this os2bot does not know; restore it with a newer os2bot", path))
    names = tables_at(header.migration)
    if names != set(header.tables):
        raise ConfigError(Problem(f"does not hold the tables of migration {header.migration}; nothing was changed", path))
    return names


@contextmanager
def _exclusively(url: URL, path: Path) -> Iterator[Connection]:
    """A transaction that no other os2bot writes beside."""
    try:
        with engine_of(url, begin="BEGIN IMMEDIATE").connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection
    except OperationalError as error:
        if told := busy(error):
            raise told from error
        raise
    except (StatementError, ValueError) as error:
        raise ConfigError(Problem("does not fit this database; nothing was changed", path)) from error


def _found(connection: Connection) -> Found:
    migration = migration_of(connection)
    if migration is None:
        return Found(frozenset(), filled=False, revision=0)
    names = tables_at(migration)
    tables = reflected(connection, names)
    filled = any(connection.scalar(select(exists().select_from(table))) for table in tables if table.name != catalogue_state.name)
    state = next(table for table in tables if table.name == catalogue_state.name)
    return Found(names, filled, _revision(connection, state))


def _revision(connection: Connection, state: Table) -> int:
    """The highest revision in it, of the catalogue, its names or the meetings: an older database has not all of them."""
    counted = [column for column in state.columns if column.name.endswith("revision")]
    return max(found) if (found := connection.execute(select(*counted)).first()) else 0


def _make_tables(connection: Connection, old: frozenset[str], new: frozenset[str], migration: str) -> None:
    """Empty tables of the backup's migration in the place of those there were."""
    inspector = inspect(connection)
    foreign = sorted(name for name in new - old if inspector.has_table(name))
    if foreign:
        raise ConfigError(Problem(f"the database holds tables that are not os2bot's ({', '.join(foreign)}); give os2bot a database of its own"))
    for table in reversed(reflected(connection, old)):
        table.drop(connection)
    connection.execute(text(f"DROP TABLE IF EXISTS {VERSIONS}"))
    migrate(connection, migration)
    for table in reversed(reflected(connection, new)):
        connection.execute(table.delete())


def _fill(connection: Connection, backup: BackupFile, tables: list[Table], path: Path) -> None:
    by_name = {table.name: table for table in tables}
    for name, head in backup.header.tables.items():
        if {column.name for column in by_name[name].columns} != set(head.columns):
            raise ConfigError(Problem(f"has other columns in {name} than migration {backup.header.migration}; nothing was changed", path))
    waiting: list[dict[str, Any]] = []
    last = ""
    for name, values in backup.rows():
        if name != last or len(waiting) == _ROWS:
            _insert(connection, by_name.get(last), waiting)
            last, waiting = name, []
        waiting.append(_values(by_name[name], backup.header.tables[name].columns, values))
    _insert(connection, by_name.get(last), waiting)
    for name, head in backup.header.tables.items():
        if connection.scalar(select(func.count()).select_from(by_name[name])) != head.rows:
            raise ConfigError(Problem(f"{name} did not arrive whole; nothing was changed", path))


def _insert(connection: Connection, table: Table | None, rows: list[dict[str, Any]]) -> None:
    if table is not None and rows:
        connection.execute(table.insert(), rows)


def _values(table: Table, columns: list[str], values: list[Any]) -> dict[str, Any]:
    return {name: _value(table.columns[name], value) for name, value in zip(columns, values, strict=True)}


def _value(column: Column[Any], value: Any) -> Any:
    if isinstance(value, str) and isinstance(column.type, DateTime):
        return moment(value)
    return day(value) if isinstance(value, str) and isinstance(column.type, Date) else value


def _count_on(connection: Connection, tables: list[Table]) -> None:
    """Lets PostgreSQL draw the next key behind those that were restored; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key.columns:
            sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
            if sequence and (last := connection.scalar(select(func.max(column)))):
                connection.execute(select(func.setval(sequence, last)))


def _outgrow(connection: Connection, revision: int) -> None:
    """Makes the revisions such as no running os2bot has seen: what it keeps in memory is dropped then. A new height serves for all of them."""
    unseen = max(_revision(connection, catalogue_state), revision) + 1
    connection.execute(
        catalogue_state.update().values(revision=unseen, names_revision=unseen, meetings_revision=unseen, onboarding_revision=unseen, freshness_revision=unseen)
    )
