# SPDX-License-Identifier: MPL-2.0
"""Migrations lead an empty database to the very tables of the code, on both databases."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL

from storage.sql.backup import back_up, engine_of
from storage.sql.engine import create_engine, database_url
from storage.sql.restore import restore
from storage.sql.schema import HEAD, configuration, current, migrate, upgrade
from storage.sql.tables import metadata
from storage.sql.unit_of_work import SqlDatabase
from tests.conftest import NOW
from tests.contract.catalogue import entry
from tests.contract.records import subscription

DOCUMENTED = {"role": "produktkoordinator", "product": "a", "organisation": "x", "source": "s"}


async def test_an_empty_database_becomes_the_tables_of_the_code(sql_url: str) -> None:
    engine = create_engine(database_url(sql_url))
    assert await current(engine) is None
    assert await upgrade(engine)
    assert not await upgrade(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == HEAD


def _at_the_first_migration(url: URL) -> None:
    """A database as the first version left it, with a role that the catalogue documents."""
    with engine_of(url, begin="BEGIN IMMEDIATE").begin() as connection:
        migrate(connection, "0001")
        row = {"key": "r", "document": json.dumps(DOCUMENTED), "loaded": "0" * 64}
        connection.execute(text("INSERT INTO role_assignments VALUES (:key, 'a', 'x', :document, :loaded)"), row)
        connection.execute(text("UPDATE catalogue_state SET revision = 7"))


async def _holds_what_was_documented(url: URL) -> None:
    opened = SqlDatabase(create_engine(url))
    assert await current(opened.engine) == HEAD
    async with opened.unit_of_work() as unit:
        kept = entry("documented_roles", **DOCUMENTED)
        assert list(await unit.directory.documented_roles(product="a", organisation="x")) == [kept]
        assert (await unit.catalogue.stored("documented_roles"))["r"].loaded == "0" * 64
        assert await unit.directory.names_revision() == await unit.directory.revision() >= 7
        assert list(await unit.roles.everything()) == []
    async with opened.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await opened.close()


async def test_a_documented_role_of_the_first_version_outlives_the_upgrade(sql_url: str) -> None:
    address = database_url(sql_url)
    _at_the_first_migration(address)
    engine = create_engine(address)
    assert await upgrade(engine)
    await engine.dispose()
    await _holds_what_was_documented(address)


async def test_a_backup_of_the_first_version_is_restored_and_brought_up_to_date(sql_url: str, tmp_path: Path) -> None:
    address = database_url(sql_url)
    _at_the_first_migration(address)
    back_up(address, tmp_path / "b.gz", NOW)
    restore(address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    await _holds_what_was_documented(address)


ASKED = [subscription(f"slack:T0TEST001:{channel}", language=language) for channel, language in (("C1", "da"), ("C2", "en"))]
"""What channels had asked for before a subscription said what it is about."""


def _before_meetings(url: URL) -> None:
    with engine_of(url, begin="BEGIN IMMEDIATE").begin() as connection:
        migrate(connection, "0004")
        for each in ASKED:
            row = {"channel": each.channel, "language": each.language, "since": "2026-11-24 12:00:00+00:00", "by": each.by}
            connection.execute(text("INSERT INTO subscriptions VALUES (:channel, 'welcome', :language, :since, :by)"), row)
        connection.execute(text("UPDATE catalogue_state SET revision = 7"))


async def _holds_what_was_asked_for(url: URL) -> None:
    opened = SqlDatabase(create_engine(url))
    assert await current(opened.engine) == HEAD
    async with opened.unit_of_work() as unit:
        assert list(await unit.subscriptions.everything()) == ASKED
        await unit.subscriptions.add(replace(ASKED[0], about="product/os2mo"))
        assert (await unit.directory.revision() >= 7, list(await unit.meetings.everything())) == (True, [])
    async with opened.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
        columns = await connection.run_sync(lambda sync: {each["name"]: each["default"] for each in inspect(sync).get_columns("subscriptions")})
    assert columns["about"] is None  # whoever writes a row says what it is about
    await opened.close()


async def test_what_a_channel_asked_for_before_is_about_everything(sql_url: str) -> None:
    address = database_url(sql_url)
    _before_meetings(address)
    engine = create_engine(address)
    assert await upgrade(engine)
    await engine.dispose()
    await _holds_what_was_asked_for(address)


async def test_a_backup_of_what_was_asked_for_before_is_restored_and_brought_up_to_date(sql_url: str, tmp_path: Path) -> None:
    address = database_url(sql_url)
    _before_meetings(address)
    back_up(address, tmp_path / "b.gz", NOW)
    restore(address, tmp_path / "b.gz", tmp_path / "kept.gz", NOW, replace=True)
    await _holds_what_was_asked_for(address)


async def test_keys_and_indexes_are_named_by_the_convention(sql_url: str) -> None:
    address = database_url(sql_url)
    _at_the_first_migration(address)
    engine = create_engine(address)
    await upgrade(engine)
    async with engine.connect() as connection:
        names = await connection.run_sync(_names)
    await engine.dispose()
    wanted = {table.name: (f"pk_{table.name}", {str(index.name) for index in table.indexes}) for table in metadata.sorted_tables}
    assert names == wanted


def _names(connection: Connection) -> dict[str, tuple[str | None, set[str | None]]]:
    found = inspect(connection)
    return {
        table: (found.get_pk_constraint(table)["name"], {index["name"] for index in found.get_indexes(table) if not index["unique"]})
        for table in metadata.tables
    }


def _differences(connection: Any) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))
