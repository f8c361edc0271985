# SPDX-License-Identifier: MPL-2.0
"""Conversations as rows: the last subject as JSON, and when it was."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conversations import MEMORY, Conversation
from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.tables import UtcDateTime, conversations

_SUBJECT = TypeAdapter(Conversation)
_RECALL = Prepared(
    lambda _: select(conversations.c.subject).where(conversations.c.id == bindparam("wanted"), conversations.c.at >= bindparam("oldest", type_=UtcDateTime))
)


def _remember(dialect: str) -> Any:
    made = insert_into(dialect)(conversations)
    return made.on_conflict_do_update(index_elements=["id"], set_={"subject": made.excluded.subject, "at": made.excluded.at})


_REMEMBER = Prepared(_remember)


class SqlConversations:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def recall(self, conversation_id: str, now: datetime) -> Conversation | None:
        found = await _RECALL.rows(self._connection, {"wanted": conversation_id, "oldest": now - MEMORY})
        return _SUBJECT.validate_json(found[0]["subject"]) if found else None

    async def remember(self, conversation: Conversation) -> None:
        row = {"id": conversation.id, "subject": _SUBJECT.dump_json(conversation).decode(), "at": conversation.at}
        await _REMEMBER.changed(self._connection, row)

    async def forget_before(self, moment: datetime) -> int:
        gone = await self._connection.execute(delete(conversations).where(conversations.c.at < moment))
        return gone.rowcount
