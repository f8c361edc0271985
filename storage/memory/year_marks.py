# SPDX-License-Identifier: MPL-2.0
"""What of the yearly wheel is done, in memory."""

from collections.abc import Collection, Sequence

from storage.memory.state import State
from storage.year_marks import YearMark


class MemoryYearMarks:
    def __init__(self, state: State) -> None:
        self._all = state.year_marks

    async def get(self, mark_id: str) -> YearMark | None:
        return self._all.get(mark_id)

    async def of_years(self, years: Collection[int]) -> Sequence[YearMark]:
        return [mark for _, mark in sorted(self._all.items()) if mark.year in years]

    async def put(self, mark: YearMark) -> None:
        self._all[mark.id] = mark

    async def remove(self, mark_id: str) -> None:
        self._all.pop(mark_id, None)
