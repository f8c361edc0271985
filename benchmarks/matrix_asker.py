# SPDX-License-Identifier: MPL-2.0
"""Somebody who asks a bot in rooms on Matrix, and waits for its answer each time."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import nio

from tests.matrix.accounts import CLIENT, Api
from tests.matrix.person import MEGOLM
from tests.matrix.syncing import Syncing

GIVES_UP = 30.0  # seconds


@dataclass(slots=True)
class _Room:
    """`asked`: questions that are over. `heard`: done when the bot has said something that answers no question of those."""

    asked: set[str] = field(default_factory=set)
    heard: asyncio.Future[None] | None = None


class Asker:
    """One person, with one client for all their rooms. `bot`: its user id."""

    def __init__(self, follows: Syncing, bot: str) -> None:
        self._follows, self._bot = follows, bot
        self._rooms: dict[str, _Room] = {}
        follows.client.add_event_callback(self._heard, nio.RoomMessage)

    async def open_rooms(self, number: int, *, encrypted: bool, ended: Callable[[], bool], within: float = 30.0) -> list[str]:
        """Rooms that the bot has been invited to and has joined, and where it can read. `ended`: whether it is of no use to wait any longer."""
        rooms = [await self._open(encrypted=encrypted) for _ in range(number)]
        await self._follows.until(lambda: ended() or all(self._has_bot(room) for room in rooms), f"{self._bot} to join {number} rooms", within)
        if encrypted:
            await self._follows.until(lambda: ended() or self._knows_keys(), f"{self._bot} to show its keys", within)
        if ended():
            raise RuntimeError("it ended")
        return rooms

    async def ask(self, room: str, question: str) -> float:
        """Seconds from the question to the bot's answer. Raises TimeoutError after 30 s."""
        here = self._rooms.setdefault(room, _Room())
        here.heard = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        content = {"msgtype": "m.text", "body": question}
        async with asyncio.timeout(GIVES_UP):
            sent = await self._follows.client.room_send(room, "m.room.message", content, ignore_unverified_devices=True)
            if not isinstance(sent, nio.RoomSendResponse):
                raise TypeError(f"the question could not be sent: {sent}")
            await here.heard
        here.asked.add(sent.event_id)
        return time.perf_counter() - began

    async def _heard(self, room: nio.MatrixRoom, event: nio.RoomMessage) -> None:
        here = self._rooms.get(room.room_id)
        if event.sender == self._bot and here and here.heard and not here.heard.done() and not _answers(event.source["content"]) & here.asked:
            here.heard.set_result(None)

    async def _open(self, *, encrypted: bool) -> str:
        body = {"preset": "private_chat", "invite": [self._bot], "initial_state": [MEGOLM] if encrypted else []}
        api: Api = self._follows.api
        room: str = (await api.call("POST", f"{CLIENT}/createRoom", body, token=self._follows.login.token))["room_id"]
        return room

    def _has_bot(self, room: str) -> bool:
        here = self._follows.client.rooms.get(room)
        return here is not None and self._bot in here.users and self._bot not in here.invited_users

    def _knows_keys(self) -> bool:
        return any(self._follows.client.device_store.active_user_devices(self._bot))


def _answers(content: dict[str, Any]) -> set[str]:
    """What an event relates to: the event it answers, and its thread."""
    relation = content.get("m.relates_to", {})
    return {each for each in (relation.get("event_id"), relation.get("m.in_reply_to", {}).get("event_id")) if each}
