# SPDX-License-Identifier: MPL-2.0
"""Which messages have been dealt with, so that the same one, sent twice, acts once."""

from datetime import datetime
from typing import Protocol


class Inbox(Protocol):
    async def accept(self, message_id: str, now: datetime) -> bool:
        """Notes the message. False if it was noted before: then it has been, or is being, dealt with."""

    async def forget_before(self, moment: datetime) -> int:
        """Removes notes older than this; returns how many."""
