# SPDX-License-Identifier: MPL-2.0
"""The wheel as it stands for one reader: its dates of some years, and what of them is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.year_wheel import YearWheel
from handlers.year_wheel.anchors import May, meetings_of
from handlers.year_wheel.marks import Marks, about_of
from handlers.year_wheel.turning import WheelDate, turned
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Standing:
    """`dates`: in their order."""

    dates: tuple[WheelDate, ...]
    marks: Marks

    def find(self, entry: str, year: int, which: str) -> WheelDate | None:
        return next((each for each in self.dates if (each.entry.id, each.year, each.which) == (entry, year, which)), None)

    def is_done(self, date: WheelDate) -> bool:
        """For the association as a whole."""
        return self.marks.is_done(date, about_of(date.entry))


async def standing(wheel: YearWheel, unit: UnitOfWork, years: Sequence[int], may: May) -> Standing:
    """`may`: which series of meetings count for the reader."""
    found = await meetings_of(wheel, unit.meetings, years, may)
    dates = [each for year in years for each in turned(wheel, year, found)]
    return Standing(tuple(dates), Marks(await unit.year_marks.of_years(years)))
