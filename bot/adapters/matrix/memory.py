# SPDX-License-Identifier: MPL-2.0
"""What the Matrix adapter needs remembered beyond its own process, and whom to ask what somebody may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """An answer of the bot as it stands in a room. `answers`: the event that it answers. `thread`: the root, where it stands in a thread.

    `choices`: number → what is asked by choosing it: `{"1": {"intent": …, "slots": {…}, "label": …}}`. `conversation`: where follow-ups belong.
    """

    room: str
    event: str
    answers: str
    thread: str = ""
    conversation: str = ""
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """The master key by which somebody's devices were first known. `refused`: another one that their homeserver has shown since, and that nobody has accepted."""

    user: str
    master_key: str
    pinned_at: datetime
    refused: str = ""


class Memory(Protocol):
    """Raises what the database raises."""

    async def sync_token(self, user: str) -> str | None:
        """Up to where this account's events have been kept; None where the bot never was there."""

    async def keep_sync_token(self, user: str, token: str) -> None: ...

    async def note_posted(self, posted: Posted) -> None:
        """Noted twice, it is noted once."""

    async def posted(self, room: str, event: str) -> Posted | None: ...

    async def answers_to(self, room: str, event: str) -> Sequence[Posted]:
        """What the bot answered to this event, in the order in which it was posted."""

    async def answers_in(self, room: str, thread: str) -> bool:
        """Whether the bot has answered in the thread with this root."""

    async def forget_posted(self, room: str, event: str) -> None: ...

    async def room_replaced(self, old: str, new: str) -> int:
        """What the old room (`matrix:!old`) subscribed to, the new one has from now on; what it has already stays, and what was paused as the old one was closed goes on. How many. In the audit."""

    async def may_invite(self, user: str) -> bool:
        """Whether this person may bring the bot into rooms, wherever their homeserver is: permission `room.invite`."""


class Pins(Protocol):
    """Raises what the database raises."""

    async def pin(self, user: str) -> Pin | None: ...

    async def pin_first(self, user: str, master_key: str) -> Pin:
        """Pins the key, unless one is pinned already; the pin in force. In the audit."""

    async def refuse_key(self, user: str, master_key: str) -> None:
        """Another key than the pinned one was shown. The first time with this key it stands in the audit, and every administrator is told."""
