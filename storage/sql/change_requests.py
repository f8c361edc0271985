# SPDX-License-Identifier: MPL-2.0
"""Changes that were shown, as rows."""

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.change_requests import UNAPPLIED, ChangeRequest
from storage.ordering import request_order
from storage.sql.columns import UtcDateTime
from storage.sql.records import Records, removed
from storage.sql.tables_people import change_requests as requests

_REQUESTS = Records(requests, ChangeRequest)
_OF = select(requests).where(requests.c.actor == bindparam("actor"))
_PROPOSED = _OF.where(requests.c.conversation == bindparam("conversation"), requests.c.state == "proposed")
_WAITING = _PROPOSED.order_by(requests.c.made_at.desc(), requests.c.id.desc()).limit(1)
_APPLIED = _OF.where(requests.c.state == "applied").order_by(requests.c.settled_at.desc().nulls_last(), requests.c.id.desc()).limit(1)
_REMOVE = delete(requests).where(requests.c.id == bindparam("gone"))
_REMOVE_OF = delete(requests).where(requests.c.actor == bindparam("gone"))
_FORGET = delete(requests).where(requests.c.made_at < bindparam("moment", type_=UtcDateTime))

_FORGET_UNAPPLIED = _FORGET.where(requests.c.state.in_(UNAPPLIED))


class SqlChangeRequests:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, request_id: str) -> ChangeRequest | None:
        return await _REQUESTS.get(self._connection, request_id)

    async def waiting(self, actor: str, conversation: str) -> ChangeRequest | None:
        return await _REQUESTS.first(self._connection, _WAITING, {"actor": actor, "conversation": conversation})

    async def last_applied(self, actor: str) -> ChangeRequest | None:
        return await _REQUESTS.first(self._connection, _APPLIED, {"actor": actor})

    async def of(self, actor: str) -> list[ChangeRequest]:
        return sorted(await _REQUESTS.all(self._connection, _OF, {"actor": actor}), key=request_order)

    async def add(self, request: ChangeRequest) -> None:
        await _REQUESTS.add(self._connection, request)

    async def save(self, request: ChangeRequest) -> None:
        await _REQUESTS.save(self._connection, request)

    async def remove_of(self, actor: str) -> int:
        return await removed(self._connection, _REMOVE_OF, {"gone": actor})

    async def mentioning(self, text: str) -> list[ChangeRequest]:
        holding = [column.contains(text, autoescape=True) for column in (requests.c.steps, requests.c.notices)]
        found = await _REQUESTS.all(self._connection, select(requests).where(or_(*holding)))
        # SQLite takes capitals and small letters as the same
        return sorted((each for each in found if text in each.steps or text in each.notices), key=request_order)

    async def remove(self, request_id: str) -> None:
        await self._connection.execute(_REMOVE, {"gone": request_id})

    async def forget_unapplied_before(self, moment: datetime) -> int:
        return await removed(self._connection, _FORGET_UNAPPLIED, {"moment": moment})

    async def forget_before(self, moment: datetime) -> int:
        return await removed(self._connection, _FORGET, {"moment": moment})
