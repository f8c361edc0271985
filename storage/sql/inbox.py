# SPDX-License-Identifier: MPL-2.0
"""Accepted messages as rows: the primary key decides who was first."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.dialects import insert_into
from storage.sql.tables import inbox_events


@cache
def _accept(dialect: str) -> Any:
    """Made once: to build a statement takes longer than to run it."""
    return insert_into(dialect)(inbox_events).on_conflict_do_nothing().returning(inbox_events.c.message_id)


class SqlInbox:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def accept(self, message_id: str, now: datetime) -> bool:
        noted = await self._connection.scalar(_accept(self._connection.dialect.name), {"message_id": message_id, "accepted_at": now})
        return noted is not None

    async def forget_before(self, moment: datetime) -> int:
        gone = await self._connection.execute(delete(inbox_events).where(inbox_events.c.accepted_at < moment))
        return gone.rowcount
