# SPDX-License-Identifier: MPL-2.0
"""What people are to be told although they did not ask: kept until it has reached them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`to`: `person/ID`, or `role/ROLE/KIND/SCOPE` where nobody is known who holds it: whoever does first is told.

    `reply`: the words as a Reply in JSON, put into the reader's language when it is told.
    """

    id: str
    to: str
    at: datetime
    reply: str


class Notices(Protocol):
    async def add(self, notice: Notice) -> None: ...

    async def waiting(self, addresses: Collection[str]) -> Sequence[Notice]:
        """For any of these addresses, oldest first."""

    async def mentioning(self, text: str) -> Sequence[Notice]:
        """Those whose reply holds this text, for erasure; oldest first."""

    async def told(self, notice_id: str) -> bool:
        """It reaches its reader, and is no longer kept. False where somebody else has told it."""

    async def readdress(self, old: str, new: str) -> None:
        """What waits for one address waits for the other."""

    async def remove_for(self, address: str) -> int: ...

    async def forget_before(self, moment: datetime) -> int: ...
