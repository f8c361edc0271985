# SPDX-License-Identifier: MPL-2.0
"""Accepted messages in memory."""

from datetime import datetime

from storage.memory.state import State, drop


class MemoryInbox:
    def __init__(self, state: State) -> None:
        self._state = state

    async def accept(self, message_id: str, now: datetime) -> bool:
        if message_id in self._state.inbox:
            return False
        self._state.inbox[message_id] = now
        return True

    async def forget_before(self, moment: datetime) -> int:
        return drop(self._state.inbox, [id_ for id_, at in self._state.inbox.items() if at < moment])
