# SPDX-License-Identifier: MPL-2.0
"""Records as rows of a table that has a column for each of their fields: how they are found, added, and replaced by their next version."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, Table, bindparam, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conflict import ChangedMeanwhileError
from storage.sql.prepared import Prepared

R = TypeVar("R")
Row = dict[str, Any]

_AT_ONCE = 500  # values in one statement: below every database's limit of variables
_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


def fields_of(record: Any) -> Row:
    """A record's fields by name."""
    return {each.name: getattr(record, each.name) for each in fields(record)}


class Records(Generic[R]):
    """How one table is spoken to. Its statements are made once: to build one takes longer than to run it."""

    def __init__(self, table: Table, record: Callable[..., R], row: Callable[[R], Row] = fields_of) -> None:
        self.select: Select[Any] = select(table)
        self._record, self._row = record, row
        self._key = next(iter(table.primary_key.columns)).name
        self._get = Prepared(lambda _: self.select.where(table.c[self._key] == bindparam("wanted")))
        self._insert = Prepared(lambda _: insert(table))
        self._update = Prepared(lambda _: update(table).where(table.c[self._key] == bindparam("replaced"), table.c.version == bindparam("read")))

    async def get(self, connection: AsyncConnection, key: str | int) -> R | None:
        return await self.first(connection, self._get, {"wanted": key})

    async def first(self, connection: AsyncConnection, statement: Any, values: Mapping[str, Any]) -> R | None:
        found = await self.all(connection, statement, values)
        return found[0] if found else None

    async def all(self, connection: AsyncConnection, statement: Any, values: Mapping[str, Any] | None = None) -> list[R]:
        if isinstance(statement, Prepared):
            return [self._record(**row) for row in await statement.rows(connection, values or {})]
        return [self._record(**row) for row in (await connection.execute(statement, values)).mappings()]

    async def among(self, connection: AsyncConnection, statement: Any, wanted: Collection[str], values: Mapping[str, Any] | None = None) -> list[R]:
        """What the statement finds with some of these as its list `wanted`. `values`: its other parameters."""
        found: list[R] = []
        ordered = sorted(set(wanted))
        for start in range(0, len(ordered), _AT_ONCE):
            found += await self.all(connection, statement, {**(values or {}), "wanted": ordered[start : start + _AT_ONCE]})
        return found

    async def add(self, connection: AsyncConnection, record: R) -> None:
        await self._insert.changed(connection, self._row(record))

    async def save(self, connection: AsyncConnection, record: R) -> None:
        """Replaces the record whose version this one has."""
        row = self._row(record)
        read = row["version"]
        if not await self._update.changed(connection, {**row, "version": read + 1, "replaced": row[self._key], "read": read}):
            raise ChangedMeanwhileError


async def removed(connection: AsyncConnection, statement: Any, values: Mapping[str, Any]) -> int:
    """Runs a statement that removes rows, and says how many."""
    return (await connection.execute(statement, values)).rowcount


async def hold(connection: AsyncConnection, what: str) -> None:
    """Lets no other transaction hold this until this one ends. SQLite, with its one writer at a time, needs no more than that."""
    if connection.dialect.name == "postgresql":
        await connection.execute(_HOLD, {"what": what})
