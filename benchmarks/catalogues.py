# SPDX-License-Identifier: MPL-2.0
"""Catalogues to measure on, as SQLite files: the shipped one, or a synthetic one. `python -m benchmarks.catalogues 1000x5000 FILE.db`."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.synthetic import Size, entries
from config.catalogue.entries import Entry, key_of
from config.catalogue.load import catalogue_paths, fingerprint, load_catalogue
from storage.catalogue import Stored
from storage.seeding import seed
from storage.sql.engine import create_engine, database_url
from storage.sql.schema import upgrade
from storage.sql.unit_of_work import SqlDatabase

SHIPPED = "shipped"
CATALOGUES = (SHIPPED, "1000x5000", "10000x50000")
"""The shipped one, and synthetic ones: products x organisations."""
_KEPT = ("sources", "categories", "articles", "requirements")
"""Kinds that a synthetic catalogue takes from the shipped one: its texts, and the topics that the vocabulary knows."""


async def write(name: str, file: Path) -> None:
    """The catalogue of this name, in a new SQLite file."""
    engine = create_engine(database_url(f"sqlite:///{file}"))
    database = SqlDatabase(engine)
    try:
        await upgrade(engine)
        await (seed(database) if name == SHIPPED else _write_synthetic(Size.parse(name), database))
    finally:
        await database.close()


async def _write_synthetic(size: Size, database: SqlDatabase) -> None:
    """Marked as loaded from the shipped files, so that a start does not lay those over it."""
    shipped = load_catalogue()
    kinds: list[tuple[str, Mapping[str, Entry]]] = [(kind, shipped[kind]) for kind in _KEPT]
    kinds.append(("groups", {key: group for key, group in shipped["groups"].items() if getattr(group, "product", None) is None}))
    made = entries(size, tuple(shipped["categories"]))
    kinds += [(kind, {key_of(entry): entry for entry in some}) for kind, some in made.items()]
    async with database.unit_of_work() as unit:
        for kind, some in kinds:
            await unit.catalogue.put(kind, {key: Stored(entry, None) for key, entry in some.items()})
        await unit.catalogue.set_fingerprint(fingerprint(catalogue_paths(None)))
        await unit.commit()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], Path(sys.argv[2])))
