# SPDX-License-Identifier: MPL-2.0
"""Bringing things to the bot, whichever way: events are tried again when nobody takes them, people's clicks are not."""

import asyncio
import copy
from dataclasses import dataclass
from typing import Protocol

from tests.slack.background import Background
from tests.slack.workspace import JSON
from tests.slack.world import World

RETRIES = 3

EVENTS, COMMANDS, INTERACTIVE = "events_api", "slash_commands", "interactive"


@dataclass(frozen=True)
class How:
    """How an event is delivered: so many copies with one event_id, and which attempt the first one seems to be."""

    times: int = 1
    retry_attempt: int = 0
    retry_reason: str = ""


ONCE = How()
ONLY_THE_RETRY = How(retry_attempt=1, retry_reason="timeout")


@dataclass
class Delivery:
    kind: str
    payload: JSON
    attempts: int = 0
    acked: bool = False
    answer: JSON | None = None
    """What the ack brought back."""
    failure: str = ""
    """Why the last attempt failed; for commands and interactions what the person is told."""
    took: float = 0  # seconds until the ack

    @property
    def settled(self) -> bool:
        return self.acked or bool(self.failure)

    def __str__(self) -> str:
        inner = self.payload.get("event", self.payload)
        return f"{inner.get('type') or inner.get('command')}: {'acked' if self.acked else self.failure or 'under way'} ({self.attempts})"


class Transport(Protocol):
    async def attempt(self, delivery: Delivery, retry_attempt: int, retry_reason: str) -> str:
        """Brings it once. The empty string where it was acked in time, else the reason Slack would give for the next attempt."""


class Deliveries:
    """Everything that was ever brought to the bot."""

    def __init__(self, world: World, background: Background, transport: Transport, retry_delays: tuple[float, ...] = (0, 0.05, 0.1)) -> None:
        self._world, self._background = world, background
        self.transport = transport
        self.retry_delays = retry_delays
        """Slack waits a moment, a minute and five; nobody wants that in a test."""
        self.all: list[Delivery] = []
        self.withheld: list[JSON] = []
        """Events the app would not get: no scope, not subscribed, or not in the channel."""

    @property
    def failures(self) -> list[Delivery]:
        return [delivery for delivery in self.all if delivery.failure and not delivery.acked]

    def event(self, payload: JSON, how: How = ONCE) -> list[Delivery]:
        """Sets out at once and is tried again by itself; `settled` waits for the end of it."""
        copies = [Delivery(EVENTS, copy.deepcopy(payload)) for _ in range(how.times)]
        self.all += copies
        for delivery in copies:
            self._background.start(self._insist(delivery, how))
        return copies

    async def person(self, kind: str, payload: JSON) -> Delivery:
        """What somebody does and waits for: one attempt, and they see it fail."""
        delivery = Delivery(kind, copy.deepcopy(payload))
        self.all.append(delivery)
        delivery.attempts = 1
        delivery.failure = await self.transport.attempt(delivery, 0, "")
        self._world.changed()
        return delivery

    async def settled(self, timeout: float = 10) -> None:
        """Returns once nothing is under way any more."""
        await self._world.changes.until(lambda: all(d.settled for d in self.all), "every delivery to be over", timeout, seen=self.seen)

    def seen(self) -> str:
        return "deliveries: " + "; ".join(str(delivery) for delivery in self.all[-8:])

    async def _insist(self, delivery: Delivery, how: How) -> None:
        attempt, reason = how.retry_attempt, how.retry_reason
        while True:
            delivery.attempts += 1
            reason = await self.transport.attempt(delivery, attempt, reason)
            if not reason or reason == "no_retry" or attempt >= RETRIES:
                delivery.failure = reason
                self._world.changed()
                return
            self._world.changed()
            await asyncio.sleep(self.retry_delays[min(attempt, len(self.retry_delays) - 1)])
            attempt += 1
