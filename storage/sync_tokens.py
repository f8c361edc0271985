# SPDX-License-Identifier: MPL-2.0
"""Up to where an account's events have been kept, on a platform that hands them out from a token on."""

from datetime import datetime
from typing import Protocol


class SyncTokens(Protocol):
    """Of this database alone: no backup holds them, so that a restored one begins anew, and nothing of what was said meanwhile is answered twice."""

    async def of(self, account: str) -> str | None: ...

    async def keep(self, account: str, token: str, now: datetime) -> None:
        """Takes the place of the account's token."""
