# SPDX-License-Identifier: MPL-2.0
"""Who comes to which meeting, as rows: one for each date and person."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.attendance import Attendance
from storage.ordering import attendance_order
from storage.sql.columns import UtcDateTime
from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.records import Records, fields_of, removed
from storage.sql.tables_meetings import attendances

_COLUMN = attendances.c
_RECORDS = Records(attendances, Attendance)
_OF = select(attendances).where(_COLUMN.date.in_(bindparam("wanted", expanding=True)))
_OF_PERSON = Prepared(lambda _: select(attendances).where(_COLUMN.person == bindparam("wanted")))
_NAMING = Prepared(lambda _: select(attendances).where(_COLUMN.deputy == bindparam("wanted")))
_REMOVE = delete(attendances).where(_COLUMN.date == bindparam("of"), _COLUMN.person == bindparam("whose"))
_UNNAME = update(attendances).where(_COLUMN.deputy == bindparam("gone")).values(deputy=None)
_FORGET_PERSON = delete(attendances).where(_COLUMN.person == bindparam("gone"))
_FORGET = delete(attendances).where(_COLUMN.answered_at < bindparam("moment", type_=UtcDateTime))


@cache
def _put(dialect: str) -> Any:
    statement = insert_into(dialect)(attendances)
    later = {name: statement.excluded[name] for name in ("coming", "answered_at", "deputy")}
    return statement.on_conflict_do_update(index_elements=["date", "person"], set_=later)


class SqlAttendances:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, dates: Collection[str]) -> Sequence[Attendance]:
        return sorted(await _RECORDS.among(self._connection, _OF, dates), key=attendance_order)

    async def of_person(self, person: str) -> Sequence[Attendance]:
        return sorted(await _RECORDS.all(self._connection, _OF_PERSON, {"wanted": person}), key=attendance_order)

    async def naming(self, person: str) -> Sequence[Attendance]:
        return sorted(await _RECORDS.all(self._connection, _NAMING, {"wanted": person}), key=attendance_order)

    async def put(self, attendance: Attendance) -> None:
        await self._connection.execute(_put(self._connection.dialect.name), fields_of(attendance))

    async def remove(self, date: str, person: str) -> None:
        await self._connection.execute(_REMOVE, {"of": date, "whose": person})

    async def forget_person(self, person: str) -> int:
        await self._connection.execute(_UNNAME, {"gone": person})
        return await removed(self._connection, _FORGET_PERSON, {"gone": person})

    async def forget_before(self, moment: datetime) -> int:
        return await removed(self._connection, _FORGET, {"moment": moment})
