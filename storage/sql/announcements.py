# SPDX-License-Identifier: MPL-2.0
"""Announcements as rows; where each went is one document."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements import Announcement, as_kept
from storage.conflict import ChangedMeanwhileError
from storage.sql.columns import UtcDateTime
from storage.sql.records import Records, Row, fields_of, hold, removed
from storage.sql.tables_announcements import announcements

_EVERYTHING = 1_000_000
_COLUMN = announcements.c


def _row(announcement: Announcement) -> Row:
    return {**fields_of(announcement), "targets": dict(announcement.targets)}


_RECORDS = Records(announcements, Announcement, _row)
_NUMBERED = _RECORDS.select.where(_COLUMN.number == bindparam("wanted"))
_NEWEST = _RECORDS.select.order_by(_COLUMN.number.desc()).limit(bindparam("most"))
_OF = _NEWEST.where(_COLUMN.by == bindparam("wanted"))
_LAST = select(func.max(_COLUMN.number))
_CHANGING = ("text", "by", "edition", "edited_at", "recalled_at")
_SAVE = (
    update(announcements)
    .where(_COLUMN.id == bindparam("of_id"), _COLUMN.version == bindparam("read"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGING} | {"version": _COLUMN.version + 1})
)
_FORGET = delete(announcements).where(_COLUMN.written_at < bindparam("moment", type_=UtcDateTime))


class SqlAnnouncements:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, id_: str) -> Announcement | None:
        return await _RECORDS.get(self._connection, id_)

    async def numbered(self, number: int) -> Announcement | None:
        return await _RECORDS.first(self._connection, _NUMBERED, {"wanted": number})

    async def newest(self, most: int, by: str = "") -> Sequence[Announcement]:
        return await _RECORDS.all(self._connection, _OF if by else _NEWEST, {"most": most, "wanted": by} if by else {"most": most})

    async def of_person(self, person_id: str) -> Sequence[Announcement]:
        return await self.newest(_EVERYTHING, person_id) if person_id else []

    async def add(self, announcement: Announcement) -> Announcement:
        await hold(self._connection, "announcements/number")
        numbered = as_kept(announcement, (await self._connection.scalar(_LAST) or 0) + 1)
        await _RECORDS.add(self._connection, numbered)
        return numbered

    async def save(self, announcement: Announcement) -> None:
        row = fields_of(announcement)
        values = {"of_id": announcement.id, "read": announcement.version, **{f"new_{name}": row[name] for name in _CHANGING}}
        if not (await self._connection.execute(_SAVE, values)).rowcount:
            raise ChangedMeanwhileError

    async def forget_before(self, moment: datetime) -> int:
        return await removed(self._connection, _FORGET, {"moment": moment})
