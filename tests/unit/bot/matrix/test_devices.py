# SPDX-License-Identifier: MPL-2.0
"""Whoever publishes keys that are none is left out, and nobody else is."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.devices import Devices
from bot.adapters.matrix.http import Answered, Http
from tests.matrix.malice import keys

BIRGER, ANNA = "@birger:example.org", "@anna:example.org"
GOOD = keys(ANNA, "A")


class Keeping(Http):
    """A homeserver that keeps the keys of one good device, and before it, in the order of its answers, another's."""

    def __init__(self, other: dict[str, Any]) -> None:
        super().__init__("https://matrix.example.org", 1.0)
        self._there = {BIRGER: {"B": other}, ANNA: {"A": GOOD}}

    async def request(self, method: str, path: str, data: str | bytes | None, headers: Mapping[str, str], patience: float | None = None) -> Answered:
        asked = "device_keys" if path.endswith("/keys/query") else "one_time_keys"
        found = {user: {device: _shown(each[asked], asked) for device, each in devices.items()} for user, devices in self._there.items()}
        return Answered(200, {}, b"{}", {asked: found})


def _shown(published: Any, asked: str) -> Any:
    return dict([next(iter(published.items()))]) if asked == "one_time_keys" and published else published


@pytest.fixture
def connected(tmp_path: Path) -> Iterator[Callable[[Http], MatrixClient]]:
    made: list[MatrixClient] = []

    def connect(http: Http) -> MatrixClient:
        client = MatrixClient("https://matrix.example.org", "@os2bot:example.org", "DEVICE", "token", tmp_path, "passphrase", http)
        client.olm.users_for_key_query.update((BIRGER, ANNA))
        made.append(client)
        return client

    yield connect
    for client in made:
        client.store.database.close()


@pytest.mark.parametrize(
    "bad",
    [
        keys(BIRGER, "B", signing="!")["device_keys"], {}, None, 5, {"keys": []}, {**GOOD["device_keys"], "user_id": BIRGER},
        {**keys(BIRGER, "B")["device_keys"], "unsigned": {"device_display_name": ["x"]}}, {**keys(BIRGER, "B")["device_keys"], "unsigned": 5},
    ],
    ids=lambda each: str(each)[:30],
)  # fmt: skip
async def test_a_device_whose_keys_are_none_hides_no_other(connected: Callable[[Http], MatrixClient], bad: object) -> None:
    client = connected(Keeping({"device_keys": bad}))
    await Devices(client).query()
    assert [each.id for each in client.device_store.active_user_devices(ANNA)] == ["A"]
    assert not list(client.device_store.active_user_devices(BIRGER))
    assert not client.should_query_keys


@pytest.mark.parametrize("bad", [keys(BIRGER, "B", one_time="!")["one_time_keys"], {}, None, {"signed_curve25519:A": None}], ids=lambda each: str(each)[:30])
async def test_a_one_time_key_that_is_none_keeps_no_other_device_from_the_rooms_key(connected: Callable[[Http], MatrixClient], bad: object) -> None:
    client = connected(Keeping({**keys(BIRGER, "B"), "one_time_keys": bad}))
    devices = Devices(client)
    await devices.query()
    await devices.claim(client.olm.get_missing_sessions([BIRGER, ANNA]))
    assert client.olm.get_missing_sessions([BIRGER, ANNA]) == {BIRGER: ["B"]}
