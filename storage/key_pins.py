# SPDX-License-Identifier: MPL-2.0
"""The keys by which people's devices were first known, so that another one is noticed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPin:
    """`identity`: such as `matrix:@anna:example.org`. `refused`: another key that was shown since, and that nobody has accepted."""

    identity: str
    master_key: str
    pinned_at: datetime
    refused: str = ""
    refused_at: datetime | None = None


class KeyPins(Protocol):
    async def of(self, identity: str) -> KeyPin | None: ...

    async def everything(self) -> Sequence[KeyPin]:
        """Ordered by identity."""

    async def pin(self, pin: KeyPin) -> bool:
        """Keeps it, unless one of this identity is kept: then False."""

    async def refuse(self, identity: str, master_key: str, now: datetime) -> bool:
        """Notes that this key was shown in place of the pinned one. False where it is the pinned one, was noted already, or none is pinned."""

    async def accept(self, identity: str, master_key: str, now: datetime) -> bool:
        """The refused key is the pinned one from now on. False where this one was not refused, or is no longer the one that was."""

    async def remove_of(self, identity: str) -> int: ...

    async def forget_unlinked_before(self, moment: datetime) -> int:
        """Removes those pinned before whose identity leads to nobody on record; returns how many."""
