# SPDX-License-Identifier: MPL-2.0
"""Brings a database to the newest tables. Alembic is loaded only when there is something to do: a start costs one query."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from config.problems import ConfigError, Problem
from storage.sql.engine import create_engine, sqlite_file

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0013"
"""The newest migration; a test keeps it in step with the files."""

LOCK = 20120424  # any fixed number: replicas that start together migrate one after the other

_UNDEFINED_TABLE = "42P01"  # PostgreSQL says it in the server's language, but always by this code


async def current(engine: AsyncEngine) -> str | None:
    """The migration this database stands at; None for an empty one."""
    try:
        async with engine.connect() as connection:
            version: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
            return version
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == _UNDEFINED_TABLE or "no such table: alembic_version" in str(error.orig):
            return None
        raise


async def standing(url: URL) -> str | None:
    """Where the database at this address stands. One that does not exist is not made."""
    if (file := sqlite_file(url)) and not file.exists():
        return None
    engine = create_engine(url)
    try:
        return await current(engine)
    finally:
        await engine.dispose()


async def upgrade(engine: AsyncEngine) -> bool:
    """Applies what is missing; True if there was something. Safe when several processes start at once.

    Raises ConfigError for a database that a newer os2bot has written.
    """
    at = await current(engine)
    if at == HEAD:
        return False
    if at is not None and at not in revisions():
        raise ConfigError(Problem(f"the database stands at migration {at}, which this os2bot does not know; use the os2bot that wrote it, or a newer one"))
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        await connection.run_sync(migrate)
    return True


def revisions() -> list[str]:
    """Every migration this os2bot knows, the newest first."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - alembic is slow to import and seldom needed

    return [script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()]


def configuration() -> "Config":
    """Alembic's configuration, pointing at the migrations beside this file."""
    from alembic.config import Config  # noqa: PLC0415 - alembic is slow to import and seldom needed

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def migrate(connection: Any, to: str = "head") -> None:
    """Leads the database of this connection to a migration, in the connection's own transaction."""
    from alembic import command  # noqa: PLC0415 - as above

    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
