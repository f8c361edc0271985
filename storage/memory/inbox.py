# SPDX-License-Identifier: MPL-2.0
"""Accepted messages and delivered events in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from storage.inbox import InboxEvent
from storage.memory.state import State, drop


class MemoryInbox:
    def __init__(self, state: State) -> None:
        self._state = state

    async def accept(self, message_id: str, now: datetime) -> bool:
        if message_id in self._state.inbox:
            return False
        self._state.inbox[message_id] = now
        return True

    async def receive(self, events: Sequence[InboxEvent], held_until: datetime) -> frozenset[str]:
        new = []
        for event in events:
            if await self.accept(event.id, event.received_at):
                self._state.events_kept[event.id] = (event, held_until)
                new.append(event.id)
        return frozenset(new)

    async def keep_reply(self, event_id: str, reply: str) -> None:
        if kept := self._state.events_kept.get(event_id):
            self._state.events_kept[event_id] = (replace(kept[0], reply=reply), kept[1])

    async def hold(self, ids: Collection[str], held_until: datetime) -> None:
        for id_ in ids:
            if kept := self._state.events_kept.get(id_):
                self._state.events_kept[id_] = (kept[0], held_until)

    async def take(self, platform: str, now: datetime, held_until: datetime, most: int) -> Sequence[InboxEvent]:
        free = [event for event, until in self._state.events_kept.values() if event.platform == platform and until < now]
        taken = [replace(event, attempts=event.attempts + 1) for event in sorted(free, key=lambda event: (event.received_at, event.id))[:most]]
        self._state.events_kept |= {event.id: (event, held_until) for event in taken}
        return taken

    async def put_off(self, ids: Collection[str], until: datetime) -> None:
        for id_ in ids:
            if kept := self._state.events_kept.get(id_):
                self._state.events_kept[id_] = (replace(kept[0], attempts=max(1, kept[0].attempts - 1)), until)

    async def take_over(self, platform: str, now: datetime) -> None:
        freed = {id_: (event, now) for id_, (event, until) in self._state.events_kept.items() if event.platform == platform and until > now}
        self._state.events_kept |= freed

    async def settle(self, ids: Collection[str]) -> None:
        for id_ in ids:
            self._state.events_kept.pop(id_, None)

    async def waiting(self, platform: str) -> int:
        return sum(event.platform == platform for event, _ in self._state.events_kept.values())

    async def forget_before(self, moment: datetime) -> int:
        gone = [id_ for id_, at in self._state.inbox.items() if at < moment]
        await self.settle(gone)
        return drop(self._state.inbox, gone)
