# SPDX-License-Identifier: MPL-2.0
"""The files come into the database once, and never over what somebody changed there."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from storage.catalogue import Stored
from storage.seeding import seed
from storage.unit_of_work import Database


async def test_the_shipped_catalogue_is_loaded_once(database: Database) -> None:
    assert (await seed(database)).written > 600
    again = await seed(database)
    assert (again.loaded, again.written) == (False, 0)
    async with database.unit_of_work() as unit:
        assert (await unit.directory.products()).total == 41


async def test_two_that_start_together_load_it_once(database: Database) -> None:
    reports = await asyncio.gather(seed(database), seed(database))
    async with database.unit_of_work() as unit:
        assert (await unit.directory.products()).total == 41
    assert sorted(report.loaded for report in reports) == [False, True]


async def test_a_changed_file_replaces_what_nobody_touched(database: Database, tmp_path: Path) -> None:
    await seed(database)
    report = await seed(database, _overlay(tmp_path, "OS2kitos 2"))
    async with database.unit_of_work() as unit:
        found = await unit.directory.organisation("os2-test")
    assert (report.written, report.kept) == (1, [])
    assert found is not None
    assert found.name == "OS2kitos 2"


async def test_what_somebody_changed_stays_and_is_reported(database: Database, tmp_path: Path) -> None:
    await seed(database, _overlay(tmp_path, "First"))
    async with database.unit_of_work() as unit:
        stored: Any = (await unit.catalogue.stored("organisations"))["os2-test"]
        await unit.catalogue.put("organisations", {"os2-test": Stored(replace(stored.entry, name="Mine"), stored.loaded)})
        await unit.commit()
    report = await seed(database, _overlay(tmp_path, "Second"))
    async with database.unit_of_work() as unit:
        found = await unit.directory.organisation("os2-test")
    assert found is not None
    assert (found.name, report.kept) == ("Mine", ["organisations/os2-test"])


async def test_what_left_the_files_leaves_the_database(database: Database, tmp_path: Path) -> None:
    await seed(database, _overlay(tmp_path, "Short-lived"))
    report = await seed(database)
    async with database.unit_of_work() as unit:
        assert await unit.directory.organisation("os2-test") is None
    assert report.removed == 1


def _overlay(directory: Path, name: str) -> Path:
    (directory / "catalogue").mkdir(exist_ok=True)
    text = f"organisations:\n  - id: os2-test\n    name: {name}\n    type: other\n    source: hb\n"
    (directory / "catalogue" / "own.yaml").write_text(text, encoding="utf-8")
    return directory
