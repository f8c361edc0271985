# SPDX-License-Identifier: MPL-2.0
"""Changes that were shown, in memory."""

from datetime import datetime

from storage.change_requests import UNAPPLIED, ChangeRequest
from storage.memory.state import State, add, drop, save
from storage.ordering import request_order


class MemoryChangeRequests:
    def __init__(self, state: State) -> None:
        self._all = state.requests

    async def get(self, request_id: str) -> ChangeRequest | None:
        return self._all.get(request_id)

    async def waiting(self, actor: str, conversation: str) -> ChangeRequest | None:
        found = [each for each in self._all.values() if (each.actor, each.conversation, each.state) == (actor, conversation, "proposed")]
        return max(found, key=request_order, default=None)

    async def last_applied(self, actor: str) -> ChangeRequest | None:
        found = [each for each in self._all.values() if (each.actor, each.state) == (actor, "applied")]
        return max(found, key=lambda each: (each.settled_at or each.made_at, each.id), default=None)

    async def of(self, actor: str) -> list[ChangeRequest]:
        return sorted((each for each in self._all.values() if each.actor == actor), key=request_order)

    async def add(self, request: ChangeRequest) -> None:
        add(self._all, request.id, request)

    async def save(self, request: ChangeRequest) -> None:
        save(self._all, request.id, request)

    async def remove_of(self, actor: str) -> int:
        return drop(self._all, [each.id for each in self._all.values() if each.actor == actor])

    async def mentioning(self, text: str) -> list[ChangeRequest]:
        return sorted((each for each in self._all.values() if text in each.steps or text in each.notices), key=request_order)

    async def remove(self, request_id: str) -> None:
        self._all.pop(request_id, None)

    async def forget_unapplied_before(self, moment: datetime) -> int:
        return drop(self._all, [each.id for each in self._all.values() if each.made_at < moment and each.state in UNAPPLIED])

    async def forget_before(self, moment: datetime) -> int:
        return drop(self._all, [each.id for each in self._all.values() if each.made_at < moment])
