# SPDX-License-Identifier: MPL-2.0
"""Which messages have been dealt with, so that the same one, sent twice, acts once; and what was delivered and still waits for its reply to be sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEvent:
    """What a platform delivered, as long as it is not settled.

    `payload`: as its adapter reads it again. `reply`: what was answered and may not have been sent; None where nothing was answered yet.
    `attempts`: how often somebody took hold of it.
    """

    id: str
    platform: str
    payload: str
    received_at: datetime
    reply: str | None = None
    attempts: int = 1


class Inbox(Protocol):
    async def accept(self, message_id: str, now: datetime) -> bool:
        """Notes the message. False if it was noted before: then it has been, or is being, dealt with."""

    async def receive(self, events: Sequence[InboxEvent], held_until: datetime) -> frozenset[str]:
        """Keeps these events, each held until then by whoever received it. The ids of those that are new."""

    async def keep_reply(self, event_id: str, reply: str) -> None:
        """Keeps what was answered to this event, until it is settled."""

    async def hold(self, ids: Collection[str], held_until: datetime) -> None:
        """Whoever is still at work on these events holds them on."""

    async def take(self, platform: str, now: datetime, held_until: datetime, most: int) -> Sequence[InboxEvent]:
        """Takes hold of events that nobody holds any more, the oldest first. Nobody else takes the same ones."""

    async def put_off(self, ids: Collection[str], until: datetime) -> None:
        """Nobody takes these events before then. Whoever held them could not help it: that attempt does not count, but for the first."""

    async def take_over(self, platform: str, now: datetime) -> None:
        """Frees what a process held that is no more, where the database serves one process alone. Where several share it, does nothing."""

    async def settle(self, ids: Collection[str]) -> None:
        """Forgets what these events held; that there were such events stays noted."""

    async def waiting(self, platform: str) -> int:
        """How many events of this platform are not settled."""

    async def forget_before(self, moment: datetime) -> int:
        """Removes notes older than this; returns how many."""
