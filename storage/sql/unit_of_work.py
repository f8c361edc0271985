# SPDX-License-Identifier: MPL-2.0
"""Units of work on a SQL database: one connection, one transaction."""

from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.sql.catalogue import SqlCatalogueStore
from storage.sql.conversations import SqlConversations
from storage.sql.directory import SqlDirectory
from storage.sql.inbox import SqlInbox


class SqlDatabase:
    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    def unit_of_work(self) -> "SqlUnitOfWork":
        return SqlUnitOfWork(self.engine)

    async def close(self) -> None:
        await self.engine.dispose()


class SqlUnitOfWork:
    directory: SqlDirectory
    catalogue: SqlCatalogueStore
    conversations: SqlConversations
    inbox: SqlInbox

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def __aenter__(self) -> Self:
        self._connection: AsyncConnection = await self._engine.connect()
        self._begin()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._connection.close()  # undoes what was not committed

    async def commit(self) -> None:
        await self._connection.commit()
        self._begin()

    def _begin(self) -> None:
        self.directory = SqlDirectory(self._connection)
        self.catalogue = SqlCatalogueStore(self._connection)
        self.conversations = SqlConversations(self._connection)
        self.inbox = SqlInbox(self._connection)
