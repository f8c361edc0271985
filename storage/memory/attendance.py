# SPDX-License-Identifier: MPL-2.0
"""Who comes to which meeting, in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from storage.attendance import Attendance
from storage.memory.state import State, drop
from storage.ordering import attendance_order


class MemoryAttendances:
    def __init__(self, state: State) -> None:
        self._all = state.attendances

    async def of(self, dates: Collection[str]) -> Sequence[Attendance]:
        return sorted((each for each in self._all.values() if each.date in dates), key=attendance_order)

    async def of_person(self, person: str) -> Sequence[Attendance]:
        return sorted((each for each in self._all.values() if each.person == person), key=attendance_order)

    async def naming(self, person: str) -> Sequence[Attendance]:
        return sorted((each for each in self._all.values() if each.deputy == person), key=attendance_order)

    async def put(self, attendance: Attendance) -> None:
        self._all[attendance.date, attendance.person] = attendance

    async def remove(self, date: str, person: str) -> None:
        self._all.pop((date, person), None)

    async def forget_person(self, person: str) -> int:
        for each in await self.naming(person):
            await self.put(replace(each, deputy=None))
        return drop(self._all, [key for key, each in self._all.items() if each.person == person])

    async def forget_before(self, moment: datetime) -> int:
        return drop(self._all, [key for key, each in self._all.items() if each.answered_at < moment])
