# SPDX-License-Identifier: MPL-2.0
"""What a person does who means harm, or whose client is broken: events, payloads and keys that are none."""

import secrets
from typing import Any

import nio
import vodozemac

from tests.matrix.accounts import CLIENT, Account, Api, Json, quoted
from tests.matrix.person import Person

MEGOLM: Json = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "ciphertext": "AwgAEnACgAkLmt6qF84IK",
    "sender_key": "IlRMeOPX2e0MurIyfWEucYBRVOEEUMrOHqn/8mLqMjA",
    "device_id": "D",
}


async def say(person: Person, room: str, kind: str, content: Json) -> str:
    """Sends it as it is, whatever the room is; the event's id."""
    event: str = (await person.call("PUT", f"/rooms/{quoted(room)}/send/{kind}/{secrets.token_hex(8)}", content))["event_id"]
    return event


def sealed(person: Person, room: str, payload: str) -> Json:
    """The content of an encrypted event with this payload; `ROOM` in it is the room. They must have said something there before."""
    olm = person.client.olm
    session = olm.outbound_group_sessions[room]
    ciphertext = session._session.encrypt(payload.replace("ROOM", room).encode()).to_base64()
    session.message_count += 1
    sender_key = olm.account.identity_keys["curve25519"]
    return {"algorithm": MEGOLM["algorithm"], "ciphertext": ciphertext, "sender_key": sender_key, "session_id": session.id, "device_id": person.device}


async def poison(person: Person, user: str) -> None:
    """Sends to all of the user's devices what claims to be encrypted for them, and is not."""
    devices = (await person.call("POST", "/keys/query", {"device_keys": {user: []}}))["device_keys"][user]
    own = [keys["keys"][f"curve25519:{device}"] for device, keys in devices.items()]
    content = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": {key: {"type": 0, "body": "x"} for key in own}, "sender_key": "a" * 43}
    await person.call("PUT", f"/sendToDevice/m.room.encrypted/{secrets.token_hex(8)}", {"messages": {user: {"*": content}}})


async def publish_keys(api: Api, account: Account, *, signing: str = "", one_time: str = "") -> None:
    """A device of theirs whose keys are none: see `keys`."""
    login = await api.log_in(account, refresh=False)
    await api.call("POST", f"{CLIENT}/keys/upload", keys(account.user, login.device, signing=signing, one_time=one_time), token=login.token)


def keys(user: str, device: str, *, signing: str = "", one_time: str = "") -> Json:
    """As a client uploads them. `signing`: in place of the device's Ed25519 key; `one_time`: of every one-time key; without either they are as they should be."""
    own = vodozemac.Account()
    own.generate_one_time_keys(1)
    (good,) = own.one_time_keys.values()

    def signed(made: dict[str, Any]) -> Json:
        signature = own.sign(nio.Api.to_canonical_json(made).encode()).to_base64()
        return {**made, "signatures": {user: {f"ed25519:{device}": signature}}}

    public = {f"curve25519:{device}": own.curve25519_key.to_base64(), f"ed25519:{device}": signing or own.ed25519_key.to_base64()}
    key = one_time or good.to_base64()
    return {
        "device_keys": signed({"user_id": user, "device_id": device, "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"], "keys": public}),
        "one_time_keys": {f"signed_curve25519:AAAA{number}": signed({"key": key}) for number in range(5)},
        "fallback_keys": {"signed_curve25519:FFFF": signed({"key": key, "fallback": True})},
    }
