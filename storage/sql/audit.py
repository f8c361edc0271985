# SPDX-License-Identifier: MPL-2.0
"""What was changed, as rows that are counted as they come; a trigger refuses to change them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit import AuditEvent, AuditFilter
from storage.sql.columns import UtcDateTime
from storage.sql.records import Records, removed
from storage.sql.tables_people import audit_events as events


def _event(recorded: int, **fields: Any) -> AuditEvent:
    return AuditEvent(**fields)


_EVENTS = Records(events, _event)
_ORDERED = _EVENTS.select.order_by(events.c.at.desc(), events.c.recorded.desc())
_FORGET = delete(events).where(events.c.at < bindparam("moment", type_=UtcDateTime))


class SqlAudit:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def record(self, event: AuditEvent) -> None:
        await _EVENTS.add(self._connection, event)

    async def find(self, where: AuditFilter = AuditFilter(), *, limit: int | None = None) -> Sequence[AuditEvent]:  # noqa: B008 - frozen
        return await _EVENTS.all(self._connection, _ORDERED.where(*_conditions(where)).limit(limit))

    async def forget_before(self, moment: datetime) -> int:
        return await removed(self._connection, _FORGET, {"moment": moment})


def _conditions(where: AuditFilter) -> Iterator[ColumnElement[bool]]:
    for name in ("actor", "about", "outcome"):
        if (value := getattr(where, name)) is not None:
            yield events.c[name] == value
    if where.person is not None:
        yield or_(events.c.actor == where.person, events.c.person == where.person)
    for name in ("action", "subject"):
        if (beginning := getattr(where, name)) is not None:  # not LIKE, for which SQLite takes capitals and small letters as the same
            yield func.substr(events.c[name], 1, len(beginning)) == beginning
    if where.since is not None:
        yield events.c.at >= where.since
    if where.until is not None:
        yield events.c.at < where.until
