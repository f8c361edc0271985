# SPDX-License-Identifier: MPL-2.0
"""Units of work on a SQL database: one connection, one transaction."""

import asyncio
from types import TracebackType
from typing import Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.conflict import ChangedMeanwhileError
from storage.sql.audit import SqlAudit
from storage.sql.catalogue import SqlCatalogueStore
from storage.sql.change_requests import SqlChangeRequests
from storage.sql.conversations import SqlConversations
from storage.sql.directory import SqlDirectory
from storage.sql.inbox import SqlInbox
from storage.sql.link_codes import SqlLinkCodes
from storage.sql.notices import SqlNotices
from storage.sql.people import SqlPeople
from storage.sql.questions import SqlQuestions
from storage.sql.roles import SqlAbsences, SqlRoleAssignments

_DEADLOCK = "40P01"
"""PostgreSQL ends one of the transactions that wait for each other: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


class SqlDatabase:
    """On SQLite, which has one writer at a time, the units of work of a process take turns; on PostgreSQL they run side by side."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    def unit_of_work(self) -> "SqlUnitOfWork":
        return SqlUnitOfWork(self.engine, self._turn)

    async def close(self) -> None:
        await self.engine.dispose()


class SqlUnitOfWork:
    """What not every message needs is made when it is asked for: such an object knows nothing but the connection."""

    directory: SqlDirectory
    catalogue: SqlCatalogueStore
    conversations: SqlConversations
    inbox: SqlInbox

    def __init__(self, engine: AsyncEngine, turn: asyncio.Lock | None) -> None:
        self._engine = engine
        self._turn = turn

    @property
    def people(self) -> SqlPeople:
        return SqlPeople(self._connection)

    @property
    def roles(self) -> SqlRoleAssignments:
        return SqlRoleAssignments(self._connection)

    @property
    def absences(self) -> SqlAbsences:
        return SqlAbsences(self._connection)

    @property
    def audit(self) -> SqlAudit:
        return SqlAudit(self._connection)

    @property
    def requests(self) -> SqlChangeRequests:
        return SqlChangeRequests(self._connection)

    @property
    def notices(self) -> SqlNotices:
        return SqlNotices(self._connection)

    @property
    def link_codes(self) -> SqlLinkCodes:
        return SqlLinkCodes(self._connection)

    @property
    def questions(self) -> SqlQuestions:
        return SqlQuestions(self._connection)

    async def __aenter__(self) -> Self:
        if self._turn:
            await self._turn.acquire()
        try:
            self._connection: AsyncConnection = await self._engine.connect()
        except BaseException:
            self._leave()
            raise
        self._begin()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            await self._connection.close()  # undoes what was not committed
        finally:
            self._leave()
        if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _DEADLOCK:
            raise ChangedMeanwhileError from error

    async def commit(self) -> None:
        await self._connection.commit()
        self._begin()

    def _leave(self) -> None:
        if self._turn:
            self._turn.release()

    def _begin(self) -> None:
        self.directory = SqlDirectory(self._connection)
        self.catalogue = SqlCatalogueStore(self._connection)
        self.conversations = SqlConversations(self._connection)
        self.inbox = SqlInbox(self._connection)
