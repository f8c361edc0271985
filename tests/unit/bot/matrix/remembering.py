# SPDX-License-Identifier: MPL-2.0
"""What the Matrix adapter needs remembered, remembered in the test."""

from collections.abc import Sequence

from bot.adapters.matrix.memory import Posted


class Remembering:
    """Implements `bot.adapters.matrix.memory.Memory`."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self._posted: list[Posted] = []

    async def sync_token(self, user: str) -> str | None:
        return self.tokens.get(user)

    async def keep_sync_token(self, user: str, token: str) -> None:
        self.tokens[user] = token

    async def note_posted(self, posted: Posted) -> None:
        if posted not in self._posted:
            self._posted.append(posted)

    async def posted(self, room: str, event: str) -> Posted | None:
        return next((each for each in self._posted if (each.room, each.event) == (room, event)), None)

    async def answers_to(self, room: str, event: str) -> Sequence[Posted]:
        return [each for each in self._posted if (each.room, each.answers) == (room, event)]

    async def answers_in(self, room: str, thread: str) -> bool:
        return any((each.room, each.thread) == (room, thread) for each in self._posted)

    async def forget_posted(self, room: str, event: str) -> None:
        self._posted = [each for each in self._posted if (each.room, each.event) != (room, event)]

    async def room_replaced(self, old: str, new: str) -> int:
        return 0

    async def may_invite(self, user: str) -> bool:
        return False
