# SPDX-License-Identifier: MPL-2.0
"""Sends events: each once, those of a room in order, and no faster than the homeserver allows.

The same transaction id, from the same device, gives the same event again, for 24 hours at least (Synapse):
https://spec.matrix.org/latest/client-server-api/#transaction-identifiers
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from urllib.parse import quote

import structlog

from bot.adapters.matrix.backoff import pause
from bot.adapters.matrix.calls import CLIENT, Json, MatrixCallError
from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.encryption import Encryption
from bot.adapters.matrix.metrics import MatrixMetrics
from bot.adapters.matrix.pace import Pace
from bot.outcomes import CallError, Outcome
from bot.turns import Turns

ATTEMPTS = 6  # before whoever sends waits in the inbox instead
CALM = 20  # sent one by one without being told to wait, before many are sent at the same time again
NOT_IN_ROOM = "not_in_room"
_RELATIONS = "/_matrix/client/v1"
_PLAIN = frozenset(("m.reaction", "m.room.redaction"))  # clients and servers read these: they are never encrypted

_log = structlog.get_logger(__name__)
Alone = Callable[[], bool]
"""Whether only one person and the bot read the room."""


def transaction(delivery: str, what: object) -> str:
    """The transaction id of one event that a delivery brings about: the same whenever it is sent again."""
    return "os2bot-" + hashlib.sha256(f"{delivery}:{what}".encode()).hexdigest()[:40]


class NotAloneError(CallError):
    """Somebody else has come to read along: nothing was sent."""

    def __init__(self) -> None:
        super().__init__(Outcome.LATER, "not_alone")


class Sender:
    """Raises CallError for what could not be sent, or may not have been: sent again with the same transaction id, it is sent once."""

    def __init__(self, client: MatrixClient, encryption: Encryption, metrics: MatrixMetrics, pace: Pace) -> None:
        self._client, self._encryption, self._metrics, self._pace = client, encryption, metrics, pace
        self._rooms, self._gate = Turns(), _Gate(pace)

    async def send(self, room_id: str, type_: str, content: Json, transaction_id: str, *, alone: Alone | None = None) -> str:
        """The event's id. In an encrypted room it is encrypted, or not sent at all. `alone`: it is sent only where that is true at that moment; else NotAloneError."""
        async with self._rooms.of(room_id):
            return await self._tried(room_id, type_, content, transaction_id, alone)

    async def redact(self, room_id: str, event_id: str, transaction_id: str) -> None:
        path = f"{CLIENT}/rooms/{quote(room_id, safe='')}/redact/{quote(event_id, safe='')}/{transaction_id}"
        async with self._rooms.of(room_id), self._gate.passed():
            await self._client.call("PUT", path, {})

    async def edits_of(self, room_id: str, event_id: str) -> Sequence[str]:
        """The newest of them, at most fifty. None where the homeserver does not tell.

        https://spec.matrix.org/latest/client-server-api/#get_matrixclientv1roomsroomidrelationseventidreltype
        """
        path = f"{_RELATIONS}/rooms/{quote(room_id, safe='')}/relations/{quote(event_id, safe='')}/m.replace"
        try:
            found = (await self._client.call("GET", path, query={"limit": "50"})).get("chunk")
        except CallError as error:
            if error.outcome is not Outcome.REFUSED:
                raise
            return ()
        events = found if isinstance(found, list) else []
        return [str(each["event_id"]) for each in events if isinstance(each, dict) and isinstance(each.get("event_id"), str)]

    async def _tried(self, room_id: str, type_: str, content: Json, transaction_id: str, alone: Alone | None) -> str:
        failed: CallError = MatrixCallError(Outcome.UNCLEAR, "never_tried")
        attempt = 0
        while attempt < ATTEMPTS:
            try:
                async with self._gate.passed():
                    event_id = await self._sent(room_id, type_, content, transaction_id, alone)
            except NotAloneError:
                raise
            except CallError as error:
                failed = error
                self._metrics.sent.labels(type_, error.outcome.value).inc()
                _log.warning("An event could not be sent", action="matrix_send_failed", outcome=error.outcome.value, code=error.code, attempt=attempt)
                if error.outcome in (Outcome.REFUSED, Outcome.REVOKED):
                    raise
                if not error.wait:  # a wait that the homeserver asks for is the gate's, for all, and no failure
                    await self._pace.pause(pause(attempt, 0.0, self._pace.backoff, self._pace.longest))
                    attempt += 1
            else:
                self._metrics.sent.labels(type_, "done").inc()
                return event_id
        raise failed

    async def _sent(self, room_id: str, type_: str, content: Json, transaction_id: str, alone: Alone | None) -> str:
        if room_id not in self._client.rooms:
            raise await self._absent(room_id, alone)
        _must_be(alone)  # before a key is given to whoever has come
        if type_ not in _PLAIN and self._encryption.is_on(room_id):
            type_, content = await self._encryption.sealed(room_id, type_, content)
            _must_be(alone)  # they may have come while it was sealed
        path = f"{CLIENT}/rooms/{quote(room_id, safe='')}/send/{quote(type_, safe='')}/{transaction_id}"
        answer = await self._client.call("PUT", path, content)
        if not isinstance(answer.get("event_id"), str):
            raise MatrixCallError(Outcome.UNCLEAR, "no_event_id")
        return str(answer["event_id"])

    async def _absent(self, room_id: str, alone: Alone | None) -> MatrixCallError:
        """Just entered, and not synced yet: whether it is encrypted is not known. Or the bot is out of it, as the homeserver says: then nothing more is sent there.

        Where it writes to somebody alone it is tried again: there is, or comes, another room for the two of them.
        """
        if alone is None:
            joined = (await self._client.call("GET", f"{CLIENT}/joined_rooms")).get("joined_rooms")
            if isinstance(joined, list) and room_id not in joined:
                return MatrixCallError(Outcome.REFUSED, NOT_IN_ROOM)
        return MatrixCallError(Outcome.LATER, "not_synced")


def _must_be(alone: Alone | None) -> None:
    if alone and not alone():
        raise NotAloneError


class _Gate:
    """Once the homeserver says that it is too much, everybody waits, once; and for a while one after the other."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._one = asyncio.Lock()
        self._careful = 0

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[None]:
        if not self._careful:
            try:
                yield
            except CallError as error:
                if error.wait:
                    self._careful = CALM
                raise
            return
        async with self._one:
            try:
                yield
                self._careful = max(0, self._careful - 1)
            except CallError as error:
                if error.wait:
                    self._careful = CALM
                    _log.warning("The homeserver asks to wait; nothing is sent until then", action="matrix_limited", seconds=error.wait)
                    await self._pace.pause(error.wait + 0.05)
                raise
