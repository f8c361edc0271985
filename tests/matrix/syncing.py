# SPDX-License-Identifier: MPL-2.0
"""A person's client as it runs: matrix-nio, kept in step with the homeserver in the background, and what it has seen."""

import asyncio
import contextlib
import secrets
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

import aiohttp
import nio
from nio.store import SqliteMemoryStore

from tests.matrix.accounts import CLIENT, Api, Login, quoted
from tests.slack.waiting import PATIENCE, Changes

Event = dict[str, Any]
T = TypeVar("T")
_FILTER = {"room": {"timeline": {"limit": 100}}}
_POLL = 10_000  # milliseconds
_PAUSE = 0.1  # seconds after a sync that went wrong
_BARRIER = "org.example.caught_up"
_ANY = (nio.Event, nio.BadEvent, nio.UnknownBadEvent)


class Syncing:
    """`encrypted`: whether it can read and write encrypted rooms at all. Its keys are in memory, and last as long as it does."""

    def __init__(self, api: Api, login: Login, *, encrypted: bool) -> None:
        self.api, self.login = api, login
        store = SqliteMemoryStore if encrypted else None
        config = nio.AsyncClientConfig(store=store, encryption_enabled=encrypted, request_timeout=30, max_timeout_retry_wait_time=0.5)
        self.client = nio.AsyncClient(api.url, login.user, device_id=login.device, config=config)
        self.client.user_id, self.client.access_token = login.user, login.token
        if encrypted:
            self.client.load_store()
        assert bool(self.client.olm) == encrypted
        self.client.add_event_callback(self._saw, _ANY)
        self.changes = Changes()
        self.keys = asyncio.Lock()
        self._seen: defaultdict[str, list[Event]] = defaultdict(list)
        self._known: set[str] = set()
        self._unread: dict[str, tuple[nio.MegolmEvent, Event]] = {}
        self._barrier = ""
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """From now on it follows; returns when it has seen all there is, and its keys are up."""
        self._task = asyncio.create_task(self._follow())
        await self.caught_up()

    async def pause(self) -> None:
        """Offline until `start`."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def close(self) -> None:
        await self.pause()
        await self.client.close()
        if self.client.store:
            self.client.store.database.close()

    async def caught_up(self) -> None:
        """Returns when it has seen all that the homeserver knew at the call, and has done what that asks for with keys."""
        mark = secrets.token_hex(8)
        await self.api.call(
            "PUT", f"{CLIENT}/user/{quoted(self.login.user)}/account_data/{_BARRIER}", {"mark": f"{self.login.device} {mark}"}, token=self.login.token
        )
        await self.until(lambda: self._barrier.endswith(mark), "its own account data to come back")

    async def until(self, look: Callable[[], T | None], what: str, within: float = PATIENCE, *, seen: Callable[[], str] = str) -> T:
        """As `Changes.until`; each sync is a change."""
        return await self.changes.until(look, f"{what}, by {self.login.user}", within, seen=seen)

    def events(self, room: str, *, after: str = "") -> list[Event]:
        """What came of a room so far, decrypted, in the order of the timeline; only what came `after` that event, if one is given: nothing before it has come."""
        seen = self._seen[room]
        begins = next((index + 1 for index, each in enumerate(seen) if each["event_id"] == after), len(seen)) if after else 0
        return seen[begins:]

    def readable(self, event: nio.Event | nio.BadEvent | nio.UnknownBadEvent) -> Event:
        """As plain data: the event, and under `encrypted` whether it came encrypted; `unreadable` where it still is. `sender_key`: of the device."""
        if isinstance(event, nio.MegolmEvent) and self.client.olm:
            with contextlib.suppress(nio.EncryptionError):
                event = self.client.decrypt_event(event)
        found: Event = dict(event.source)
        if isinstance(event, nio.MegolmEvent):
            return {**found, "encrypted": True, "unreadable": True}
        if getattr(event, "decrypted", False):
            return {**found, "encrypted": True, "sender_key": getattr(event, "sender_key", "")}
        return {**found, "encrypted": False}

    async def _saw(self, room: nio.MatrixRoom, event: nio.Event | nio.BadEvent | nio.UnknownBadEvent) -> None:
        if event.event_id in self._known:
            return
        self._known.add(event.event_id)
        found = self.readable(event)
        self._seen[room.room_id].append(found)
        if isinstance(event, nio.MegolmEvent) and self.client.olm:
            event.room_id = room.room_id
            self._unread[event.event_id] = (event, found)

    async def _follow(self) -> None:
        first = True
        while True:
            try:
                async with asyncio.timeout(_POLL / 1000 + PATIENCE):
                    answer = await self.client.sync(timeout=_POLL, sync_filter=_FILTER, full_state=first or None)
                if isinstance(answer, nio.SyncResponse):
                    first = False
                    await self._keys()
                    self._note(answer)
                else:
                    await asyncio.sleep(_PAUSE)
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(_PAUSE)
            self.changes.changed()

    def _note(self, answer: nio.SyncResponse) -> None:
        for event_id, (event, found) in list(self._unread.items()):
            read = self.readable(event)
            if not read.get("unreadable"):
                found.pop("unreadable", None)
                found.update(read)
                del self._unread[event_id]
        for each in answer.account_data_events:
            if isinstance(each, nio.UnknownAccountDataEvent) and each.type == _BARRIER:
                self._barrier = each.content["mark"]

    async def _keys(self) -> None:
        """What a client does between two syncs."""
        if not self.client.olm:
            return
        async with self.keys:
            await self.query_keys()
            if self.client.should_upload_keys:
                await self.client.keys_upload()
            if self.client.should_claim_keys:
                await self.client.keys_claim(self.client.get_users_for_key_claiming())
            await self.client.send_to_device_messages()

    async def query_keys(self) -> None:
        if self.client.should_query_keys:
            await self.client.keys_query()
