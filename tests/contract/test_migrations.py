# SPDX-License-Identifier: MPL-2.0
"""Migrations lead an empty database to the very tables of the code, on both databases."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.sql.engine import create_engine, database_url
from storage.sql.schema import HEAD, configuration, current, upgrade
from storage.sql.tables import metadata


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


def _differences(connection: Any) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))
