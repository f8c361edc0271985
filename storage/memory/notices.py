# SPDX-License-Identifier: MPL-2.0
"""What people are to be told, in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from storage.memory.state import State, add, drop
from storage.notices import Notice


class MemoryNotices:
    def __init__(self, state: State) -> None:
        self._all = state.notices

    async def add(self, notice: Notice) -> None:
        add(self._all, notice.id, notice)

    async def waiting(self, addresses: Collection[str]) -> Sequence[Notice]:
        return sorted((each for each in self._all.values() if each.to in addresses), key=lambda each: (each.at, each.id))

    async def mentioning(self, text: str) -> Sequence[Notice]:
        return sorted((each for each in self._all.values() if text in each.reply), key=lambda each: (each.at, each.id))

    async def told(self, notice_id: str) -> bool:
        return self._all.pop(notice_id, None) is not None

    async def readdress(self, old: str, new: str) -> None:
        self._all |= {each.id: replace(each, to=new) for each in self._all.values() if each.to == old}

    async def remove_for(self, address: str) -> int:
        return drop(self._all, [each.id for each in self._all.values() if each.to == address])

    async def forget_before(self, moment: datetime) -> int:
        return drop(self._all, [each.id for each in self._all.values() if each.at < moment])
