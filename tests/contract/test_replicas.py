# SPDX-License-Identifier: MPL-2.0
"""Replicas that start at the same moment do not stumble over each other."""

import asyncio

from storage.seeding import SeedReport, seed
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase

REPLICAS = 4


async def _start(url: str) -> SeedReport:
    """What every process does: an engine of its own, the tables, the catalogue."""
    engine = create_engine(database_url(url))
    try:
        await upgrade(engine)
        return await seed(SqlDatabase(engine))
    finally:
        await engine.dispose()


async def test_one_of_them_makes_the_tables_and_loads_the_catalogue_and_none_fails(sql_url: str) -> None:
    reports = await asyncio.gather(*(_start(sql_url) for _ in range(REPLICAS)))
    assert sorted(report.loaded for report in reports) == [False] * (REPLICAS - 1) + [True]
