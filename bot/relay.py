# SPDX-License-Identifier: MPL-2.0
"""Sends what is due: claimed with a lease, composed, posted in order for each target, tried again, and parked when that is of no use.

A process that is killed leaves its claims behind; they are due again when the lease has run out, and the platform knows whether they were posted.
"""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

import structlog

from bot.adapter import Poster
from bot.composing import Composing, language_of, late
from bot.delivery_metrics import DeliveryMetrics
from bot.leases import Leases
from bot.localise import LocalisedReply, Localiser
from bot.outcomes import UNSETTLED, CallError, Outcome
from bot.parking import consequences
from bot.relay_pace import RelayPace
from handlers.posts.bulk import BULK
from handlers.reply import say
from handlers.reply_json import from_json
from storage.deliveries import DELETES, Delivery
from storage.unit_of_work import Database

_log = structlog.get_logger(__name__)


class Relay:
    """One for each process. `now`: the time in UTC; it may jump."""

    def __init__(
        self, database: Database, composing: Composing, localiser: Localiser, posters: Mapping[str, Poster], metrics: DeliveryMetrics, *,
        fallback: str = "", pace: RelayPace = RelayPace(), now: Callable[[], datetime] = lambda: datetime.now(UTC),  # noqa: B008 - frozen
    ) -> None:  # fmt: skip
        self._database, self._composing, self._localiser, self._posters = database, composing, localiser, posters
        self._metrics, self._fallback, self._pace, self._now = metrics, fallback, pace, now
        self._leases = Leases(database, pace.lease, now)
        self._done: list[Delivery] = []
        self.lanes: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self.looked_at: datetime | None = None

    def wake(self) -> None:
        """There may be something to do."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: then what is being posted is finished, and the rest given back."""
        holding = asyncio.create_task(self._leases.renew())
        try:
            await self._leases.take_over()
            while not stop.is_set():
                self._woken.clear()
                try:
                    busy = await self._turn()
                except Exception:  # noqa: BLE001 - a database that is away comes back
                    _log.exception("The ledger could not be dealt with; it is tried again", action="relay_failed")
                    busy = False
                if not busy:
                    await self._rest(stop)
            await self._leave()
        finally:
            for task in (holding, *self.lanes):
                task.cancel()
            await asyncio.gather(holding, *self.lanes, return_exceptions=True)

    async def drain(self) -> int:
        """Everything that is due now, to the end; how many were claimed."""
        count = 0
        while (claimed := await self._turn()) or self.lanes or self._done:
            count += claimed
            if self.lanes:
                await asyncio.wait(self.lanes, return_when=asyncio.FIRST_COMPLETED)
        return count

    async def _turn(self) -> int:
        """Writes down what is done, and begins what is due; how many were begun."""
        await self._settle()
        now = self._now()
        claimed = await self._claimed(now)
        self.looked_at = now
        if claimed:
            for lane in await self._prepared(claimed, now):
                task = asyncio.create_task(self._sent(lane))
                self.lanes.add(task)
                task.add_done_callback(self._ended)
        return len(claimed)

    async def _claimed(self, now: datetime) -> list[Delivery]:
        """What is mine already is not begun twice, even where the clock has jumped over the end of my lease."""
        most = self._pace.most - len(self._leases.in_hand)
        if most <= 0:
            return []
        platforms = ["", *(name for name, poster in self._posters.items() if poster.posts)]
        async with self._database.unit_of_work() as unit:
            bulk = self._more_bulk()
            claimed = await unit.deliveries.claim(platforms, now, self._leases.until(now), self._leases.holder, most, bulk=BULK, most_bulk=bulk)
            if claimed:
                await unit.commit()
        return [each for each in claimed if each.key not in self._leases.in_hand]

    def _more_bulk(self) -> int:
        """By halves, not one by one: what is composed together costs little more than one alone."""
        held = sum(each.kind in BULK for each in self._leases.in_hand.values())
        return self._pace.bulk - held if 2 * held <= self._pace.bulk else 0

    async def _prepared(self, claimed: Sequence[Delivery], now: datetime) -> list[list[Delivery]]:
        """Composed, and what was composed kept, before anything is sent. Those of each target, in order."""
        composed = await self._composing.composed(claimed, now)
        failed = {each.delivery.key for each in composed if each.error}
        written = [self._failed(each.delivery, "internal", now) if each.error else each.delivery for each in composed]
        async with self._database.unit_of_work() as unit:
            await unit.deliveries.plan([new for each in composed for new in each.instead])
            lost = await unit.deliveries.keep(written, self._leases.holder)
            await unit.commit()
        self._metrics.settled([each for each in written if each.key not in lost and each.state != "claimed"], now)
        ready = [each for each in written if each.state == "claimed" and each.key not in lost | failed]
        self._leases.take(ready)
        ready.sort(key=lambda each: (each.target, each.due_at, each.key))
        return [list(lane) for _, lane in groupby(ready, key=lambda each: each.target)]

    async def _sent(self, lane: Sequence[Delivery]) -> None:
        """One target's, one after the other. Once one fails, those after it wait for it."""
        for number, delivery in enumerate(lane):
            if not self._leases.hold(delivery):
                self._leases.let_go(lane[number:])
                return
            done = await self._posted(delivery)
            self._done.append(done)
            self._woken.set()
            if done.state == "failed":
                self._done += [_given_back(each, self._now()) for each in lane[number + 1 :]]
                return

    async def _posted(self, delivery: Delivery) -> Delivery:
        poster = self._posters.get(delivery.platform)
        now = self._now()
        if poster is None:
            return self._failed(delivery, "not_connected", now)
        try:
            message = await self._done_by(poster, delivery, now)
        except CallError as error:
            _log.warning("A delivery was not posted", action="post_failed", key=delivery.key, outcome=error.outcome.value, code=error.code)
            if error.outcome is Outcome.REFUSED:
                return delivery.became("parked", self._now(), _refused(error.code))
            return self._failed(delivery, f"{error.outcome.value}:{error.code}", self._now(), error.wait)
        except Exception:  # noqa: BLE001 - whatever it is, it may have been posted, and it is tried again
            _log.exception("A delivery was not posted", action="post_failed", key=delivery.key)
            return self._failed(delivery, "internal", self._now())
        return replace(delivery.became("late" if late(delivery, now) else "sent", self._now()), message=message)

    async def _done_by(self, poster: Poster, delivery: Delivery, now: datetime) -> str:
        """The id of the message that stands there, or did. What amends one may be done again without harm."""
        if DELETES in delivery.values:
            await poster.delete(delivery.address, delivery.message)
            return delivery.message
        if delivery.amends:
            await poster.edit(delivery.address, delivery.message, self._words(delivery, now))
            return delivery.message
        perhaps = delivery.perhaps_posted_since
        return await poster.post(delivery.address, self._words(delivery, now), delivery.key, perhaps or now, again=perhaps is not None)

    def _words(self, delivery: Delivery, now: datetime) -> LocalisedReply:
        reply = from_json(delivery.reply or "")
        if late(delivery, now) and not delivery.amends:
            due = say("delivery.late", due=delivery.due_at.astimezone(self._composing.zone))
            reply = replace(reply, parts=(due, *reply.parts))
        language = language_of(delivery)
        return replace(self._localiser.reply(reply, language), choose=self._localiser.text("post.choose", language))

    def _failed(self, delivery: Delivery, reason: str, now: datetime, wait: float = 0.0) -> Delivery:
        if delivery.attempts >= self._pace.attempts:
            return delivery.became("parked", now, reason)
        least = min(self._pace.first * 2 ** (delivery.attempts - 1), self._pace.longest)
        seconds = max(wait, least) + random.uniform(0, least)  # noqa: S311 - no secret
        return delivery.became("failed", now, reason, next_at=now + timedelta(seconds=seconds))

    async def _settle(self) -> None:
        """In one transaction, with what it brings about. What cannot be written stays, and is written the next time."""
        if not (done := self._done[: self._pace.most]):
            return
        now = self._now()
        parked = [each for each in done if each.state == "parked"]
        async with self._database.unit_of_work() as unit:
            lost = await unit.deliveries.keep(done, self._leases.holder)
            await unit.deliveries.plan(await consequences([each for each in parked if each.key not in lost], unit, self._fallback, now))
            await unit.commit()
        del self._done[: len(done)]
        self._leases.settle(done)
        for key in lost:
            _log.error("Another process took over what this one was posting", action="post_lost", key=key)
        self._metrics.settled([each for each in done if each.key not in lost], now)

    async def _rest(self, stop: asyncio.Event) -> None:
        """Until something is done, somebody wakes the relay, or it is time to look again."""
        waiting = [asyncio.create_task(each.wait()) for each in (stop, self._woken)]
        try:
            await asyncio.wait(waiting, timeout=await self._pause(), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()

    async def _pause(self) -> float:
        """What is due within the next look is sent at its second, and not at the next look."""
        try:
            async with self._database.unit_of_work() as unit:
                soonest = await unit.deliveries.next_at(["", *self._posters])
        except Exception:  # noqa: BLE001 - as above
            return self._pace.look
        ahead = (soonest - self._now()).total_seconds() if soonest else self._pace.look
        return min(ahead, self._pace.look) if ahead > 0 else self._pace.look

    async def _leave(self) -> None:
        if self.lanes:
            await asyncio.wait(self.lanes, timeout=self._pace.leaving)
        await self._settle()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.lanes.discard(task)
        self._woken.set()


def _refused(code: str) -> str:
    """Where the platform does not even let it be looked up whether something was posted, that stays unclear."""
    return f"unclear:{code}" if code.startswith(UNSETTLED) else f"refused:{code}"


def _given_back(delivery: Delivery, now: datetime) -> Delivery:
    """Not tried: this is no attempt."""
    return replace(delivery.became("due", now, "waits_its_turn", next_at=delivery.due_at), attempts=delivery.attempts - 1)
