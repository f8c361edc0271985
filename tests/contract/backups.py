# SPDX-License-Identifier: MPL-2.0
"""Databases to back up: filled with a little of everything, and read again in full."""

from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import URL

from storage.conversations import Conversation, Suggestion
from storage.sql.backup import engine_of, snapshot
from storage.sql.backup_file import Header, TableHead, write_backup
from storage.sql.engine import create_engine
from storage.sql.schema import upgrade
from storage.sql.tables import metadata
from storage.sql.tables_platforms import NOT_BACKED_UP
from storage.sql.unit_of_work import SqlDatabase
from tests.conftest import NOW
from tests.contract.catalogue import product, put
from tests.contract.records import one_of_each

Rows = dict[str, list[tuple[Any, ...]]]


async def filled(url: URL, **products: Any) -> None:
    engine = create_engine(url)
    await upgrade(engine)
    opened = SqlDatabase(engine)
    await put(opened, "products", **(products or {"a": product("a", aliases=["Å"], weak_aliases=["én"])}))
    async with opened.unit_of_work() as unit:
        await unit.conversations.remember(Conversation(id="c", intent="fee", slots={"product": "æ"}, at=NOW, choices=(Suggestion("help", {}),)))
        await unit.inbox.accept("m", NOW)
        await one_of_each(unit)
        await unit.commit()
    await opened.close()


def everything(url: URL) -> Rows:
    """All rows that a backup holds, but the catalogue's revisions, which a restore sets on; moments as the code reads them."""
    with snapshot(url) as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in metadata.sorted_tables if table.name not in NOT_BACKED_UP
        }
    found["catalogue_state"] = [row[2:3] for row in found["catalogue_state"]]
    return found


def written(path: Path, header: Header, **changes: Any) -> None:
    fields = {"migration": header.migration, "made_at": header.made_at, "program": header.program, "tables": header.tables}
    write_backup(path, Header(**{**fields, **changes}), [])


def empty(head: TableHead) -> TableHead:
    return TableHead(head.columns, 0)


def run(url: URL, statement: str) -> None:
    with engine_of(url, begin="BEGIN IMMEDIATE").begin() as connection:
        connection.execute(text(statement))
