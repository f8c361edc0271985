# SPDX-License-Identifier: MPL-2.0
"""Subscriptions as rows, one for each channel and kind."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.records import Records
from storage.sql.tables_platforms import subscriptions
from storage.subscriptions import Kind, Subscription

_RECORDS = Records(subscriptions, Subscription)
_OF = select(subscriptions).where(subscriptions.c.channel == bindparam("wanted"), subscriptions.c.kind == bindparam("wanted_kind"))
_EVERYTHING = select(subscriptions).order_by(subscriptions.c.channel, subscriptions.c.kind)


class SqlSubscriptions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, channel: str, kind: Kind) -> Subscription | None:
        return await _RECORDS.first(self._connection, _OF, {"wanted": channel, "wanted_kind": kind})

    async def everything(self) -> Sequence[Subscription]:
        return await _RECORDS.all(self._connection, _EVERYTHING)

    async def add(self, subscription: Subscription) -> None:
        await _RECORDS.add(self._connection, subscription)

    async def remove(self, channel: str, kind: Kind) -> None:
        await self._connection.execute(delete(subscriptions).where(subscriptions.c.channel == channel, subscriptions.c.kind == kind))
