# SPDX-License-Identifier: MPL-2.0
"""Agendas, decisions and actions as rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.agenda import AgendaItem, AgendaKind
from storage.ordering import item_order
from storage.sql.columns import UtcDateTime
from storage.sql.prepared import Prepared
from storage.sql.records import Records, Row, removed
from storage.sql.tables_meetings import agenda_items

_ITEM = agenda_items.c
_RECORDS = Records(agenda_items, AgendaItem)
_STANDING = select(agenda_items).where(_ITEM.withdrawn.is_(False))
_OF_GROUP = Prepared(lambda _: _STANDING.where(_ITEM.group == bindparam("wanted")))
_OF_PRODUCT = Prepared(lambda _: _STANDING.where(_ITEM.product == bindparam("wanted")))
_NOTED = Prepared(lambda _: _STANDING.where(_ITEM.added_at >= bindparam("after", type_=UtcDateTime), _ITEM.added_at < bindparam("before", type_=UtcDateTime)))
_NAMED = or_(_ITEM.by == bindparam("wanted"), _ITEM.responsible == bindparam("wanted"))
_OF_PERSON = Prepared(lambda _: _STANDING.where(_NAMED))
_EVERYTHING_OF = Prepared(lambda _: select(agenda_items).where(_NAMED))
_UNNAME = (
    update(agenda_items)
    .where(_NAMED)
    .values(
        by=case((_ITEM.by == bindparam("wanted"), null()), else_=_ITEM.by),
        responsible=case((_ITEM.responsible == bindparam("wanted"), null()), else_=_ITEM.responsible),
        version=_ITEM.version + 1,
    )
)


class SqlAgenda:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def item(self, item_id: str) -> AgendaItem | None:
        return await _RECORDS.get(self._connection, item_id)

    async def of_group(self, group: str, *kinds: AgendaKind) -> Sequence[AgendaItem]:
        return await self._ordered(_OF_GROUP, {"wanted": group}, kinds)

    async def of_product(self, product: str, *kinds: AgendaKind) -> Sequence[AgendaItem]:
        return await self._ordered(_OF_PRODUCT, {"wanted": product}, kinds)

    async def noted(self, after: datetime, before: datetime, *kinds: AgendaKind) -> Sequence[AgendaItem]:
        return await self._ordered(_NOTED, {"after": after, "before": before}, kinds)

    async def of_person(self, person: str) -> Sequence[AgendaItem]:
        return await self._ordered(_OF_PERSON, {"wanted": person})

    async def everything_of(self, person: str) -> Sequence[AgendaItem]:
        return await self._ordered(_EVERYTHING_OF, {"wanted": person})

    async def add(self, item: AgendaItem) -> None:
        await _RECORDS.add(self._connection, item)

    async def save(self, item: AgendaItem) -> None:
        await _RECORDS.save(self._connection, item)

    async def unname(self, person: str) -> int:
        return await removed(self._connection, _UNNAME, {"wanted": person})

    async def _ordered(self, statement: Any, values: Row, kinds: Collection[AgendaKind] = ()) -> list[AgendaItem]:
        found = await _RECORDS.all(self._connection, statement, values)
        return sorted((each for each in found if not kinds or each.kind in kinds), key=item_order)
