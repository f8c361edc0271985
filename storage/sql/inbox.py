# SPDX-License-Identifier: MPL-2.0
"""Accepted messages and delivered events as rows: the primary key decides who was first."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inbox import InboxEvent
from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.tables import inbox_events

_EVENT = inbox_events.c


@cache
def _accept(dialect: str) -> Any:
    """Made once: to build a statement takes longer than to run it."""
    return insert_into(dialect)(inbox_events).on_conflict_do_nothing().returning(_EVENT.message_id)


_ACCEPT, _RECEIVE = Prepared(_accept), Prepared(_accept)
_KEEP_REPLY = Prepared(
    lambda _: update(inbox_events).where(_EVENT.message_id == bindparam("event"), _EVENT.held_until.is_not(None)).values(reply=bindparam("answered"))
)
_SETTLE = (
    update(inbox_events)
    .where(_EVENT.message_id.in_(bindparam("ids", expanding=True)))
    .values(payload=None, reply=None, held_until=None)
)  # fmt: skip


_SETTLE_ONE = Prepared(
    lambda _: update(inbox_events).where(_EVENT.message_id == bindparam("event")).values(payload=None, reply=None, held_until=None)
)  # fmt: skip


class SqlInbox:
    """On SQLite many events at once are as many statements, which cost less there than one of SQLAlchemy's; on PostgreSQL they are one, and go the way to the server once."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def accept(self, message_id: str, now: datetime) -> bool:
        return bool(await _ACCEPT.rows(self._connection, {"message_id": message_id, "accepted_at": now}))

    async def receive(self, events: Sequence[InboxEvent], held_until: datetime) -> frozenset[str]:
        """In the order of their ids: whoever receives several of the same at once waits for nobody who waits for them."""
        rows = [_row(event, held_until) for event in sorted({event.id: event for event in events}.values(), key=lambda event: event.id)]
        if not rows:
            return frozenset()
        if self._connection.dialect.name == "sqlite":
            return frozenset([each["message_id"] for each in rows if await _RECEIVE.rows(self._connection, each)])
        return frozenset(await self._connection.scalars(_accept(self._connection.dialect.name), rows))

    async def keep_reply(self, event_id: str, reply: str) -> None:
        await _KEEP_REPLY.changed(self._connection, {"event": event_id, "answered": reply})

    async def hold(self, ids: Collection[str], held_until: datetime) -> None:
        held = update(inbox_events).where(_EVENT.message_id.in_(sorted(ids)), _EVENT.held_until.is_not(None))
        await self._connection.execute(held.values(held_until=held_until))

    async def take(self, platform: str, now: datetime, held_until: datetime, most: int) -> Sequence[InboxEvent]:
        free = (
            select(_EVENT.message_id)
            .where(_EVENT.platform == platform, _EVENT.held_until < now)
            .order_by(_EVENT.accepted_at, _EVENT.message_id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        ids = list(await self._connection.scalars(free))
        if not ids:
            return []
        taken = update(inbox_events).where(_EVENT.message_id.in_(ids)).values(held_until=held_until, attempts=_EVENT.attempts + 1).returning(inbox_events)
        rows = await self._connection.execute(taken)
        return sorted(map(_event, rows), key=lambda event: (event.received_at, event.id))

    async def put_off(self, ids: Collection[str], until: datetime) -> None:
        put_off = update(inbox_events).where(_EVENT.message_id.in_(sorted(ids)), _EVENT.held_until.is_not(None))
        await self._connection.execute(put_off.values(held_until=until, attempts=case((_EVENT.attempts > 1, _EVENT.attempts - 1), else_=1)))

    async def take_over(self, platform: str, now: datetime) -> None:
        if self._connection.dialect.name == "sqlite":
            held = update(inbox_events).where(_EVENT.platform == platform, _EVENT.held_until > now)
            await self._connection.execute(held.values(held_until=now))

    async def settle(self, ids: Collection[str]) -> None:
        if self._connection.dialect.name == "sqlite":
            for id_ in ids:
                await _SETTLE_ONE.changed(self._connection, {"event": id_})
        elif ids:
            await self._connection.execute(_SETTLE, {"ids": sorted(ids)})

    async def waiting(self, platform: str) -> int:
        counted = select(func.count()).where(_EVENT.platform == platform, _EVENT.held_until.is_not(None))
        return await self._connection.scalar(counted) or 0

    async def forget_before(self, moment: datetime) -> int:
        gone = await self._connection.execute(delete(inbox_events).where(_EVENT.accepted_at < moment))
        return gone.rowcount


def _row(event: InboxEvent, held_until: datetime) -> dict[str, Any]:
    return {
        "message_id": event.id, "accepted_at": event.received_at, "platform": event.platform, "payload": event.payload, "held_until": held_until,
        "attempts": event.attempts,
    }  # fmt: skip


def _event(row: Row[Any]) -> InboxEvent:
    return InboxEvent(
        id=row.message_id, platform=row.platform, payload=row.payload, received_at=row.accepted_at, reply=row.reply, attempts=row.attempts
    )  # fmt: skip
