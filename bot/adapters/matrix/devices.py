# SPDX-License-Identifier: MPL-2.0
"""Keys of other people's devices, asked for and taken in one device at a time: whoever publishes keys that are none is left out, and keeps them from nobody else.

matrix-nio takes all of an answer or stops at the first that it stumbles over, so that one device would silence the bot in every room that it is in.
https://spec.matrix.org/latest/client-server-api/#key-management-api
"""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

import nio
import structlog

from bot.adapters.matrix.calls import CLIENT, Json
from bot.adapters.matrix.client import MatrixClient

ALGORITHM = "signed_curve25519"
_log = structlog.get_logger(__name__)


class Devices:
    """As one client knows them. Raises MatrixCallError."""

    def __init__(self, client: MatrixClient) -> None:
        self._client = client

    async def query(self) -> None:
        """Of all whose devices have changed, or are not known yet."""
        users = set(self._client.users_for_key_query)
        if not users:
            return
        answer = await self._client.call("POST", f"{CLIENT}/keys/query", {"device_keys": {user: [] for user in users}})
        for user, devices in _mapping(answer.get("device_keys")).items():
            sound = {device: keys for device, keys in _mapping(devices).items() if self._sound(user, device, keys)}
            self._taken(user, nio.KeysQueryResponse({user: sound}, {}))

    async def claim(self, missing: Mapping[str, Iterable[str]]) -> None:
        """Begins a session with each of these devices; of those with which none can be begun, nothing comes."""
        wanted = {user: dict.fromkeys(devices, ALGORITHM) for user, devices in missing.items()}
        if not wanted:
            return
        answer = await self._client.call("POST", f"{CLIENT}/keys/claim", {"one_time_keys": wanted})
        for user, devices in _mapping(answer.get("one_time_keys")).items():
            for device, keys in _mapping(devices).items():
                self._taken(user, nio.KeysClaimResponse({user: {device: keys}}, {}), device)

    def _sound(self, user: str, device: str, keys: Any) -> bool:
        """Whether matrix-nio can say of them if they are signed; it takes them only if they are."""
        try:
            name = keys.get("unsigned", {}).get("device_display_name") or ""
            words = (keys["user_id"], keys["device_id"], keys["keys"][f"curve25519:{device}"], name)
            self._olm.verify_json(copy.deepcopy(keys), keys["keys"][f"ed25519:{device}"], user, device)
        except Exception as error:  # noqa: BLE001 - keys come from everybody's clients and homeservers
            self._left_out(user, device, error)
            return False
        return all(isinstance(each, str) for each in words)

    def _taken(self, user: str, response: nio.Response, device: str = "") -> None:
        try:
            self._client.receive(response)
        except Exception as error:  # noqa: BLE001 - as above
            self._left_out(user, device, error)

    def _left_out(self, user: str, device: str, error: Exception) -> None:
        """Without the person: the log is read by many."""
        server = user.partition(":")[2]
        _log.warning(
            "A device has keys that are none; it reads nothing of the bot's",
            action="matrix_keys_failed",
            code="left_out",
            server=server,
            device=device,
            error=type(error).__name__,
        )

    @property
    def _olm(self) -> nio.crypto.Olm:
        assert self._client.olm is not None
        return self._client.olm


def _mapping(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}
