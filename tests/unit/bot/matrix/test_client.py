# SPDX-License-Identifier: MPL-2.0
"""matrix-nio is given every sync, and no event in it keeps it from the others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.encryption import Encryption
from bot.adapters.matrix.http import Http
from bot.adapters.matrix.sync_response import sync_response

ME, ROOM, OTHER = "@os2bot:example.org", "!a:example.org", "!b:example.org"
SEALED = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AAAA", "sender_key": "a" * 43, "session_id": "s", "device_id": "D"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[MatrixClient]:
    made = MatrixClient("https://matrix.example.org", ME, "DEVICE", "token", tmp_path, "passphrase", Http("https://matrix.example.org", 1.0))
    yield made
    made.store.database.close()


def event(kind: str, content: object, **more: object) -> dict[str, Any]:
    return {"type": kind, "event_id": f"${kind}", "sender": "@astrid:example.org", "origin_server_ts": 1, "content": content, **more}


ENCRYPTION = event("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, state_key="")
UNPARSED: list[Any] = [
    event("m.room.message", {"msgtype": "m.text", "body": "hej"}, origin_server_ts="x"), {"type": "m.room.message", "event_id": "$x", "sender": "@a:b", "origin_server_ts": 1},
    event("m.room.message", {"msgtype": "m.text", "body": "hej"}, origin_server_ts=None), None, 5, "x", [],
]  # fmt: skip
STUMBLED = [event("m.room.encrypted", {**SEALED, "session_id": ""}), event("m.room.encrypted", {**SEALED, "sender_key": ""})]


def poison(own: str) -> list[dict[str, Any]]:
    """What anybody may send to the device; on each matrix-nio stumbles in its own way."""
    sealed: list[object] = [
        None,
        5,
        "x",
        [],
        {},
        {"type": 0, "body": "x"},
        {"type": 1, "body": "x"},
        {"type": 0},
        {"type": 0, "body": None},
        {"type": True, "body": "AAAA"},
    ]
    olm = [{"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": {own: each}, "sender_key": "a" * 43} for each in sealed]
    mac = {"transaction_id": [], "mac": {"ed25519:D": "x"}, "keys": "x"}
    return [{"type": "m.room.encrypted", "sender": "@birger:example.org", "content": each} for each in olm] + [
        {"type": "m.key.verification.mac", "sender": "@birger:example.org", "content": mac}
    ]


def synced(*, first: object = None, state: object = None, device: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Something bad, and after it a room that is encrypted from now on."""
    bad = {"state": {"events": [state] if state is not None else []}, "timeline": {"events": [first], "limited": False, "prev_batch": "p"}}
    good = {"state": {"events": []}, "timeline": {"events": [ENCRYPTION], "limited": False, "prev_batch": "p"}}
    return {"next_batch": "s1", "to_device": {"events": device or []}, "rooms": {"join": {ROOM: bad, OTHER: good}}}


async def taken(client: MatrixClient, answer: dict[str, Any]) -> None:
    await client.receive_response(sync_response(answer))
    assert {ROOM, OTHER} <= set(client.rooms)
    assert client.rooms[OTHER].encrypted


@pytest.mark.parametrize("bad", [*UNPARSED, *STUMBLED], ids=str)
async def test_an_event_that_matrix_nio_cannot_read_keeps_it_from_no_other(client: MatrixClient, bad: object) -> None:
    await taken(client, synced(first=bad))


@pytest.mark.parametrize("bad", UNPARSED, ids=str)
async def test_state_that_matrix_nio_cannot_read_keeps_it_from_no_other(client: MatrixClient, bad: object) -> None:
    await taken(client, synced(first=ENCRYPTION, state=bad))
    assert client.rooms[ROOM].encrypted


@pytest.mark.parametrize("number", range(11))
async def test_what_anybody_sends_to_the_device_keeps_it_from_no_room(client: MatrixClient, number: int) -> None:
    bad = poison(client.olm.account.identity_keys["curve25519"])
    assert len(bad) == 11
    await taken(client, synced(first=ENCRYPTION, device=[bad[number]]))


async def test_a_room_is_encrypted_by_the_homeservers_word_even_where_matrix_nio_never_heard_of_it(client: MatrixClient) -> None:
    client.facts.take(synced(first=ENCRYPTION), whole=True)
    assert ROOM not in client.rooms
    assert Encryption(client).is_on(ROOM)


def test_what_the_homeserver_told_stays_as_it_is() -> None:
    answer = synced(first=STUMBLED[0], device=poison("x"))
    before = repr(answer)
    sync_response(answer)
    assert repr(answer) == before


def test_the_keys_are_closed_to_others_from_the_first_moment(client: MatrixClient, tmp_path: Path) -> None:
    (kept,) = tmp_path.glob("*.db")
    assert kept.stat().st_mode & 0o777 == 0o600
