# SPDX-License-Identifier: MPL-2.0
"""What people are to be told, as rows."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.notices import Notice
from storage.sql.columns import UtcDateTime
from storage.sql.records import Records, removed
from storage.sql.tables_people import notices

_NOTICES = Records(notices, Notice)
_WAITING = select(notices).where(notices.c.to.in_(bindparam("wanted", expanding=True)))
_TOLD = delete(notices).where(notices.c.id == bindparam("gone"))
_READDRESS = update(notices).where(notices.c.to == bindparam("old"))
_REMOVE_FOR = delete(notices).where(notices.c.to == bindparam("gone"))
_FORGET = delete(notices).where(notices.c.at < bindparam("moment", type_=UtcDateTime))


class SqlNotices:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, notice: Notice) -> None:
        await _NOTICES.add(self._connection, notice)

    async def waiting(self, addresses: Collection[str]) -> Sequence[Notice]:
        return sorted(await _NOTICES.among(self._connection, _WAITING, addresses), key=lambda each: (each.at, each.id))

    async def mentioning(self, text: str) -> Sequence[Notice]:
        found = await _NOTICES.all(self._connection, select(notices).where(notices.c.reply.contains(text, autoescape=True)))
        # SQLite takes capitals and small letters as the same
        return sorted((each for each in found if text in each.reply), key=lambda each: (each.at, each.id))

    async def told(self, notice_id: str) -> bool:
        return await removed(self._connection, _TOLD, {"gone": notice_id}) > 0

    async def readdress(self, old: str, new: str) -> None:
        await self._connection.execute(_READDRESS, {"old": old, "to": new})

    async def remove_for(self, address: str) -> int:
        return await removed(self._connection, _REMOVE_FOR, {"gone": address})

    async def forget_before(self, moment: datetime) -> int:
        return await removed(self._connection, _FORGET, {"moment": moment})
