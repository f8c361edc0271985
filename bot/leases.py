# SPDX-License-Identifier: MPL-2.0
"""What a relay has in hand, and that nobody else has it: leases in the ledger, renewed for as long as it takes."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import structlog

from storage.deliveries import Delivery
from storage.unit_of_work import Database

_log = structlog.get_logger(__name__)


class Leases:
    """Of one process. `seconds`: that a lease holds; it is renewed each third of it. `now`: the time in UTC; it may jump."""

    def __init__(self, database: Database, seconds: float, now: Callable[[], datetime]) -> None:
        self._database, self._seconds, self._now = database, seconds, now
        self.holder = uuid4().hex
        self.in_hand: dict[str, Delivery] = {}
        self._renewed_until = datetime.min.replace(tzinfo=UTC)

    def until(self, now: datetime) -> datetime:
        """The end of one that is taken now."""
        return now + timedelta(seconds=self._seconds)

    def take(self, deliveries: Iterable[Delivery]) -> None:
        self.in_hand.update({each.key: each for each in deliveries})

    def settle(self, deliveries: Iterable[Delivery]) -> None:
        """What became of these is written down."""
        for each in deliveries:
            self.in_hand.pop(each.key, None)

    def hold(self, delivery: Delivery) -> bool:
        """Whether it is this process's still: not where it stood still for longer than the lease, for another may be posting it by now."""
        held_until = max(delivery.next_at or self._renewed_until, self._renewed_until)
        return delivery.key in self.in_hand and self._now() < held_until

    def let_go(self, deliveries: Iterable[Delivery]) -> None:
        """Nothing is written down of these: they are claimed anew, by whichever process."""
        for each in deliveries:
            self.in_hand.pop(each.key, None)
            _log.error("Another process may have taken over what this one was to post", action="post_lost", key=each.key)

    async def take_over(self) -> None:
        """What a process claimed that was here before, where there is one at a time. Never raises: leases run out by themselves."""
        try:
            async with self._database.unit_of_work() as unit:
                await unit.deliveries.take_over(self._now())
                await unit.commit()
        except Exception:  # noqa: BLE001 - a database that is away comes back
            _log.exception("What was claimed before could not be taken over", action="relay_failed")

    async def renew(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(self._seconds / 3)
            if keys := list(self.in_hand):
                try:
                    await self._renewed(keys)
                except Exception:  # noqa: BLE001 - the next round tries again, long before the lease is over
                    _log.exception("Leases could not be renewed", action="relay_failed")

    async def _renewed(self, keys: list[str]) -> None:
        until = self.until(self._now())
        async with self._database.unit_of_work() as unit:
            held = await unit.deliveries.extend(keys, self.holder, until)
            await unit.commit()
        self._renewed_until = until
        self.let_go([self.in_hand[key] for key in keys if key not in held and key in self.in_hand])
