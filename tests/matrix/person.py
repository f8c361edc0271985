# SPDX-License-Identifier: MPL-2.0
"""A person on a homeserver, with a client of their own that shares nothing with the bot: what people do in rooms."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import nio

from tests.matrix import contents
from tests.matrix.accounts import CLIENT, Account, Api, Json, quoted
from tests.matrix.contents import Content
from tests.matrix.identity import Identity, Shield, shield
from tests.matrix.syncing import Event, Syncing
from tests.slack.waiting import PATIENCE

MEGOLM = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


class Person:
    """`follows`: their client as it runs. Made by `People.come`, which also ends it."""

    def __init__(self, account: Account, follows: Syncing) -> None:
        self.account, self.follows = account, follows
        self.user, self.device, self.token = account.user, follows.login.device, follows.login.token
        self.api: Api = follows.api
        self.identity: Identity | None = None

    @property
    def client(self) -> nio.AsyncClient:
        return self.follows.client

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, query: Mapping[str, str] | None = None) -> Json:
        """`path`: below `/_matrix/client/v3`."""
        return await self.api.call(method, CLIENT + path, body, token=self.token, query=query)

    async def create_room(
        self, *invited: str, encrypted: bool = False, direct: bool = False, name: str = "", version: str = "", power: Json | None = None
    ) -> str:
        """The new room's id. `direct`: as a client begins a direct conversation, noted in `m.direct` too. `power`: what goes before in the power levels."""
        body = {
            "preset": "trusted_private_chat" if direct else "private_chat",
            "invite": list(invited),
            "is_direct": direct,
            "initial_state": [MEGOLM] if encrypted else [],
            **({"name": name} if name else {}),
            **({"room_version": version} if version else {}),
            **({"power_level_content_override": power} if power else {}),
        }
        room: str = (await self.call("POST", "/createRoom", body))["room_id"]
        if direct:
            await self._note_direct(room, invited)
        await self._until_in(room, encrypted=encrypted)
        return room

    async def invite(self, room: str, user: str) -> None:
        await self.call("POST", f"/rooms/{quoted(room)}/invite", {"user_id": user})

    async def invited_to(self, room: str) -> None:
        await self.follows.until(lambda: room in self.client.invited_rooms, f"an invitation into {room}")

    async def join(self, room: str) -> None:
        await self.call("POST", f"/join/{quoted(room)}")
        await self._until_in(room)

    async def leave(self, room: str) -> None:
        await self.call("POST", f"/rooms/{quoted(room)}/leave")

    async def upgrade(self, room: str, version: str = "12") -> str:
        """The new room's id. The old one has a tombstone from now on."""
        new: str = (await self.call("POST", f"/rooms/{quoted(room)}/upgrade", {"new_version": version}))["replacement_room"]
        await self._until_in(new)
        return new

    async def state(self, room: str, kind: str, content: Json, key: str = "") -> str:
        """Sets a room's state; the event's id."""
        event: str = (await self.call("PUT", f"/rooms/{quoted(room)}/state/{kind}/{quoted(key)}", content))["event_id"]
        return event

    async def send(self, room: str, content: Content | str, *, kind: str = "m.room.message", transaction: str = "") -> str:
        """The event's id. Words alone are a plain text; for other contents see `contents.py`. Encrypted for all who are in the room at the call, where the room is."""
        body = contents.text(content) if isinstance(content, str) else content
        here = self.client.rooms[room]
        if here.encrypted:
            assert self.client.olm, f"{self.user} came without keys, and {room} is encrypted"
            await self.follows.caught_up()
        async with self.follows.keys:
            await self.follows.query_keys()
            answer = await self.client.room_send(room, kind, body, transaction or secrets.token_hex(8), ignore_unverified_devices=True)
        assert isinstance(answer, nio.RoomSendResponse), f"{self.user} could not send: {answer}"
        event: str = answer.event_id
        return event

    async def mention(self, room: str, user: str, said: str, *, name: str = "os2bot") -> str:
        return await self.send(room, contents.mentioning(user, name, said))

    async def reply(self, room: str, to: str, said: str, *, fallback: bool = False) -> str:
        return await self.send(room, contents.replying(contents.text(said), self.event(room, to), fallback=fallback))

    async def say_in_thread(self, room: str, root: str, said: str, *, latest: str = "", reply: bool = False) -> str:
        return await self.send(room, contents.in_thread(contents.text(said), root, latest=latest, reply=reply))

    async def edit(self, room: str, event: str, said: str) -> str:
        return await self.send(room, contents.editing(contents.text(said), event))

    async def react(self, room: str, event: str, key: str) -> str:
        return await self.send(room, contents.reaction(event, key), kind="m.reaction")

    async def redact(self, room: str, event: str) -> None:
        await self.call("PUT", f"/rooms/{quoted(room)}/redact/{quoted(event)}/{secrets.token_hex(8)}")

    def events(self, room: str, *, after: str = "") -> list[Event]:
        """What their client has shown so far: see `Syncing.events`. Nothing yet is no proof; `await person.caught_up()` before."""
        return self.follows.events(room, after=after)

    def event(self, room: str, event: str) -> Event:
        return next(each for each in self.events(room) if each["event_id"] == event)

    async def caught_up(self) -> None:
        await self.follows.caught_up()

    async def wait_for(self, room: str, wanted: Callable[[Event], bool], what: str, *, after: str = "", within: float = PATIENCE) -> Event:
        """The first event that is `wanted`, be it there already; AssertionError with `what` and what came instead."""
        return await self.follows.until(
            lambda: next((each for each in self.events(room, after=after) if wanted(each)), None), f"{what} in {room}", within, seen=lambda: self._shown(room)
        )

    async def wait_for_member(self, room: str, user: str) -> None:
        """Until that user is in the room, as this person's client sees it."""
        await self.follows.until(
            lambda: (here := self.client.rooms.get(room)) and user in here.users and user not in here.invited_users, f"{user} to join {room}"
        )

    async def history(self, room: str) -> list[Event]:
        """All of a room, oldest first, as the homeserver tells it now: what was redacted is so. Decrypted, as far as this person has the keys."""
        found: list[Event] = []
        query = {"dir": "b", "limit": "100"}
        while True:
            page = await self.call("GET", f"/rooms/{quoted(room)}/messages", query=query)
            found += [self.follows.readable(nio.Event.parse_event({**each, "room_id": room})) for each in page["chunk"]]
            if "end" not in page:
                return found[::-1]
            query["from"] = page["end"]

    async def cross_sign(self) -> Identity:
        """They get an identity, if they have none, and it signs this device."""
        if not self.identity:
            await self._publish(Identity(self.user))
        assert self.identity
        keys, signer = (await self._keys_of(self.user))["device_keys"][self.user][self.device], self.identity.self_signing
        answer = await self.call("POST", "/keys/signatures/upload", {self.user: {self.device: signer.signed(keys, self.user)}})
        assert not answer.get("failures"), answer
        return self.identity

    async def reset_identity(self) -> Identity:
        """New keys in place of the old ones, and this device signed by them: what everybody else's client warns of."""
        self.identity = None
        return await self.cross_sign()

    async def shield_of(self, user: str, device: str) -> Shield:
        """What this person's client would show beside what that device says; the signatures are checked."""
        return shield(await self._keys_of(user), user, device)

    async def _publish(self, identity: Identity) -> None:
        assert self.client.olm, f"{self.user} came without keys"
        body = identity.upload(self.device, self.client.olm.account.sign)
        await self.api.with_password(self.account, "POST", f"{CLIENT}/keys/device_signing/upload", body, token=self.token)
        self.identity = identity

    async def _keys_of(self, user: str) -> Json:
        return await self.call("POST", "/keys/query", {"device_keys": {user: []}})

    async def _note_direct(self, room: str, invited: Sequence[str]) -> None:
        await self.call("PUT", f"/user/{quoted(self.user)}/account_data/m.direct", {each: [room] for each in invited})

    async def _until_in(self, room: str, *, encrypted: bool = False) -> None:
        await self.follows.until(lambda: (here := self.client.rooms.get(room)) and (here.encrypted or not encrypted), f"to be in {room}")

    def _shown(self, room: str) -> str:
        return "shown: " + "\n       ".join(f"{each['sender']} {each['type']} {each['content']}" for each in self.events(room))
