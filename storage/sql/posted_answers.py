# SPDX-License-Identifier: MPL-2.0
"""Posted answers as rows, found by their own message, by the one they answer, and by their thread."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, delete, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.posted_answers import PostedAnswer
from storage.sql.columns import UtcDateTime
from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.records import Records, fields_of, removed
from storage.sql.tables_platforms import posted_answers

_ANSWER = posted_answers.c
_FOUND = select(*(column for column in _ANSWER if column.name != "number"))
_RECORDS = Records(posted_answers, PostedAnswer)
_GET = Prepared(lambda _: _FOUND.where(_ANSWER.room == bindparam("wanted"), _ANSWER.event == bindparam("own")))
_ANSWERING = Prepared(lambda _: _FOUND.where(_ANSWER.room == bindparam("wanted"), _ANSWER.answers == bindparam("question")).order_by(_ANSWER.number))
_ANY_IN = Prepared(lambda _: select(_ANSWER.number).where(_ANSWER.room == bindparam("wanted"), _ANSWER.thread == bindparam("root")).limit(1))
_FORGET = delete(posted_answers).where(_ANSWER.room == bindparam("wanted"), _ANSWER.event == bindparam("own"))
_FORGET_BEFORE = delete(posted_answers).where(_ANSWER.posted_at < bindparam("moment", type_=UtcDateTime))


def _note(dialect: str) -> Any:
    return insert_into(dialect)(posted_answers).on_conflict_do_nothing(index_elements=["room", "event"])


_NOTE = Prepared(_note)


class SqlPostedAnswers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, answer: PostedAnswer) -> None:
        await _NOTE.changed(self._connection, fields_of(answer))

    async def get(self, room: str, event: str) -> PostedAnswer | None:
        return await _RECORDS.first(self._connection, _GET, {"wanted": room, "own": event})

    async def answering(self, room: str, event: str) -> Sequence[PostedAnswer]:
        return await _RECORDS.all(self._connection, _ANSWERING, {"wanted": room, "question": event})

    async def any_in(self, room: str, thread: str) -> bool:
        return bool(await _ANY_IN.rows(self._connection, {"wanted": room, "root": thread}))

    async def forget(self, room: str, event: str) -> None:
        await removed(self._connection, _FORGET, {"wanted": room, "own": event})

    async def forget_naming(self, text: str) -> int:
        """SQLite takes capitals and small letters as the same, and may remove one too many: it can no longer be chosen from."""
        found = type_coerce(_ANSWER.choices, Text).contains(json.dumps(text, ensure_ascii=False)[1:-1], autoescape=True)
        return await removed(self._connection, delete(posted_answers).where(found), {})

    async def forget_before(self, moment: datetime) -> int:
        return await removed(self._connection, _FORGET_BEFORE, {"moment": moment})
