# SPDX-License-Identifier: MPL-2.0
"""A small community, and files to import into it."""

from pathlib import Path

import pytest

from bot.admins import CONSOLE, appoint_first_admins
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.catalogue import entry, product, put
from tests.contract.people_files.importing import ZONE, Importing


@pytest.fixture(autouse=True)
async def community(database: Database) -> None:
    """Two organisations, a product, and `console` as the admin."""
    for id_ in ("nordby", "soenderby"):
        await put(database, "organisations", **{id_: entry("organisations", id=id_, name=f"{id_.title()} Kommune", type="municipality", source="s")})
    await put(database, "products", os2mo=product("os2mo", name="OS2mo"))
    await appoint_first_admins(database, [CONSOLE], NOW, ZONE)


@pytest.fixture
def people(database: Database) -> Importing:
    return Importing(database)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"
