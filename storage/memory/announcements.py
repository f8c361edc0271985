# SPDX-License-Identifier: MPL-2.0
"""Announcements in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from storage.announcements import Announcement, as_kept
from storage.conflict import ChangedMeanwhileError
from storage.memory.state import State, add, drop


class MemoryAnnouncements:
    def __init__(self, state: State) -> None:
        self._all = state.announcements

    async def get(self, id_: str) -> Announcement | None:
        return self._all.get(id_)

    async def numbered(self, number: int) -> Announcement | None:
        return next((each for each in self._all.values() if each.number == number), None)

    async def newest(self, most: int, by: str = "") -> Sequence[Announcement]:
        found = [each for each in self._all.values() if by in ("", each.by)]
        return sorted(found, key=lambda each: -each.number)[:most]

    async def of_person(self, person_id: str) -> Sequence[Announcement]:
        return await self.newest(len(self._all), person_id) if person_id else []

    async def add(self, announcement: Announcement) -> Announcement:
        numbered = as_kept(announcement, max((each.number for each in self._all.values()), default=0) + 1)
        add(self._all, numbered.id, numbered)
        return numbered

    async def save(self, announcement: Announcement) -> None:
        there = self._all.get(announcement.id)
        if there is None or there.version != announcement.version:
            raise ChangedMeanwhileError
        self._all[announcement.id] = replace(announcement, number=there.number, targets=there.targets, version=there.version + 1)

    async def forget_before(self, moment: datetime) -> int:
        return drop(self._all, [each.id for each in self._all.values() if each.written_at < moment])
