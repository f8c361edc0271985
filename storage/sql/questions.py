# SPDX-License-Identifier: MPL-2.0
"""Questions without an answer, as rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.questions import UnansweredQuestion
from storage.sql.columns import UtcDateTime
from storage.sql.records import Records, hold, removed
from storage.sql.tables_people import unanswered_questions as questions

_QUESTIONS = Records(questions, UnansweredQuestion)
_ORDERED = select(questions).order_by(questions.c.number)
_OPEN = _ORDERED.where(questions.c.state == "open")
_OPEN_LIKE = _OPEN.where(questions.c.key == bindparam("wanted"), questions.c.asker.is_(None)).limit(1)
_OF = _ORDERED.where(questions.c.asker == bindparam("wanted"))
_ANSWERED_BY = _ORDERED.where(questions.c.answered_by == bindparam("wanted"))
_ANSWERED = _ORDERED.where(
    questions.c.state == "answered",
    questions.c.answered_at >= bindparam("after", type_=UtcDateTime),
    questions.c.answered_at < bindparam("before", type_=UtcDateTime),
)
_LAST = select(func.max(questions.c.number))
_FORGET = delete(questions).where(questions.c.asked_at < bindparam("moment", type_=UtcDateTime))


class SqlQuestions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def number(self) -> int:
        await hold(self._connection, "unanswered_questions/number")
        return (await self._connection.scalar(_LAST) or 0) + 1

    async def get(self, number: int) -> UnansweredQuestion | None:
        return await _QUESTIONS.get(self._connection, number)

    async def open_like(self, key: str) -> UnansweredQuestion | None:
        return await _QUESTIONS.first(self._connection, _OPEN_LIKE, {"wanted": key})

    async def open(self) -> Sequence[UnansweredQuestion]:
        return await _QUESTIONS.all(self._connection, _OPEN)

    async def of(self, asker: str) -> Sequence[UnansweredQuestion]:
        return await _QUESTIONS.all(self._connection, _OF, {"wanted": asker})

    async def answered(self, after: datetime, before: datetime) -> Sequence[UnansweredQuestion]:
        return await _QUESTIONS.all(self._connection, _ANSWERED, {"after": after, "before": before})

    async def answered_by(self, person_id: str) -> Sequence[UnansweredQuestion]:
        return await _QUESTIONS.all(self._connection, _ANSWERED_BY, {"wanted": person_id})

    async def add(self, question: UnansweredQuestion) -> None:
        await _QUESTIONS.add(self._connection, question)

    async def save(self, question: UnansweredQuestion) -> None:
        await _QUESTIONS.save(self._connection, question)

    async def forget_before(self, moment: datetime) -> int:
        return await removed(self._connection, _FORGET, {"moment": moment})
