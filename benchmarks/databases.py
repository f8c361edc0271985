# SPDX-License-Identifier: MPL-2.0
"""A database of its own for a benchmark, with its tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlDatabase]:
    engine = create_engine(database_url(url))
    try:
        await upgrade(engine)
        yield SqlDatabase(engine)
    finally:
        await engine.dispose()
