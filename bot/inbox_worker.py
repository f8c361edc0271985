# SPDX-License-Identifier: MPL-2.0
"""Does what a platform delivered: each delivery once, those of one conversation in turn, and from the durable inbox what a killed process left behind."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, TypeVar

import structlog

from bot.durable_inbox import DurableInbox, InboxEvent
from bot.outcomes import CallError, Outcome
from bot.turns import Turns

AT_ONCE = 8
"""Messages that are being answered at the same time: whatever else is delivered is acknowledged in between."""
GIVEN_UP = 5
"""Times that a delivery is taken hold of, before it is given up: whatever kills the bot each time must not do so for ever."""
TOO_LATE = timedelta(days=1)
"""For so long it is tried to bring an answer where the platform does not let the bot in, or is away."""
TAKEN = 20  # at once, of what nobody holds

_log = structlog.get_logger(__name__)


class Kept(Protocol):
    """What the durable inbox keeps, as its platform's adapter knows it."""

    @property
    def id(self) -> str: ...

    @property
    def conversation(self) -> str: ...


class Counts(Protocol):
    """What a worker's figures are."""

    def duplicate(self) -> None:
        """Something was delivered again."""

    def give_up(self, reason: str) -> None:
        """A delivery was given up."""


D = TypeVar("D", bound=Kept)


class InboxWorker(ABC, Generic[D]):
    """One platform's. `read`: the delivery that the inbox kept as text; raises ValueError for what is none. `late`: after so long it is too late."""

    def __init__(
        self, platform: str, inbox: DurableInbox, counts: Counts, read: Callable[[str], D], written: Callable[[D], str], late: timedelta = TOO_LATE
    ) -> None:
        self._platform, self._inbox, self._counts, self._read, self._written, self._late = platform, inbox, counts, read, written, late
        self._turns, self._room = Turns(), asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    @abstractmethod
    async def _done(self, delivery: D, event: InboxEvent) -> None:
        """Does it to the end. Raises CallError for what the platform did not do; whatever else it raises, the delivery is tried again."""

    async def keep(self, delivery: D) -> bool:
        """Keeps a delivery; whether it is new. Raises what the database raises."""
        new = await self._inbox.keep(delivery.id, self._written(delivery))
        if not new:
            self._counts.duplicate()
        return new

    def forget(self, delivery: D) -> None:
        """Somebody was told that it could not be kept: should it have been, after all, it is not done."""
        self._inbox.settle(delivery.id)

    def begin(self, delivery: D) -> None:
        """Does it, by and by."""
        self._begin(delivery, InboxEvent(id=delivery.id, platform=self._platform, payload="", received_at=datetime.now(UTC)))

    async def recover(self, pause: float) -> None:
        """Looks for what nobody holds any more, for ever. `pause`: seconds between two looks."""
        while True:
            try:
                await self.take_up()
            except Exception:  # noqa: BLE001 - the next round tries again
                _log.exception("What waits in the inbox could not be looked at", action="inbox_failed", platform=self._platform)
            await asyncio.sleep(pause)

    async def take_up(self) -> None:
        """Begins what nobody holds any more, the oldest first. Raises what the database raises."""
        while len(taken := await self._inbox.take(TAKEN)) == TAKEN:
            self._take_up(taken)
        self._take_up(taken)

    async def close(self) -> None:
        """Ends what is under way: it is taken up again, by this process or another."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _take_up(self, events: Sequence[InboxEvent]) -> None:
        for event in events:
            try:
                delivery = self._read(event.payload)
            except ValueError:
                _log.exception("What waits in the inbox cannot be read; it is given up", action="delivery_unreadable", event_id=event.id)
                self._inbox.settle(event.id)
                continue
            _log.info("A delivery is taken up again", action="delivery_taken_up", event_id=event.id, attempts=event.attempts, answered=event.reply is not None)
            self._begin(delivery, event)

    def _begin(self, delivery: D, event: InboxEvent) -> None:
        if self._closed:
            return
        task = asyncio.create_task(self._in_turn(delivery, event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_turn(self, delivery: D, event: InboxEvent) -> None:
        async with self._turns.of(self._turn_of(delivery)):
            try:
                await self._done(delivery, event)
            except CallError as error:
                self._failed(delivery, event, error)
            except Exception:  # noqa: BLE001 - whatever it is, the delivery waits in the inbox, and is given up when it has failed often enough
                _log.exception("A delivery could not be dealt with", action="delivery_failed", event_id=delivery.id, attempts=event.attempts)
                self._inbox.let_go(delivery.id)
            else:
                self._settled(delivery)
                self._inbox.settle(delivery.id)

    def _turn_of(self, delivery: D) -> str:
        """What is done in turn has the same."""
        return delivery.conversation or delivery.id

    def _settled(self, delivery: D) -> None:
        """Told of each that is done."""

    def _revoked(self, delivery: D, code: str) -> None:
        """Told where the platform no longer lets the bot in."""

    def _count_given_up(self, delivery: D, reason: str) -> None:
        self._counts.give_up(reason)
        _log.error("A delivery is given up", action="delivery_given_up", event_id=delivery.id, reason=reason)

    def _failed(self, delivery: D, event: InboxEvent, error: CallError) -> None:
        if error.outcome is Outcome.REVOKED:
            self._revoked(delivery, error.code)
        if error.outcome is Outcome.REFUSED:
            self._counts.give_up(error.code.partition(":")[0])
            _log.error("An answer could not be delivered to anybody", action="answer_undeliverable", event_id=delivery.id, code=error.code)
            self._inbox.settle(delivery.id)
            return
        self._put_off(delivery, event, error.code)

    def _put_off(self, delivery: D, event: InboxEvent, reason: str) -> None:
        """It is taken up again after a while, until it is too late."""
        if datetime.now(UTC) - event.received_at > self._late:
            self._count_given_up(delivery, "too_late")
            self._inbox.settle(delivery.id)
            return
        _log.warning("A delivery is put off", action="delivery_put_off", event_id=delivery.id, reason=reason, attempts=event.attempts)
        self._inbox.put_off(delivery.id)
