# SPDX-License-Identifier: MPL-2.0
"""Encrypting for a room, and keeping the device's keys up: what matrix-nio does on its own only where nothing goes wrong."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import nio
import structlog
from nio.crypto import OutboundGroupSession

from bot.adapters.matrix.calls import CLIENT, Json, MatrixCallError
from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.devices import ALGORITHM, Devices
from bot.outcomes import CallError, Outcome
from bot.turns import Turns

ROUNDS = 5  # of sharing, where people or devices come and go meanwhile

_log = structlog.get_logger(__name__)


class Encryption:
    """Of one client."""

    def __init__(self, client: MatrixClient) -> None:
        self._client = client
        self._devices, self._turns = Devices(client), Turns()

    def is_on(self, room_id: str) -> bool:
        """Whether the room is encrypted: once it was, it is for ever. What the homeserver told is enough, whatever matrix-nio made of it."""
        room = self._client.rooms.get(room_id)
        return self._client.facts.encrypted(room_id) or room_id in self._client.encrypted_rooms or bool(room and room.encrypted)

    async def sealed(self, room_id: str, type_: str, content: Json) -> tuple[str, Json]:
        """The encrypted event's type and content, once every device of the room has the key. Raises CallError."""
        client, olm = self._client, self._client.olm
        room = client.rooms.get(room_id)
        if room is None or olm is None:
            raise MatrixCallError(Outcome.LATER, "not_synced")
        room.encrypted = True  # whatever a state event may have said since
        async with self._turns.of(room_id):
            for _ in range(ROUNDS):
                await self._members(room_id)
                if olm.should_share_group_session(room_id):
                    await self._share(room_id)
                else:
                    sealed_type, sealed = client.encrypt(room_id, type_, dict(content))
                    return str(sealed_type), dict(sealed)
        raise MatrixCallError(Outcome.LATER, "keys_not_shared")

    async def _members(self, room_id: str) -> None:
        """Those who are there now, and their devices."""
        room = self._client.rooms[room_id]
        if not room.members_synced:
            await self._listed(room)
        await self._devices.query()

    async def _listed(self, room: nio.MatrixRoom) -> None:
        """Whoever is invited too: what is said to them before they come, they can read then. (matrix-nio asks for those alone who have come.)"""
        answer = await self._client.call("GET", f"{CLIENT}/rooms/{quote(room.room_id, safe='')}/members", query={"not_membership": "leave"})
        there = {each.get("state_key"): (each.get("content") or {}).get("membership") for each in answer.get("chunk") or ()}
        for user in [user for user in room.users if there.get(user) not in ("join", "invite")]:
            room.remove_member(user)
        for user, membership in there.items():
            if isinstance(user, str) and membership in ("join", "invite"):
                room.add_member(user, None, None, membership == "invite")
        room.members_synced = True
        assert self._client.olm is not None
        self._client.olm.update_tracked_users(room)

    async def _share(self, room_id: str) -> None:
        """Gives the room's key to every device. Where one request fails, the key counts as not shared, and whoever has it already is not asked again."""
        client, olm = self._client, self._client.olm
        assert olm is not None
        users = list(client.rooms[room_id].users)
        await self._devices.claim(olm.get_missing_sessions(users))
        requests = olm.share_group_session_parallel(room_id, users, ignore_unverified_devices=True)
        session: OutboundGroupSession | None = None
        for shared_with, messages in requests:
            session = olm.outbound_group_sessions.get(room_id)
            _, path, _ = nio.Api.to_device(client.access_token, "m.room.encrypted", messages, uuid4())
            await client.call("PUT", path.partition("?")[0], messages)
            client.receive(nio.ShareGroupSessionResponse(room_id, shared_with))
        session = session or olm.outbound_group_sessions.get(room_id)
        if session and olm.outbound_group_sessions.get(room_id) is session:  # else somebody has come or gone meanwhile
            session.shared = True

    async def upkeep(self, synced: Json) -> None:
        """After each sync: keys that others need to reach this device, and theirs. What fails is tried again after the next. `synced`: the sync's answer."""
        client, olm = self._client, self._client.olm
        assert olm is not None
        counts = synced.get("device_one_time_keys_count")
        if isinstance(counts, dict):  # matrix-nio does not believe in zero, and would never upload again
            olm.uploaded_key_count = int(counts.get(ALGORITHM) or 0)
        try:
            if client.should_upload_keys:
                await client.keys_upload()
            unused = synced.get("device_unused_fallback_key_types")
            if isinstance(unused, list) and ALGORITHM not in unused:
                await self._fallback_key()
            await self._devices.query()
            if client.should_claim_keys:
                await self._devices.claim(client.get_users_for_key_claiming())
            await client.send_to_device_messages()
        except CallError as error:
            _log.warning("Keys could not be kept up; it is tried again", action="matrix_keys_failed", code=error.code)
        except Exception:  # noqa: BLE001 - keys come from everybody's homeservers: what matrix-nio stumbles over must not hold up the sync
            _log.exception("Keys could not be kept up; it is tried again", action="matrix_keys_failed", code="unexpected")

    async def publish(self) -> None:
        """The device's own keys, where the homeserver has none of them yet. Raises MatrixCallError."""
        olm = self._client.olm
        assert olm is not None
        if not olm.account.shared:
            await self._client.keys_upload()

    async def _fallback_key(self) -> None:
        """By which a new device reaches this one while it is away, and all one-time keys are taken."""
        olm = self._client.olm
        assert olm is not None
        account: Any = olm.account._account  # noqa: SLF001 - matrix-nio has no way to it
        account.generate_fallback_key()
        keys = {}
        for key_id, key in account.fallback_key.items():
            made: dict[str, Any] = {"key": key.to_base64(), "fallback": True}
            signature = olm.sign_json(made)
            keys[f"{ALGORITHM}:{key_id}"] = {**made, "signatures": {self._client.user_id: {f"ed25519:{self._client.device_id}": signature}}}
        await self._client.call("POST", f"{CLIENT}/keys/upload", {"fallback_keys": keys})
        olm.mark_keys_as_published()
        olm.save_account()
