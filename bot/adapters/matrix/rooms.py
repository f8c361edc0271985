# SPDX-License-Identifier: MPL-2.0
"""The rooms that the bot is in: who reads them, coming in, leaving, following one that moved, and a direct room with somebody."""

import asyncio
import contextlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import nio
import structlog

from bot.adapters.matrix.calls import CLIENT, Json, MatrixCallError
from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.encryption import Encryption
from bot.adapters.matrix.parse import RoomView
from bot.outcomes import Outcome
from bot.turns import Turns

TWO = 2  # members of a direct room
SYNCED = 20.0  # seconds that a room which was made is awaited; a sync brings it at once, unless syncs fail
_ENCRYPTED = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
_FOR_THE_INVITED = {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "invited"}}
"""Whoever is invited reads what was written before they came."""

_log = structlog.get_logger(__name__)


class Rooms:
    """Of one client. Raises MatrixCallError."""

    def __init__(self, client: MatrixClient, encryption: Encryption) -> None:
        self._client, self._encryption = client, encryption
        self._opening = Turns()
        self._opened: dict[str, str] = {}
        self._news = asyncio.Condition()

    def view(self, room_id: str) -> RoomView:
        room = self._client.rooms.get(room_id)
        return RoomView(id=room_id, private=bool(room and self._is_direct(room)), encrypted=self._encryption.is_on(room_id))

    def alone_with(self, room_id: str, user: str) -> bool:
        """Whether this person and the bot read the room, and nobody else: somebody else may have taken their place in it."""
        return self.view(room_id).private and user in self._client.members.of(room_id)

    def here(self, room_id: str) -> bool:
        """Whether the bot is in it, as far as the last sync tells."""
        return room_id in self._client.rooms

    def gone(self, room_id: str, user: str) -> bool:
        """Whether the bot is out of it; one that was made for this person is only not synced yet."""
        return not self.here(room_id) and self._opened.get(user) != room_id

    async def synced(self, left: Collection[str]) -> None:
        """Told of every sync. `left`: the rooms that the bot is out of since, whoever put it there; whom it was alone with in one of them it invites into another."""
        self._opened = {user: room for user, room in self._opened.items() if room not in left}
        async with self._news:
            self._news.notify_all()

    async def direct(self, user: str) -> str:
        """An encrypted room that only this person and the bot are in; made, and the person invited, where there is none."""
        async with self._opening.of(user):
            known = self._opened.get(user)
            found = known if known and not self.here(known) else self._direct_with(user)  # made, and not synced yet
            self._opened[user] = found or await self._made(user)
            return self._opened[user]

    def _direct_with(self, user: str) -> str | None:
        members = self._client.members
        fitting = (
            each for each in self._client.rooms.values() if user in members.of(each.room_id) and self._is_direct(each) and self._encryption.is_on(each.room_id)
        )
        return next((str(each.room_id) for each in fitting), None)

    def _is_direct(self, room: nio.MatrixRoom) -> bool:
        """Two members, no name of its own, and nobody else can come in and read."""
        facts, room_id = self._client.facts, str(room.room_id)
        return not facts.named(room_id) and facts.closed(room_id) and len(self._client.members.of(room_id)) == TWO

    async def _made(self, user: str) -> str:
        body = {"preset": "trusted_private_chat", "is_direct": True, "invite": [user], "initial_state": [_ENCRYPTED, _FOR_THE_INVITED]}
        room = str((await self._client.call("POST", f"{CLIENT}/createRoom", body))["room_id"])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SYNCED), self._news:
                await self._news.wait_for(lambda: self.alone_with(room, user))  # a sync may show it half made: nobody was invited yet
        return room

    async def join(self, room_id: str, *via: str) -> None:
        """Servers that know the room: an id of room version 12 does not say."""
        query = "&".join(f"via={quote(each, safe='')}" for each in dict.fromkeys(via) if each)
        await self._client.call("POST", f"{CLIENT}/join/{quote(room_id, safe='')}" + (f"?{query}" if query else ""), {})

    async def leave(self, room_id: str, reason: str = "") -> None:
        """`reason`: what the others read; of an invitation, why it is declined."""
        await self._client.call("POST", f"{_path(room_id)}/leave", {"reason": reason} if reason else {})

    async def predecessor(self, room_id: str) -> str:
        """The room that this one says it replaces; empty where it says none."""
        created = await self.state(room_id, "m.room.create")
        before = created.get("predecessor")
        return str(before.get("room_id", "")) if isinstance(before, Mapping) else ""

    async def replacement(self, room_id: str) -> str:
        """The room by which this one says it is replaced."""
        return str((await self.state(room_id, "m.room.tombstone")).get("replacement_room", ""))

    async def state(self, room_id: str, kind: str) -> Json:
        """The content of this kind of state; empty where the room has none, or does not show it."""
        try:
            return await self._client.call("GET", f"{_path(room_id)}/state/{quote(kind, safe='')}/")
        except MatrixCallError as error:
            if error.outcome is Outcome.REFUSED:
                return {}
            raise

    async def resolved(self, alias: str) -> str:
        """The id of the room with this alias, such as `#os2mo:example.org`."""
        return str((await self._client.call("GET", f"{CLIENT}/directory/room/{quote(alias, safe='')}"))["room_id"])

    async def may_say(self, room_id: str) -> bool:
        """Whether the room's power levels let the bot write there; its creators may always, from room version 12 on."""
        levels = await self.state(room_id, "m.room.power_levels")
        users, events = _mapping(levels.get("users")), _mapping(levels.get("events"))
        mine = _level(users.get(self._client.user_id), levels.get("users_default", 0))
        kind = "m.room.encrypted" if self._encryption.is_on(room_id) else "m.room.message"
        return mine >= _level(events.get(kind), levels.get("events_default", 0)) or await self._created(room_id)

    async def _created(self, room_id: str) -> bool:
        room = self._client.rooms.get(room_id)
        created = await self.state(room_id, "m.room.create")
        version = str(created.get("room_version", "1"))
        creators: Sequence[Any] = created.get("additional_creators") or ()
        return version.isdigit() and int(version) >= 12 and self._client.user_id in (*creators, room.creator if room else "")  # noqa: PLR2004 - MSC4289


def _path(room_id: str) -> str:
    return f"{CLIENT}/rooms/{quote(room_id, safe='')}"


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _level(value: object, otherwise: object) -> int:
    return next((each for each in (value, otherwise) if isinstance(each, int)), 0)
