# SPDX-License-Identifier: MPL-2.0
"""That of several processes on one database exactly one leads: does what must not be done twice at the same time."""

import asyncio
from typing import Protocol


class Lead(Protocol):
    """Held by this process from the moment it was won."""

    async def keep(self) -> None:
        """Holds it, and returns when it is lost, or can no longer be shown to be held: before anybody else has it."""

    async def release(self) -> None:
        """Somebody else may have it at once. Only once nothing is done any more that it is for. Never raises."""


class Leadership(Protocol):
    async def win(self) -> Lead | None:
        """The lead; None while somebody else has it. Does not wait for them. Raises what the database raises."""

    async def close(self) -> None:
        """Tries no longer. A lead that was won stays with whoever won it."""


class Alone:
    """Of a database that serves one process alone: it leads, and never loses it. Both ports at once."""

    async def win(self) -> Lead | None:
        return self

    async def keep(self) -> None:
        await asyncio.Event().wait()

    async def release(self) -> None:
        """There is nobody to leave it to."""

    async def close(self) -> None:
        """Nothing is held open."""
