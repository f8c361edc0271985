# SPDX-License-Identifier: MPL-2.0
"""Series of meetings and what deviates from them, as rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conflict import ChangedMeanwhileError
from storage.meetings import MeetingDate, MeetingSeries
from storage.ordering import date_order, series_order
from storage.sql.columns import UtcDateTime, WallTime
from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.records import Records, fields_of
from storage.sql.tables import catalogue_state
from storage.sql.tables_meetings import meeting_dates, meeting_series

_SERIES, _DATES = Records(meeting_series, MeetingSeries), Records(meeting_dates, MeetingDate)
_STANDING = select(meeting_series).where(meeting_series.c.ended.is_(False))
_ALL_STANDING = Prepared(lambda _: _STANDING)
_EVERYTHING = Prepared(lambda _: _SERIES.select)
_BY_UID = Prepared(lambda _: _STANDING.where(meeting_series.c.uid == bindparam("wanted")))
_OF_GROUPS = _STANDING.where(meeting_series.c.group.in_(bindparam("wanted", expanding=True)))
_DATES_OF = select(meeting_dates).where(meeting_dates.c.series.in_(bindparam("wanted", expanding=True)), meeting_dates.c.withdrawn.is_(False))
_FIRST, _LAST = bindparam("first", type_=WallTime), bindparam("last", type_=WallTime)
_WITHIN = Prepared(
    lambda _: select(meeting_dates).where(
        meeting_dates.c.withdrawn.is_(False),
        or_(and_(meeting_dates.c.on >= _FIRST, meeting_dates.c.on < _LAST), and_(meeting_dates.c.starts >= _FIRST, meeting_dates.c.starts < _LAST)),
    )
)
_CHANGED = Prepared(
    lambda _: select(meeting_dates).where(meeting_dates.c.withdrawn.is_(False), meeting_dates.c.changed_at >= bindparam("after", type_=UtcDateTime))
)
_ADD_DATE = Prepared(lambda dialect: insert_into(dialect)(meeting_dates).on_conflict_do_nothing(index_elements=["id"]).returning(meeting_dates.c.id))
_REVISION = Prepared(lambda _: select(catalogue_state.c.meetings_revision))
_GROW = Prepared(lambda _: update(catalogue_state).values(meetings_revision=catalogue_state.c.meetings_revision + 1))


class SqlMeetings:
    """Whoever writes counts the revision up first: on PostgreSQL they take turns from there on, and each reads what the one before has left."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def revision(self) -> int:
        found = await _REVISION.rows(self._connection, {})
        return found[0]["meetings_revision"] if found else 0

    async def series(self, series_id: str) -> MeetingSeries | None:
        return await _SERIES.get(self._connection, series_id)

    async def by_uid(self, uid: str) -> MeetingSeries | None:
        return await _SERIES.first(self._connection, _BY_UID, {"wanted": uid})

    async def of_groups(self, groups: Collection[str]) -> Sequence[MeetingSeries]:
        return sorted(await _SERIES.among(self._connection, _OF_GROUPS, groups), key=series_order)

    async def standing(self) -> Sequence[MeetingSeries]:
        return sorted(await _SERIES.all(self._connection, _ALL_STANDING), key=series_order)

    async def everything(self) -> Sequence[MeetingSeries]:
        return sorted(await _SERIES.all(self._connection, _EVERYTHING), key=series_order)

    async def add(self, series: MeetingSeries) -> None:
        await self._grow()
        await self._check_uid(series)
        await _SERIES.add(self._connection, series)

    async def save(self, series: MeetingSeries) -> None:
        await self._grow()
        await self._check_uid(series)
        await _SERIES.save(self._connection, series)

    async def date(self, date_id: str) -> MeetingDate | None:
        return await _DATES.get(self._connection, date_id)

    async def dates_of(self, series: Collection[str]) -> Sequence[MeetingDate]:
        return sorted(await _DATES.among(self._connection, _DATES_OF, series), key=date_order)

    async def dates_within(self, first: datetime, last: datetime) -> Sequence[MeetingDate]:
        return sorted(await _DATES.all(self._connection, _WITHIN, {"first": first, "last": last}), key=date_order)

    async def dates_changed(self, after: datetime) -> Sequence[MeetingDate]:
        return sorted(await _DATES.all(self._connection, _CHANGED, {"after": after}), key=date_order)

    async def add_date(self, date: MeetingDate) -> None:
        await self._grow()
        if not await _ADD_DATE.rows(self._connection, fields_of(date)):
            raise ChangedMeanwhileError

    async def save_date(self, date: MeetingDate) -> None:
        await self._grow()
        await _DATES.save(self._connection, date)

    async def _grow(self) -> None:
        await _GROW.changed(self._connection, {})

    async def _check_uid(self, series: MeetingSeries) -> None:
        standing: Any = None if series.ended else await self.by_uid(series.uid)
        if standing is not None and standing.id != series.id:
            raise ChangedMeanwhileError
