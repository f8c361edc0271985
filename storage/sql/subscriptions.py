# SPDX-License-Identifier: MPL-2.0
"""Subscriptions as rows, one for each channel, kind and what it is about."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.prepared import Prepared
from storage.sql.records import Records
from storage.sql.tables_platforms import subscriptions
from storage.subscriptions import Kind, Subscription

_COLUMN = subscriptions.c
_RECORDS = Records(subscriptions, Subscription)
_JUST = (_COLUMN.channel == bindparam("of_channel"), _COLUMN.kind == bindparam("of_kind"), _COLUMN.about == bindparam("of_what"))
_OF, _REMOVE = select(subscriptions).where(*_JUST), delete(subscriptions).where(*_JUST)
_IN_CHANNEL = Prepared(lambda _: select(subscriptions).where(_COLUMN.channel == bindparam("of_channel")))
_OF_KIND = select(subscriptions).where(_COLUMN.kind == bindparam("of_kind"))


class SqlSubscriptions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, channel: str, kind: Kind, about: str = "") -> Subscription | None:
        return await _RECORDS.first(self._connection, _OF, {"of_channel": channel, "of_kind": kind, "of_what": about})

    async def in_channel(self, channel: str, kind: Kind | None = None) -> Sequence[Subscription]:
        return [each for each in await self._ordered(_IN_CHANNEL, {"of_channel": channel}) if kind in (None, each.kind)]

    async def of_kind(self, kind: Kind) -> Sequence[Subscription]:
        return await self._ordered(_OF_KIND, {"of_kind": kind})

    async def everything(self) -> Sequence[Subscription]:
        return await self._ordered(_RECORDS.select, {})

    async def add(self, subscription: Subscription) -> None:
        await _RECORDS.add(self._connection, subscription)

    async def remove(self, channel: str, kind: Kind, about: str = "") -> None:
        await self._connection.execute(_REMOVE, {"of_channel": channel, "of_kind": kind, "of_what": about})

    async def _ordered(self, statement: Any, values: dict[str, str]) -> list[Subscription]:
        return sorted(await _RECORDS.all(self._connection, statement, values), key=lambda each: (each.channel, each.kind, each.about))
