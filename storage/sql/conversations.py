# SPDX-License-Identifier: MPL-2.0
"""Conversations as rows: the last subject as JSON, and when it was."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conversations import MEMORY, Conversation
from storage.sql.dialects import insert_into
from storage.sql.tables import conversations

_SUBJECT = TypeAdapter(Conversation)


class SqlConversations:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def recall(self, conversation_id: str, now: datetime) -> Conversation | None:
        recent = select(conversations.c.subject).where(conversations.c.id == conversation_id, conversations.c.at >= now - MEMORY)
        subject = await self._connection.scalar(recent)
        return None if subject is None else _SUBJECT.validate_json(subject)

    async def remember(self, conversation: Conversation) -> None:
        values = {"subject": _SUBJECT.dump_json(conversation).decode(), "at": conversation.at}
        insert = insert_into(self._connection.dialect.name)
        upsert = insert(conversations).values(id=conversation.id, **values).on_conflict_do_update(index_elements=["id"], set_=values)
        await self._connection.execute(upsert)

    async def forget_before(self, moment: datetime) -> int:
        gone = await self._connection.execute(delete(conversations).where(conversations.c.at < moment))
        return gone.rowcount
