# SPDX-License-Identifier: MPL-2.0
"""Conversations in memory."""

from datetime import datetime

from storage.conversations import MEMORY, Conversation
from storage.memory.state import State, drop


class MemoryConversations:
    def __init__(self, state: State) -> None:
        self._state = state

    async def recall(self, conversation_id: str, now: datetime) -> Conversation | None:
        found = self._state.conversations.get(conversation_id)
        return found if found and now - found.at <= MEMORY else None

    async def remember(self, conversation: Conversation) -> None:
        self._state.conversations[conversation.id] = conversation

    async def forget_before(self, moment: datetime) -> int:
        return drop(self._state.conversations, [id_ for id_, conversation in self._state.conversations.items() if conversation.at < moment])
