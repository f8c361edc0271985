# SPDX-License-Identifier: MPL-2.0
"""Brings a database to the newest tables. Alembic is loaded only when there is something to do: a start costs one query."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"
"""The newest migration; a test keeps it in step with the files."""

_LOCK = 20120424  # any fixed number: replicas that start together migrate one after the other


async def current(engine: AsyncEngine) -> str | None:
    """The migration this database stands at; None for an empty one."""
    try:
        async with engine.connect() as connection:
            version: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
            return version
    except DBAPIError as error:
        if "alembic_version" in str(error):
            return None
        raise


async def upgrade(engine: AsyncEngine) -> bool:
    """Applies what is missing; True if there was something. Safe when several processes start at once."""
    if await current(engine) == HEAD:
        return False
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await connection.run_sync(_upgrade)
    return True


def configuration() -> "Config":
    """Alembic's configuration, pointing at the migrations beside this file."""
    from alembic.config import Config  # noqa: PLC0415 - alembic is slow to import and seldom needed

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _upgrade(connection: Any) -> None:
    from alembic import command  # noqa: PLC0415 - as above

    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
