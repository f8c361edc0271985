# SPDX-License-Identifier: MPL-2.0
"""What became otherwise in the catalogue, as rows that are counted as they come."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.catalogue_news import FactChange, Stated
from storage.sql.columns import UtcDateTime
from storage.sql.records import Records, Row, fields_of, removed
from storage.sql.tables import catalogue_state
from storage.sql.tables_news import fact_changes as changes


def _change(recorded: int, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, **fields: Any) -> FactChange:
    return FactChange(before=Stated(**before) if before else None, after=Stated(**after) if after else None, **fields)


def _row(change: FactChange) -> Row:
    return {**fields_of(change), "before": change.before and asdict(change.before), "after": change.after and asdict(change.after)}


_CHANGES = Records(changes, _change, _row)
_SINCE, _UNTIL = bindparam("since", type_=UtcDateTime), bindparam("until", type_=UtcDateTime)
_BETWEEN = _CHANGES.select.where(changes.c.at >= _SINCE, changes.c.at < _UNTIL).order_by(changes.c.recorded)
_OF_PRODUCT = _BETWEEN.where(changes.c.product == bindparam("of_product"))
_FORGET = delete(changes).where(changes.c.at < bindparam("moment", type_=UtcDateTime))


class SqlCatalogueNews:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def record(self, found: Sequence[FactChange]) -> None:
        if found:
            await self._connection.execute(insert(changes), [_row(each) for each in found])

    async def between(self, since: datetime, until: datetime, product: str = "") -> Sequence[FactChange]:
        span = {"since": since, "until": until}
        if product:
            return await _CHANGES.all(self._connection, _OF_PRODUCT, {**span, "of_product": product})
        return await _CHANGES.all(self._connection, _BETWEEN, span)

    async def followed_since(self) -> datetime | None:
        return await self._connection.scalar(select(catalogue_state.c.news_since))

    async def follow(self, now: datetime) -> None:
        await self._connection.execute(update(catalogue_state).where(catalogue_state.c.news_since.is_(None)).values(news_since=now))

    async def revision(self) -> int:
        return await self._connection.scalar(select(func.max(changes.c.recorded))) or 0

    async def forget_before(self, moment: datetime) -> int:
        gone = await removed(self._connection, _FORGET, {"moment": moment})
        await self._connection.execute(update(catalogue_state).where(catalogue_state.c.news_since < moment).values(news_since=moment))
        return gone
