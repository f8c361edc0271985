# SPDX-License-Identifier: MPL-2.0
"""Statements that nearly every message needs, and what they cost.

SQLAlchemy takes some thirty microseconds to hand a statement to SQLite, which needs five to run it. So on SQLite these few are compiled once, by SQLAlchemy,
and then given to the driver itself, in the transaction that the unit of work is in. On PostgreSQL, where the way to the server takes longer, nothing is special.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from storage.sql.direct_sqlite import begin, driver_of

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]


class Prepared:
    """`make`: the statement for a dialect, by its name. Its parameters have names and types, and are never lists."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        self._make = make
        self._made: dict[str, Any] = {}
        self._direct: _Direct | None = None

    async def rows(self, connection: AsyncConnection, values: Values) -> Sequence[Mapping[str, Any]]:
        """The rows it gives, by the names of their columns."""
        driver = driver_of(connection)
        if driver is None:
            return [row._asdict() for row in await connection.execute(self._statement(connection), values)]
        await begin(driver)
        return self._on_sqlite(connection, values).rows(driver, values)

    async def changed(self, connection: AsyncConnection, values: Values) -> int:
        """How many rows it changed."""
        driver = driver_of(connection)
        if driver is None:
            return (await connection.execute(self._statement(connection), values)).rowcount
        await begin(driver)
        return self._on_sqlite(connection, values).run(driver, values).rowcount

    def _statement(self, connection: AsyncConnection) -> Any:
        name = connection.dialect.name
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _on_sqlite(self, connection: AsyncConnection, values: Values) -> "_Direct":
        if self._direct is None:
            self._direct = _Direct(self._statement(connection), values, connection.dialect)
        return self._direct


class _Direct:
    """A statement as SQLite's driver takes it, and how each value goes in and comes out."""

    def __init__(self, statement: Any, values: Values, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(values))
        self._sql = str(compiled)
        self._given = {name: value for name, value in compiled.params.items() if name not in values}
        self._into = [(name, _into(compiled.binds[name].type, dialect)) for name in compiled.positiontup or ()]
        self._out_of = [(column.name, _out_of(column.type, dialect)) for column in statement.exported_columns]

    def run(self, driver: sqlite3.Connection, values: Values) -> sqlite3.Cursor:
        own = {**self._given, **values} if self._given else values
        return driver.execute(self._sql, [convert(own[name]) if convert else own[name] for name, convert in self._into])

    def rows(self, driver: sqlite3.Connection, values: Values) -> list[dict[str, Any]]:
        found = self.run(driver, values).fetchall()
        return [{name: convert(value) if convert else value for (name, convert), value in zip(self._out_of, row, strict=True)} for row in found]


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
