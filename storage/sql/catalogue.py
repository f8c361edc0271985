# SPDX-License-Identifier: MPL-2.0
"""Catalogue entries as rows: written with the values they are looked up by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from config.catalogue.entries import Entry
from config.catalogue.load import adapter, from_document
from storage.catalogue import Stored
from storage.index_values import NAMING, answers_of, index_values, names_of
from storage.sql.tables import ENTRIES, article_answers, catalogue_state, names

_AT_ONCE = 500  # keys in one statement: below every database's limit of variables


class SqlCatalogueStore:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._changed = self._names_changed = False

    async def stored(self, kind: str) -> Mapping[str, Stored]:
        table = ENTRIES[kind]
        rows = await self._connection.execute(select(table.c.key, table.c.document, table.c.loaded).order_by(table.c.key))
        return {key: Stored(from_document(kind, document), loaded) for key, document, loaded in rows}

    async def put(self, kind: str, entries: Mapping[str, Stored]) -> None:
        if not entries:
            return
        await self._delete(kind, list(entries))
        await self._insert(ENTRIES[kind], [_row(kind, key, stored) for key, stored in entries.items()])
        await self._insert(names, [row for key, stored in entries.items() for row in _name_rows(kind, key, stored.entry)])
        await self._insert(article_answers, [{"answer": answer, "article": key} for key, stored in entries.items() for answer in answers_of(stored.entry)])
        await self._grow(kind)

    async def remove(self, kind: str, keys: frozenset[str]) -> None:
        if keys:
            await self._delete(kind, sorted(keys))
            await self._grow(kind)

    async def hold(self) -> None:
        await self._connection.execute(select(catalogue_state.c.id).with_for_update())  # SQLite holds its one write lock from the start

    async def fingerprint(self) -> str | None:
        return await self._connection.scalar(select(catalogue_state.c.fingerprint))

    async def set_fingerprint(self, fingerprint: str) -> None:
        await self._connection.execute(update(catalogue_state).values(fingerprint=fingerprint))

    async def _insert(self, table: Any, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            await self._connection.execute(insert(table), list(rows))

    async def _delete(self, kind: str, keys: Sequence[str]) -> None:
        table = ENTRIES[kind]
        for some in _batches(keys):
            await self._connection.execute(delete(table).where(table.c.key.in_(some)))
            if kind in ("products", "organisations"):
                await self._connection.execute(delete(names).where(names.c.owner_kind == kind, names.c.owner_key.in_(some)))
            if kind == "articles":
                await self._connection.execute(delete(article_answers).where(article_answers.c.article.in_(some)))

    async def _grow(self, kind: str) -> None:
        """Each revision once a unit of work."""
        grown = {}
        if not self._changed:
            grown["revision"] = catalogue_state.c.revision + 1
        if kind in NAMING and not self._names_changed:
            grown["names_revision"] = catalogue_state.c.names_revision + 1
            self._names_changed = True
        self._changed = True
        if grown:
            await self._connection.execute(update(catalogue_state).values(grown))


def _row(kind: str, key: str, stored: Stored) -> dict[str, object]:
    document = adapter(kind).dump_json(stored.entry, exclude_defaults=True).decode()
    return {"key": key, "document": document, "loaded": stored.loaded, **index_values(kind, stored.entry)}


def _name_rows(kind: str, key: str, entry: Entry) -> Iterator[dict[str, object]]:
    for name in names_of(entry):
        yield {"owner_kind": kind, "owner_key": key, "text": name.text, "kind": name.kind, "weak": name.weak}


def _batches(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
