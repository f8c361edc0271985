# SPDX-License-Identifier: MPL-2.0
"""Conversations as rows: the last subject as JSON, and when it was."""

from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conversations import MEMORY, Conversation
from storage.sql.dialects import insert_into
from storage.sql.tables import UtcDateTime, conversations

_SUBJECT = TypeAdapter(Conversation)
_RECALL = select(conversations.c.subject).where(conversations.c.id == bindparam("wanted"), conversations.c.at >= bindparam("oldest", type_=UtcDateTime))


@cache
def _remember(dialect: str) -> Any:
    """Made once: to build a statement takes longer than to run it."""
    made = insert_into(dialect)(conversations)
    return made.on_conflict_do_update(index_elements=["id"], set_={"subject": made.excluded.subject, "at": made.excluded.at})


class SqlConversations:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def recall(self, conversation_id: str, now: datetime) -> Conversation | None:
        subject = await self._connection.scalar(_RECALL, {"wanted": conversation_id, "oldest": now - MEMORY})
        return None if subject is None else _SUBJECT.validate_json(subject)

    async def remember(self, conversation: Conversation) -> None:
        row = {"id": conversation.id, "subject": _SUBJECT.dump_json(conversation).decode(), "at": conversation.at}
        await self._connection.execute(_remember(self._connection.dialect.name), row)

    async def forget_before(self, moment: datetime) -> int:
        gone = await self._connection.execute(delete(conversations).where(conversations.c.at < moment))
        return gone.rowcount
