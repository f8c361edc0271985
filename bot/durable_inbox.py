# SPDX-License-Identifier: MPL-2.0
"""Keeps what a platform delivers before it is acknowledged, and until its reply has been sent: a process may be killed at any moment, and nothing is lost.

Many events that come at once are kept in one transaction: keeping costs each of them little.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

import structlog

from storage.inbox import InboxEvent
from storage.unit_of_work import Database

__all__ = ["HELD", "DurableInbox", "InboxEvent"]

HELD = timedelta(seconds=60)
"""How long an event is held before somebody else may take it; whoever still works on it holds on in time."""
ROUNDS = 3  # of holding on, before what is held would be free
LONGEST_ID = 400  # characters
MOST = 500  # events in one transaction
AGAIN = 1.0  # seconds until what could not be noted is noted again

_log = structlog.get_logger(__name__)
_Kept = asyncio.Future[bool]


class DurableInbox:
    """One platform's events. Used within `async with`: from then on a task of its own writes.

    A process that works on its database alone takes over at once what the one before it left; of several that share one, each waits until nobody holds it.
    """

    def __init__(self, database: Database, platform: str, now: Callable[[], datetime] = lambda: datetime.now(UTC), held: timedelta = HELD) -> None:
        self._database, self._platform, self._now, self._held = database, platform, now, held
        self._new: list[tuple[InboxEvent, _Kept]] = []
        self._settled: set[str] = set()
        self._put_off: set[str] = set()
        self._unattended: set[str] = set()
        self._in_hand: set[str] = set()
        self._something = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        async with self._database.unit_of_work() as unit:
            await unit.inbox.take_over(self._platform, self._now())
            await unit.commit()
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._hold_on())]
        return self

    async def __aexit__(self, *_: object) -> None:
        """What is in hand is free at once: whoever comes next need not wait."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._unattended |= self._in_hand
        with suppress(Exception):  # what is not noted as settled is looked up once more by whoever takes it
            await self._round()

    async def keep(self, event_id: str, payload: str) -> bool:
        """Whether the event is new: then it is kept, and held. Raises what the database raises, and ValueError for what none can keep; then nothing is kept."""
        _check(event_id, payload)
        kept: _Kept = asyncio.get_running_loop().create_future()
        event = InboxEvent(id=event_id, platform=self._platform, payload=payload, received_at=self._now())
        self._new.append((event, kept))
        self._something.set()
        return await kept

    def settle(self, event_id: str) -> None:
        """The event is dealt with to the end: it is forgotten with the next transaction, or at the latest when the inbox is closed."""
        self._in_hand.discard(event_id)
        self._settled.add(event_id)
        self._something.set()

    def let_go(self, event_id: str) -> None:
        """Whoever works on it gives up for now: it is taken again once it is no longer held."""
        self._in_hand.discard(event_id)

    def put_off(self, event_id: str) -> None:
        """It can not be dealt with now, for a reason outside: it is taken again after a while, and this attempt does not count."""
        self._in_hand.discard(event_id)
        self._put_off.add(event_id)
        self._something.set()

    async def take(self, most: int = 20) -> Sequence[InboxEvent]:
        """Events that nobody holds: of a process that was killed, or of work that was given up for now."""
        now = self._now()
        async with self._database.unit_of_work() as unit:
            taken = await unit.inbox.take(self._platform, now, now + self._held, most)
            await unit.commit()
        free = [event for event in taken if event.id not in self._in_hand | self._settled]  # a database that was away for long lets go of what is in hand
        self._in_hand |= {event.id for event in free}
        return free

    async def _write(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            try:
                await self._round()
            except Exception:  # noqa: BLE001 - whoever delivered something is told; the rest is noted with the next round
                _log.exception("Events could not be kept", action="inbox_failed", platform=self._platform)
                asyncio.get_running_loop().call_later(AGAIN, self._something.set)

    async def _round(self) -> None:
        new = [(event, kept) for event, kept in self._new[:MOST] if not kept.done()]  # whoever did not wait delivers it again
        self._new = self._new[MOST:]
        noted = _Noted(self._settled, self._put_off, self._unattended)
        self._settled, self._put_off, self._unattended = set(), set(), set()
        if self._new:
            self._something.set()
        try:
            first = await self._written([event for event, _ in new], noted)
        except BaseException as error:
            self._settled |= noted.settled
            self._put_off |= noted.put_off
            self._unattended |= noted.unattended
            for _, kept in new:
                if not kept.done():
                    kept.set_exception(error if isinstance(error, Exception) else ConnectionError("the inbox is closed"))
            raise
        self._tell(new, set(first))

    def _tell(self, new: Sequence[tuple[InboxEvent, _Kept]], first: set[str]) -> None:
        for event, kept in new:
            if not kept.done():
                kept.set_result(event.id in first)
                self._in_hand |= {event.id} & first
            elif event.id in first:  # it was kept too late for whoever delivered it: anybody may take it at once
                self._unattended.add(event.id)
                self._something.set()
            first.discard(event.id)  # of the same event twice in one round, one is new

    async def _written(self, events: Sequence[InboxEvent], noted: "_Noted") -> frozenset[str]:
        if not events and not any(noted):
            return frozenset()
        now = self._now()
        async with self._database.unit_of_work() as unit:
            first = await unit.inbox.receive(events, now + self._held) if events else frozenset()
            if noted.unattended:
                await unit.inbox.hold(noted.unattended, now)
            if noted.put_off:
                await unit.inbox.put_off(noted.put_off, now + self._held)
            await unit.inbox.settle(noted.settled)
            await unit.commit()
        return first

    async def _hold_on(self) -> None:
        while True:
            await asyncio.sleep(self._held.total_seconds() / ROUNDS)
            if not self._in_hand:
                continue
            try:
                async with self._database.unit_of_work() as unit:
                    await unit.inbox.hold(sorted(self._in_hand), self._now() + self._held)
                    await unit.commit()
            except Exception:  # noqa: BLE001 - the next round tries again
                _log.exception("Events could not be held", action="inbox_failed", platform=self._platform)


class _Noted(NamedTuple):
    """Ids of what is noted with one transaction."""

    settled: set[str]
    put_off: set[str]
    unattended: set[str]


def _check(event_id: str, payload: str) -> None:
    """One event that no database takes must not hinder those that are kept with it."""
    if not event_id.isprintable() or len(event_id) > LONGEST_ID or "\0" in payload:
        raise ValueError("no database keeps this event")
    payload.encode()
