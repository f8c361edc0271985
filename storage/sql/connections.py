# SPDX-License-Identifier: MPL-2.0
"""Where units of work get their connections: on PostgreSQL each has its own; on SQLite, which has one writer at a time, they take turns on one."""

import asyncio
from typing import Protocol

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.sql.direct_sqlite import driver_of


class Connections(Protocol):
    async def take(self) -> AsyncConnection:
        """A connection for one unit of work."""

    async def give_back(self, connection: AsyncConnection) -> None:
        """Undoes what was not committed."""


class Pooled:
    """As many at once as the engine's pool allows."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def take(self) -> AsyncConnection:
        return await self._engine.connect()

    async def give_back(self, connection: AsyncConnection) -> None:
        await connection.close()


class Turns:
    """One after the other. The connection stays open until the engine is disposed of: to take one from the pool and give it back costs as much as ten statements."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._kept: AsyncConnection | None = None
        event.listen(engine.sync_engine, "engine_disposed", self._close)

    async def take(self) -> AsyncConnection:
        await self._turn.acquire()
        try:
            self._kept = self._kept or await self._opened()
        except BaseException:
            self._turn.release()
            raise
        return self._kept

    async def give_back(self, connection: AsyncConnection) -> None:
        try:
            await self._undo(connection)
        finally:
            self._turn.release()

    async def _undo(self, connection: AsyncConnection) -> None:
        try:
            if connection.in_transaction():
                await connection.rollback()
            driver = driver_of(connection)
            if driver is not None and driver.in_transaction:
                driver.rollback()
        except BaseException:
            self._kept = None  # whatever is wrong with it: the next unit of work gets another one
            raise
        finally:
            if connection is not self._kept:
                await connection.close()

    async def _opened(self) -> AsyncConnection:
        connection = await self._engine.connect()
        if connection.sync_connection:
            connection.sync_connection.detach()  # the pool neither waits for it nor closes it
        return connection

    def _close(self, _: Engine) -> None:
        """With the engine. One that is in use is closed by who gives it back."""
        kept, self._kept = self._kept, None
        if kept and kept.sync_connection and not self._turn.locked():
            kept.sync_connection.close()
