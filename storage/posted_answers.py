# SPDX-License-Identifier: MPL-2.0
"""Which messages of a room are the bot's answers, to what, and what can be chosen there; on a platform that does not say so itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

KEPT = timedelta(days=30)
"""How long an answer can be chosen from, and follows what becomes of the question: later it stands as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedAnswer:
    """`event`: the answer's own message. `answers`: the one it answers. `thread`: the message that the thread hangs from; empty outside of one.

    `choices`: what stands beside a choice, such as its number → what is asked by it.
    """

    room: str
    event: str
    answers: str
    posted_at: datetime
    thread: str = ""
    conversation: str = ""
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class PostedAnswers(Protocol):
    async def note(self, answer: PostedAnswer) -> None:
        """Noted twice, it stands as it was noted first."""

    async def get(self, room: str, event: str) -> PostedAnswer | None: ...

    async def answering(self, room: str, event: str) -> Sequence[PostedAnswer]:
        """Those to this message, in the order in which they were noted."""

    async def any_in(self, room: str, thread: str) -> bool:
        """Whether there is one in the thread that hangs from this message."""

    async def forget(self, room: str, event: str) -> None: ...

    async def forget_naming(self, text: str) -> int:
        """Removes those with a choice in which this text stands, for erasure; returns how many."""

    async def forget_before(self, moment: datetime) -> int:
        """Removes those posted before; returns how many."""
