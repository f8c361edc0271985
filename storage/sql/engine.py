# SPDX-License-Identifier: MPL-2.0
"""Opens the database that a URL names."""

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from config.problems import ConfigError, Problem
from storage.sql.direct_sqlite import DRIVER, begin_immediate

_DRIVERS = {"sqlite": DRIVER, "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_POOL = 10  # PostgreSQL connections of one process


def database_url(text: str) -> URL:
    """The URL with the driver we use. Raises ConfigError for anything but SQLite and PostgreSQL; never shows a password."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError, whose words may hold a part of the password
        message = "is no database address; write sqlite:///path/os2bot.db or postgresql://user@host/name"
        raise ConfigError(Problem(message, field="OS2BOT_DATABASE_URL")) from None
    driver = _DRIVERS.get(url.get_backend_name())
    if driver is None:
        raise ConfigError(Problem("must begin with sqlite:/// or postgresql://", field="OS2BOT_DATABASE_URL"))
    if url.query and url.get_backend_name() == "sqlite":
        raise ConfigError(Problem("takes no options behind a question mark with SQLite", field="OS2BOT_DATABASE_URL"))
    return url.set(drivername=driver)


def create_engine(url: URL) -> AsyncEngine:
    """An engine with the settings that each database needs. The directory of a SQLite file is made. Errors never repeat stored values."""
    if url.get_backend_name() == "sqlite":
        if file := sqlite_file(url):
            make_directory(file.parent)
        engine = create_async_engine(url, hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(url, pool_size=_POOL, pool_pre_ping=True, hide_parameters=True)


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory, and for PostgreSQL."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def make_directory(path: Path) -> None:
    """Makes a directory that is there for its owner alone; one that exists stays as it is."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(Problem(f"the directory cannot be made ({error.strerror}); set OS2BOT_DATA_DIR to one that can", path)) from error


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "foreign_keys=ON", "busy_timeout=0"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    begin_immediate(connection.connection.dbapi_connection)
