# SPDX-License-Identifier: MPL-2.0
"""One-time codes by which a person shows that two platforms' identities are theirs, and how often somebody guessed wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

VALID = timedelta(minutes=10)
"""How long a code can be used."""
GUESSES, GUESSED_WITHIN = 5, timedelta(hours=1)
"""So many wrong codes of one identity within so long, and it must wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCode:
    """`digest`: of the code, which itself is not kept. `first`: who asked to link. `second`: who brought the first code, once somebody has:

    then this code was shown to `second`, and only `first` can use it.
    """

    digest: str
    first: str
    expires_at: datetime
    second: str | None = None


class LinkCodes(Protocol):
    async def add(self, code: LinkCode) -> None: ...

    async def take(self, digest: str, now: datetime) -> LinkCode | None:
        """The code, which can never be taken again; None where there is none, or it has expired. One of two at the same time gets it."""

    async def remove_of(self, identity: str) -> int:
        """Removes every code that this identity has a part in, and its wrong guesses."""

    async def guessed(self, identity: str, now: datetime) -> None:
        """Notes a wrong code."""

    async def guesses(self, identity: str, since: datetime) -> int: ...

    async def forget_before(self, moment: datetime) -> int:
        """Removes codes that expired, and guesses made, before."""
