# SPDX-License-Identifier: MPL-2.0
"""Accepted messages as rows: the primary key decides who was first."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.dialects import insert_into
from storage.sql.tables import inbox_events


class SqlInbox:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def accept(self, message_id: str, now: datetime) -> bool:
        insert = insert_into(self._connection.dialect.name)
        noted = insert(inbox_events).values(message_id=message_id, accepted_at=now).on_conflict_do_nothing()
        return await self._connection.scalar(noted.returning(inbox_events.c.message_id)) is not None

    async def forget_before(self, moment: datetime) -> int:
        gone = await self._connection.execute(delete(inbox_events).where(inbox_events.c.accepted_at < moment))
        return gone.rowcount
