# SPDX-License-Identifier: MPL-2.0
"""The sync loop: what the homeserver delivers is kept before the bot moves on, whatever else fails.

The token is kept after the events: a process that is killed in between is given them again, and the inbox knows them.
https://spec.matrix.org/latest/client-server-api/#syncing
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlencode

import nio
import structlog

from bot.adapters.matrix.backoff import pause
from bot.adapters.matrix.calls import CLIENT, MatrixCallError
from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.delivery import Delivery
from bot.adapters.matrix.encryption import Encryption
from bot.adapters.matrix.memory import Memory
from bot.adapters.matrix.metrics import MatrixMetrics
from bot.adapters.matrix.pace import Pace
from bot.adapters.matrix.sync_response import sync_response
from bot.outcomes import CallError, Outcome

FILTER = json.dumps({
    "presence": {"types": []}, "account_data": {"types": []},
    "room": {"timeline": {"limit": 100}, "ephemeral": {"types": []}, "account_data": {"types": []}},
})  # fmt: skip
"""A timeline of 100 is the most that Synapse gives; whatever is left out is fetched. https://spec.matrix.org/latest/client-server-api/#filtering"""

UNKEEPABLE = (ValueError, RecursionError)
"""What is raised of an event that no second try makes fit to be kept."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Synced:
    """One sync's answer, once matrix-nio has taken it in. `since`: the token it was asked with; empty at the very first, whose history is nobody's business. `first`: of this connection."""

    raw: dict[str, Any]
    response: nio.SyncResponse
    since: str
    first: bool = False

    @property
    def left(self) -> Collection[str]:
        """The rooms that the bot is out of since."""
        rooms: Mapping[str, Any] = self.raw.get("rooms", {})
        return tuple(rooms.get("leave", {}))


Found = Callable[[Synced], Awaitable[Sequence[Delivery]]]
"""What of it is to be dealt with, in order. Raises CallError where something has to be fetched and cannot be: it is asked again."""
Keep = Callable[[Delivery], Awaitable[bool]]
"""Keeps a delivery; whether it is new. Raises what the database raises."""


class SyncLoop:
    """`begin`: what becomes of a new delivery. Runs until it is cancelled, or the homeserver lets the bot in no more: then it raises MatrixCallError."""

    def __init__(
        self, client: MatrixClient, encryption: Encryption, memory: Memory, found: Found, keep: Keep, begin: Callable[[Delivery], None], metrics: MatrixMetrics, pace: Pace,
    ) -> None:  # fmt: skip
        self._client, self._encryption, self._memory, self._found, self._keep, self._begin = client, encryption, memory, found, keep, begin
        self._metrics, self._pace = metrics, pace
        self.synced_at: float | None = None
        self.kept_at: float | None = None
        self.trouble = ""
        self.first = asyncio.Event()

    @property
    def age(self) -> float:
        """Seconds since the last sync was answered."""
        return _since(self.synced_at)

    def wrong(self, stale: float) -> str | None:
        """What is wrong, if anything is. `stale`: seconds without a sync, or without keeping one, that are too many."""
        if self.age > stale:
            return f"the homeserver does not answer ({self.trouble or 'no sync yet'}); check MATRIX_HOMESERVER, and whether it can be reached"
        if _since(self.kept_at) > stale:
            return "what the homeserver delivers is not kept; the log's matrix_sync_waits says why"
        return None

    async def run(self) -> None:
        user = self._client.user_id
        since = await self._patiently("sync_token", lambda: self._memory.sync_token(user)) or ""
        full = True
        while True:
            synced = await self._synced(since, full=full)
            await self._encryption.upkeep(synced.raw)
            deliveries = await self._patiently("found", lambda: self._found(synced))  # noqa: B023 - awaited before the next
            await self._kept(deliveries)
            since, full = str(synced.raw["next_batch"]), False
            await self._patiently("keep_sync_token", lambda: self._memory.keep_sync_token(user, since))  # noqa: B023 - as above
            self.kept_at = monotonic()
            self.first.set()

    async def _synced(self, since: str, *, full: bool) -> Synced:
        """Raises MatrixCallError where the bot is let in no more."""
        attempt = 0
        while True:
            try:
                synced = await self._asked(since, full=full)
            except CallError as error:
                self._metrics.failed_syncs.labels(error.code).inc()
                self.trouble = error.code
                if error.outcome is Outcome.REVOKED:
                    raise
                seconds = pause(attempt, error.wait, self._pace.backoff, self._pace.longest)
                _log.warning("A sync failed; it is tried again", action="matrix_sync_failed", code=error.code, seconds=round(seconds, 2))
                await self._pace.pause(seconds)
                attempt += 1
            else:
                self.synced_at, self.trouble = monotonic(), ""
                return synced

    async def _asked(self, since: str, *, full: bool) -> Synced:
        client, poll = self._client, 0 if full else self._pace.poll
        query = {
            "filter": FILTER,
            "timeout": str(int(poll * 1000)),
            "set_presence": "online",
            **({"since": since} if since else {}),
            **({"full_state": "true"} if full else {}),
        }
        headers = {"Authorization": f"Bearer {client.access_token}"}
        answer = await client.send("GET", f"{CLIENT}/sync?{urlencode(query)}", None, headers, timeout=self._pace.first if full else poll + self._pace.answer)
        response = sync_response(answer.parsed)
        if not isinstance(response, nio.SyncResponse) or not isinstance(answer.parsed.get("next_batch"), str):
            raise MatrixCallError(Outcome.UNCLEAR, "no_sync")
        client.members.take(answer.parsed, whole=full)
        client.facts.take(answer.parsed, whole=full)
        try:
            await client.receive_response(response)
        except CallError:
            raise
        except Exception:  # noqa: BLE001 - one event that matrix-nio stumbles over must not hold up all others
            _log.exception("matrix-nio could not take in all of a sync", action="matrix_sync_part_failed")
        synced = Synced(answer.parsed, response, since, full)
        for room_id in synced.left:
            client.rooms.pop(room_id, None)
        return synced

    async def _kept(self, deliveries: Sequence[Delivery]) -> None:
        """All of them, in order: what is not kept is tried again, for what is kept is not delivered again."""
        attempt, waiting = 0, list(deliveries)
        while waiting:
            results = await asyncio.gather(*(self._keep(each) for each in waiting), return_exceptions=True)
            for delivery, new in zip(waiting, results, strict=True):
                if isinstance(new, UNKEEPABLE):
                    _log.warning("An event is none that can be kept", action="matrix_event_unkept", event_id=delivery.id)
                elif new is True:
                    self._begin(delivery)
            waiting = [each for each, new in zip(waiting, results, strict=True) if isinstance(new, BaseException) and not isinstance(new, UNKEEPABLE)]
            if waiting:
                await self._pace.pause(pause(attempt, 0.0, self._pace.backoff, self._pace.longest))
                attempt += 1

    async def _patiently(self, what: str, work: Callable[[], Awaitable[Any]]) -> Any:
        """Tried again until it succeeds: moving on without it would lose something. Raises MatrixCallError where the bot is let in no more."""
        attempt = 0
        while True:
            try:
                return await work()
            except CallError as error:
                if error.outcome is Outcome.REVOKED:
                    raise
                _log.warning("The sync waits", action="matrix_sync_waits", what=what, code=error.code)
            except Exception:  # noqa: BLE001 - a database that is away comes back
                _log.exception("The sync waits", action="matrix_sync_waits", what=what)
            await self._pace.pause(pause(attempt, 0.0, self._pace.backoff, self._pace.longest))
            attempt += 1


def _since(moment: float | None) -> float:
    return monotonic() - moment if moment is not None else float("inf")
