# SPDX-License-Identifier: MPL-2.0
"""Series of meetings and what deviates from them, in memory."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from storage.conflict import ChangedMeanwhileError
from storage.meetings import MeetingDate, MeetingSeries
from storage.memory.state import State, add, save
from storage.ordering import date_order, series_order


class MemoryMeetings:
    def __init__(self, state: State) -> None:
        self._state = state

    async def revision(self) -> int:
        return self._state.meetings_revision

    async def series(self, series_id: str) -> MeetingSeries | None:
        return self._state.series.get(series_id)

    async def by_uid(self, uid: str) -> MeetingSeries | None:
        return next((each for each in self._state.series.values() if each.uid == uid and not each.ended), None)

    async def of_groups(self, groups: Collection[str]) -> Sequence[MeetingSeries]:
        return _ordered(each for each in self._state.series.values() if each.group in groups and not each.ended)

    async def standing(self) -> Sequence[MeetingSeries]:
        return _ordered(each for each in self._state.series.values() if not each.ended)

    async def everything(self) -> Sequence[MeetingSeries]:
        return _ordered(self._state.series.values())

    async def add(self, series: MeetingSeries) -> None:
        await self._check_uid(series)
        add(self._state.series, series.id, series)
        self._state.meetings_revision += 1

    async def save(self, series: MeetingSeries) -> None:
        await self._check_uid(series)
        save(self._state.series, series.id, series)
        self._state.meetings_revision += 1

    async def date(self, date_id: str) -> MeetingDate | None:
        return self._state.dates.get(date_id)

    async def dates_of(self, series: Collection[str]) -> Sequence[MeetingDate]:
        return _standing(each for each in self._state.dates.values() if each.series in series)

    async def dates_within(self, first: datetime, last: datetime) -> Sequence[MeetingDate]:
        return _standing(each for each in self._state.dates.values() if first <= each.on < last or (each.starts and first <= each.starts < last))

    async def dates_changed(self, after: datetime) -> Sequence[MeetingDate]:
        return _standing(each for each in self._state.dates.values() if each.changed_at >= after)

    async def add_date(self, date: MeetingDate) -> None:
        if date.id in self._state.dates:
            raise ChangedMeanwhileError
        self._state.dates[date.id] = date
        self._state.meetings_revision += 1

    async def save_date(self, date: MeetingDate) -> None:
        save(self._state.dates, date.id, date)
        self._state.meetings_revision += 1

    async def _check_uid(self, series: MeetingSeries) -> None:
        standing = await self.by_uid(series.uid)
        if not series.ended and standing is not None and standing.id != series.id:
            raise ChangedMeanwhileError


def _ordered(found: Iterable[MeetingSeries]) -> list[MeetingSeries]:
    return sorted(found, key=series_order)


def _standing(found: Iterable[MeetingDate]) -> list[MeetingDate]:
    return sorted((each for each in found if not each.withdrawn), key=date_order)
