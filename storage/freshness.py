# SPDX-License-Identifier: MPL-2.0
"""What became of asking whether facts still hold: who was asked when, and what they answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Stage = Literal["first", "nudge", "group", "secretariat"]
"""first: whoever knows best · nudge: the same person once more · group: the product's coordination group · secretariat: when nobody else has answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """`person` (an id) is asked in a message that is due `at`."""

    person: str
    at: datetime
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class FactReview:
    """`fact` is the fact's id, such as `level/os2mo` or `adoption/os2mo/syddjurs`. `version` grows with each save.

    `confirmed_at`, `confirmed_by`: when somebody last said that it holds; of a role that was told, the role itself has it.
    `changed_at`, `changed_by`: when somebody said that it does not. `states`: a digest of what the fact said at that answer: what says something else since was not meant.
    `not_mine`: ids of people who said that they cannot know. `asked`: who was asked since the last answer, the first first.
    """

    fact: str
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None
    states: str = ""
    not_mine: tuple[str, ...] = ()
    asked: tuple[Asking, ...] = ()
    version: int = 0


class FactReviews(Protocol):
    """A fact that nobody was ever asked about has none."""

    async def of(self, fact: str) -> FactReview | None: ...

    async def some(self, facts: Collection[str]) -> dict[str, FactReview]:
        """Those of these that there are, by the fact's id."""

    async def everything(self) -> Sequence[FactReview]:
        """Ordered by the fact's id."""

    async def of_person(self, person_id: str) -> Sequence[FactReview]:
        """Those that name this person in any way. Ordered by the fact's id."""

    async def revision(self) -> int:
        """Another one as soon as any of them is another one."""

    async def add(self, review: FactReview) -> None:
        """Raises ChangedMeanwhileError where the fact has one already."""

    async def save(self, review: FactReview) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def remove(self, fact: str) -> None: ...
