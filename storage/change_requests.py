# SPDX-License-Identifier: MPL-2.0
"""Changes that were shown and wait for a yes, and those that were carried out and may be undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

State = Literal["proposed", "applied", "cancelled", "undone"]
UNAPPLIED: tuple[State, ...] = ("proposed", "cancelled")
"""Of those nothing was done: they are forgotten as soon as no yes can come any more."""

PATIENCE = timedelta(minutes=30)
"""How long a change waits for its yes."""
UNDONE_WITHIN = timedelta(hours=24)
"""How long a change can be undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequest:
    """`actor`: the identity that asked; `conversation`: where. `steps` and `notices`: what it does and whom it tells, as JSON."""

    id: str
    actor: str
    conversation: str
    action: str
    made_at: datetime
    steps: str
    notices: str = "[]"
    state: State = "proposed"
    settled_at: datetime | None = None
    version: int = 0


class ChangeRequests(Protocol):
    async def get(self, request_id: str) -> ChangeRequest | None: ...

    async def waiting(self, actor: str, conversation: str) -> ChangeRequest | None:
        """The newest proposed one of this identity in this conversation."""

    async def last_applied(self, actor: str) -> ChangeRequest | None:
        """The one of this identity that was applied last, undone ones aside."""

    async def of(self, actor: str) -> list[ChangeRequest]:
        """Every one of this identity, by made_at."""

    async def add(self, request: ChangeRequest) -> None: ...

    async def save(self, request: ChangeRequest) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def remove_of(self, actor: str) -> int:
        """Removes every one of this identity."""

    async def mentioning(self, text: str) -> list[ChangeRequest]:
        """Those whose steps or notices hold this text: an id, for erasure."""

    async def remove(self, request_id: str) -> None: ...

    async def forget_unapplied_before(self, moment: datetime) -> int:
        """Removes those made before that were not carried out: what was shown and got no yes."""

    async def forget_before(self, moment: datetime) -> int:
        """Removes those made before."""
