# SPDX-License-Identifier: MPL-2.0
"""What a conversation was last about, so that "og os2mo?" and "2" can be understood. No message text is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

MEMORY = timedelta(minutes=15)
"""How long a subject is remembered after the last answer."""

OTHERS = "others"
"""In place of `by`, for whoever reads the conversation and did not say its last message."""

Slots = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What choosing a numbered choice asks."""

    intent: str
    slots: Slots


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The last subject of a conversation: what was asked, with which slots, what was missing, and which choices were offered last.

    `by`: whose message it was, as a digest: what one person tells is never completed by another.
    """

    id: str
    intent: str
    slots: Slots
    at: datetime
    language: str = "da"
    by: str = ""
    missing: tuple[str, ...] = ()
    choices: tuple[Suggestion, ...] = ()


class Conversations(Protocol):
    async def recall(self, conversation_id: str, now: datetime) -> Conversation | None:
        """The subject of this conversation, unless it is older than MEMORY."""

    async def remember(self, conversation: Conversation) -> None:
        """Replaces what was remembered of this conversation."""

    async def forget_before(self, moment: datetime) -> int:
        """Removes subjects older than this; returns how many."""
