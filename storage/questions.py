# SPDX-License-Identifier: MPL-2.0
"""Questions that the bot had no answer to: counted without a word of them, unless the asker wants an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

State = Literal["open", "answered", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredQuestion:
    """`number` is how people speak of it. `key` is what makes two questions the same: intent and subject.

    `text` and `asker` (a person's id) are there only with the asker's consent. `owner`: the role asked, such as `produktkoordinator/product/os2mo`.
    `times`: how often it was asked.
    """

    number: int
    key: str
    intent: str
    asked_at: datetime
    owner: str
    language: str
    slots: Mapping[str, str] = field(default_factory=dict)
    times: int = 1
    text: str | None = None
    asker: str | None = None
    state: State = "open"
    answer: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    article: str | None = None
    version: int = 0


class Questions(Protocol):
    async def number(self) -> int:
        """The next free number; taken by the `add` that follows in this unit of work."""

    async def get(self, number: int) -> UnansweredQuestion | None: ...

    async def open_like(self, key: str) -> UnansweredQuestion | None:
        """The open question without an asker that has this key."""

    async def open(self) -> Sequence[UnansweredQuestion]:
        """By number."""

    async def of(self, asker: str) -> Sequence[UnansweredQuestion]:
        """By number, in any state."""

    async def answered(self, after: datetime, before: datetime) -> Sequence[UnansweredQuestion]:
        """Those that were answered in this span, `before` not included; by number."""

    async def answered_by(self, person_id: str) -> Sequence[UnansweredQuestion]: ...

    async def add(self, question: UnansweredQuestion) -> None: ...

    async def save(self, question: UnansweredQuestion) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def forget_before(self, moment: datetime) -> int:
        """Removes those asked before."""
