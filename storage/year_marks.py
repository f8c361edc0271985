# SPDX-License-Identifier: MPL-2.0
"""What of the yearly wheel is done. Nobody is named: who said so stands in the audit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class YearMark:
    """That one date of the wheel is done with. `id`: `<entry>/<year>/<which>/<about>`, as `mark_id` writes it.

    `entry`: of the wheel; `which`: of several in a year, which one, else empty; `about`: `product/os2mo`, where every product does it by itself, else empty.
    `of`: the date by which it was to be done: where that is moved, it is to be done anew.
    """

    id: str
    entry: str
    year: int
    of: date
    done_at: datetime
    which: str = ""
    about: str = ""


def mark_id(entry: str, year: int, which: str = "", about: str = "") -> str:
    return f"{entry}/{year}/{which}/{about}"


class YearMarks(Protocol):
    async def get(self, mark_id: str) -> YearMark | None: ...

    async def of_years(self, years: Collection[int]) -> Sequence[YearMark]:
        """Ordered by id."""

    async def put(self, mark: YearMark) -> None:
        """Adds it, or replaces the one with this id."""

    async def remove(self, mark_id: str) -> None: ...
