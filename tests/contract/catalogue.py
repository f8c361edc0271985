# SPDX-License-Identifier: MPL-2.0
"""A small made-up catalogue for tests."""

from typing import Any

from config.catalogue.entries import Entry
from config.catalogue.load import adapter
from storage.catalogue import Stored
from storage.unit_of_work import Database


def entry(kind: str, /, **fields: Any) -> Entry:
    return adapter(kind).validate_python(fields)


def product(id_: str, **fields: Any) -> Entry:
    base: dict[str, Any] = {
        "id": id_, "name": id_.upper(), "kind": "product", "summary": {"da": "noget", "en": "something"}, "category": "tools",
        "status": {"value": "active", "source": "s"}, "contact": {"mailbox": "post@example.org", "shared": False, "source": "s"},
    }  # fmt: skip
    return entry("products", **{**base, **fields})


async def put(database: Database, kind: str, **entries: Entry) -> None:
    async with database.unit_of_work() as unit:
        await unit.catalogue.put(kind, {key: Stored(each, None) for key, each in entries.items()})
        await unit.commit()
