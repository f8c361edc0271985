# SPDX-License-Identifier: MPL-2.0
"""Who comes to which meeting."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Coming = Literal["yes", "maybe", "no", "deputy"]
"""deputy: somebody else of their organisation comes instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What one person answered of one meeting. `date`: the id of its date (`<series>/<on>`), whether or not anything deviates on it."""

    date: str
    person: str
    coming: Coming
    answered_at: datetime
    deputy: str | None = None


class Attendances(Protocol):
    async def of(self, dates: Collection[str]) -> Sequence[Attendance]:
        """Ordered by date, then answered_at, then person."""

    async def of_person(self, person: str) -> Sequence[Attendance]:
        """What this person answered; ordered as above."""

    async def naming(self, person: str) -> Sequence[Attendance]:
        """In which this person is the deputy; ordered as above."""

    async def put(self, attendance: Attendance) -> None:
        """In place of what the person answered before."""

    async def remove(self, date: str, person: str) -> None:
        """As if the person had not answered."""

    async def forget_person(self, person: str) -> int:
        """Removes what this person answered, and their name as deputy of others; how many answers went."""

    async def forget_before(self, moment: datetime) -> int:
        """Those answered before."""
