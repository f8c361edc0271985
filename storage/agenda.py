# SPDX-License-Identifier: MPL-2.0
"""What a meeting is to talk of, what it decided, and who does what until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

AgendaKind = Literal["point", "decision", "action"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """`group`, `date`: of which group, and for or from which meeting (the id of its date; None: the next one). `by`: the id of whoever said it.

    `responsible`: who does it, an id of a person; `due`: until when. Both of actions alone. `done`: dealt with. `version` grows with each save.
    """

    id: str
    group: str
    kind: AgendaKind
    text: str
    added_at: datetime
    by: str | None = None
    product: str | None = None
    responsible: str | None = None
    due: date | None = None
    date: str | None = None  # after `due`, whose type it would hide
    done: bool = False
    withdrawn: bool = False
    version: int = 0


class Agenda(Protocol):
    """What was withdrawn is given by `item` and `everything_of` alone. Lists are ordered by added_at, then id."""

    async def item(self, item_id: str) -> AgendaItem | None: ...

    async def of_group(self, group: str, *kinds: AgendaKind) -> Sequence[AgendaItem]:
        """No kinds: all."""

    async def of_product(self, product: str, *kinds: AgendaKind) -> Sequence[AgendaItem]: ...

    async def noted(self, after: datetime, before: datetime, *kinds: AgendaKind) -> Sequence[AgendaItem]:
        """Of all groups, what was added in this span, `before` not included. No kinds: all."""

    async def of_person(self, person: str) -> Sequence[AgendaItem]:
        """What they said, and what they are to do."""

    async def everything_of(self, person: str) -> Sequence[AgendaItem]:
        """As `of_person`; what was withdrawn too."""

    async def add(self, item: AgendaItem) -> None: ...

    async def save(self, item: AgendaItem) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def unname(self, person: str) -> int:
        """The items stay, and no longer say whose they are; how many there were."""
