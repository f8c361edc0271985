# SPDX-License-Identifier: MPL-2.0
"""matrix-nio's client, with requests of our own beneath it: whatever is no success is raised, at once, as MatrixCallError."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import nio
import structlog
from nio.store import SqliteStore

from bot.adapters.matrix.calls import Json, MatrixCallError
from bot.adapters.matrix.http import Answered, Http
from bot.adapters.matrix.members import Members
from bot.adapters.matrix.private_files import closed_file
from bot.adapters.matrix.room_facts import RoomFacts
from bot.outcomes import Outcome

_log = structlog.get_logger(__name__)
Renewed = Callable[[], Awaitable[str]]
"""A new access token in place of one that has expired. Raises MatrixCallError where there is none to be had."""


class MatrixClient(nio.AsyncClient):  # type: ignore[misc]
    """Of one account and device. `renewed`: None where a token cannot be renewed. Implements `calls.Calls`."""

    def __init__(self, homeserver: str, user: str, device: str, token: str, store: Path, passphrase: str, http: Http, renewed: Renewed | None = None) -> None:
        config = nio.AsyncClientConfig(store=SqliteStore, encryption_enabled=True, pickle_key=passphrase, max_limit_exceeded=0, max_timeouts=0)
        closed_file(store / f"{user}_{device}.db")  # before matrix-nio makes it, readable for everybody
        super().__init__(homeserver, user, device, store_path=str(store), config=config)
        self._http, self._renewed = http, renewed
        self.members, self.facts = Members(), RoomFacts()
        self.restore_login(user, device, token)
        if self.olm is None:  # matrix-nio would send plain text into encrypted rooms
            raise RuntimeError("matrix-nio runs without encryption; install it with its extra e2e")

    async def send(
        self, method: str, path: str, data: Any = None, headers: Mapping[str, str] | None = None, trace_context: Any = None, timeout: float | None = None,  # noqa: ASYNC109 - matrix-nio's
    ) -> Answered:  # fmt: skip
        """Every request of matrix-nio goes through here. Raises MatrixCallError."""
        try:
            return await self._http.request(method, path, data, headers or {}, timeout)
        except MatrixCallError as error:
            if self._renewed is None or not expired(error):
                raise
        self.access_token = await self._renewed()
        return await self._http.request(method, path, data, {**(headers or {}), **self._authorised()}, timeout)

    async def call(self, method: str, path: str, body: Json | None = None, *, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        address = f"{path}?{urlencode(query)}" if query else path
        data = None if body is None else nio.Api.to_json(body)
        answer = await self.send(method, address, data, {"Content-Type": "application/json", **self._authorised()})
        return dict(answer.parsed)

    def receive(self, response: nio.Response) -> None:
        """Takes in what no request of matrix-nio's own brought."""
        nio.Client.receive_response(self, response)

    def _handle_decrypt_to_device(self, to_device_event: nio.ToDeviceEvent) -> nio.ToDeviceEvent | None:
        """As matrix-nio does, but one that it stumbles over is passed over: anybody may send one, and it comes before all rooms."""
        return self._guarded(super()._handle_decrypt_to_device, to_device_event)

    def _handle_timeline_event(self, event: nio.Event, room_id: str, room: nio.MatrixRoom, encrypted_rooms: set[str]) -> nio.Event | None:
        return self._guarded(super()._handle_timeline_event, event, room_id, room, encrypted_rooms)

    def _handle_joined_state(self, room_id: str, join_info: nio.RoomInfo, encrypted_rooms: set[str]) -> None:
        """One event at a time; the room is there in any case."""
        take = super()._handle_joined_state
        self._guarded(take, room_id, replace(join_info, state=[]), encrypted_rooms)
        for event in join_info.state:
            self._guarded(take, room_id, replace(join_info, state=[event], summary=None), encrypted_rooms)

    def _guarded(self, work: Callable[..., Any], *given: Any) -> Any:
        """What it returns; None where it raises."""
        try:
            return work(*given)
        except Exception as error:  # noqa: BLE001 - matrix-nio raises whatever it stumbles over
            _log.warning("matrix-nio could not take in an event", action="matrix_sync_part_failed", error=type(error).__name__)
            return None

    def _authorised(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}


def expired(error: MatrixCallError) -> bool:
    """Whether a refresh token can help: https://spec.matrix.org/latest/client-server-api/#soft-logout"""
    return error.outcome is Outcome.REVOKED and error.code == "M_UNKNOWN_TOKEN"
