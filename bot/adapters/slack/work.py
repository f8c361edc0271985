# SPDX-License-Identifier: MPL-2.0
"""Does what was delivered: each delivery once, those of one conversation in turn, and from the durable inbox what a killed process left behind."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.adapter import Host, OnMessage
from bot.adapters.slack.answers import Answers, sentence
from bot.adapters.slack.clients import Clients, Workspace
from bot.adapters.slack.delivery import Delivery, Work, from_json, to_json
from bot.adapters.slack.members import Members
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.outcomes import Outcome, SlackCallError
from bot.adapters.slack.progress import Progress
from bot.adapters.slack.turns import Turns
from bot.durable_inbox import DurableInbox, InboxEvent
from bot.localise import LocalisedReply
from handlers.message import Language

AT_ONCE = 8
"""Messages that are being answered at the same time: whatever else is delivered is acknowledged in between."""
GIVEN_UP = 5
"""Times that a delivery is taken hold of, before it is given up: whatever kills the bot each time must not do so for ever."""
TOO_LATE = timedelta(days=1)
"""For so long it is tried to bring an answer where Slack does not let the bot in, or is away."""
KEPT_WITHIN = 2.0  # seconds; Slack waits three for an acknowledgement
TAKEN = 20  # at once, of what nobody holds

_log = structlog.get_logger(__name__)
Other = Callable[[Delivery, Workspace], Awaitable[None]]
"""Does a kind of work that is no answer; doing it twice harms nobody."""


class Worker:
    """`others`: how each kind of work is done that is no answer. `afterwards`: told of each answer, once it has been brought."""

    def __init__(
        self, on_message: OnMessage, host: Host, inbox: DurableInbox, clients: Clients, answers: Answers, members: Members, progress: Progress,
        metrics: SlackMetrics, others: Mapping[Work, Other], departed: Callable[[Delivery], Awaitable[None]],
        afterwards: Callable[[Delivery, LocalisedReply, Workspace], None], language: Language,
    ) -> None:  # fmt: skip
        self._on_message, self._host, self._inbox, self._clients, self._answers = on_message, host, inbox, clients, answers
        self._members, self._progress, self._metrics, self._others, self._departed, self._afterwards = members, progress, metrics, others, departed, afterwards
        self._language = language
        self._turns, self._room = Turns(), asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._apology = sentence(host, "chat.failed", language)
        self.revoked: dict[str, str] = {}
        metrics.watch_work(lambda: len(self._tasks))

    async def keep(self, delivery: Delivery) -> bool:
        """Keeps a delivery before it is acknowledged; whether it is new. Raises what the database raises, and TimeoutError while there is time to say so."""
        async with asyncio.timeout(KEPT_WITHIN):
            new = await self._inbox.keep(delivery.id, to_json(delivery))
        if not new:
            self._metrics.duplicates.inc()
        return new

    def forget(self, delivery: Delivery) -> None:
        """Somebody was told that it could not be kept: should it have been, after all, it is not done."""
        self._inbox.settle(delivery.id)

    def begin(self, delivery: Delivery) -> None:
        """Does it, by and by."""
        self._begin(delivery, InboxEvent(id=delivery.id, platform="slack", payload="", received_at=datetime.now(UTC)))

    def aside(self, work: Coroutine[Any, Any, None], delivery: Delivery) -> None:
        """Does what is lost with its moment, such as opening a modal: after the acknowledgement, and not from the inbox. Where it fails, the person hears of it."""
        task = asyncio.create_task(self._aside(work, delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _aside(self, work: Coroutine[Any, Any, None], delivery: Delivery) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told
            code = error.code if isinstance(error, SlackCallError) else type(error).__name__
            _log.warning("What was clicked could not be shown", action="surface_failed", code=code, exc_info=not isinstance(error, SlackCallError))
            with suppress(SlackCallError):
                workspace = await self._clients.of(delivery.team, delivery.enterprise)
                await self._answers.bring_to_person(delivery, sentence(self._host, "slack.not_opened", self._language), workspace)

    async def recover(self, pause: float) -> None:
        """Looks for what nobody holds any more, for ever. `pause`: seconds between two looks."""
        while True:
            try:
                while len(taken := await self._inbox.take(TAKEN)) == TAKEN:
                    self._take_up(taken)
                self._take_up(taken)
            except Exception:  # noqa: BLE001 - the next round tries again
                _log.exception("What waits in the inbox could not be looked at", action="inbox_failed", platform="slack")
            await asyncio.sleep(pause)

    async def close(self) -> None:
        """Ends what is under way: it is taken up again, by this process or another."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _take_up(self, events: Sequence[InboxEvent]) -> None:
        for event in events:
            try:
                delivery = from_json(event.payload)
            except ValueError:
                _log.exception("What waits in the inbox cannot be read; it is given up", action="delivery_unreadable", event_id=event.id)
                self._inbox.settle(event.id)
                continue
            _log.info("A delivery is taken up again", action="delivery_taken_up", event_id=event.id, attempts=event.attempts, answered=event.reply is not None)
            self._begin(delivery, event)

    def _begin(self, delivery: Delivery, event: InboxEvent) -> None:
        if self._closed:
            return
        task = asyncio.create_task(self._in_turn(delivery, event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_turn(self, delivery: Delivery, event: InboxEvent) -> None:
        async with self._turns.of(delivery.conversation or delivery.id):
            try:
                await self._done(delivery, event)
            except SlackCallError as error:
                self._failed(delivery, event, error)
            except Exception:  # noqa: BLE001 - whatever it is, the delivery waits in the inbox, and is given up when it has failed often enough
                _log.exception("A delivery could not be dealt with", action="delivery_failed", event_id=delivery.id, attempts=event.attempts)
                self._inbox.let_go(delivery.id)
            else:
                self.revoked.pop(delivery.team, None)
                self._inbox.settle(delivery.id)

    async def _done(self, delivery: Delivery, event: InboxEvent) -> None:
        answers = delivery.work == "answer"
        if event.attempts > GIVEN_UP + answers:  # once more than the work itself, to say so
            self._count_given_up(delivery, "attempts")
            return
        if delivery.work == "departed":
            await self._departed(delivery)
            return
        workspace = await self._clients.of(delivery.team, delivery.enterprise)
        if not answers:
            await self._others[delivery.work](delivery, workspace)
            return
        reply = await self._answered(delivery, event, workspace)
        if reply is not None:
            unclear = event.reply is not None or (reply is self._apology and event.attempts > 1)
            await self._answers.bring(delivery, reply, workspace, event.received_at, unclear=unclear)
            self._afterwards(delivery, reply, workspace)

    async def _answered(self, delivery: Delivery, event: InboxEvent, workspace: Workspace) -> LocalisedReply | None:
        """The answer; None where another delivery of the same message was answered."""
        if event.attempts > GIVEN_UP:
            return self._given_up(delivery, "attempts")
        if event.reply is not None:
            return self._host.kept(event.reply)
        guest = delivery.foreign or (await self._members.of(workspace.client, delivery.team, delivery.user)).guest
        try:
            async with self._room, self._progress.of(delivery, workspace):
                return await self._on_message(delivery.message(guest=guest))
        except Exception:  # noqa: BLE001 - logged where it happened; the person hears of it, and may ask again
            return self._given_up(delivery, "answer_failed")

    def _given_up(self, delivery: Delivery, reason: str) -> LocalisedReply:
        self._count_given_up(delivery, reason)
        return self._apology

    def _count_given_up(self, delivery: Delivery, reason: str) -> None:
        self._metrics.given_up.labels(reason).inc()
        _log.error("A delivery is given up", action="delivery_given_up", event_id=delivery.id, reason=reason)

    def _failed(self, delivery: Delivery, event: InboxEvent, error: SlackCallError) -> None:
        if error.outcome is Outcome.REVOKED:
            self.revoked[delivery.team] = error.code
            self._clients.forget(delivery.team, delivery.enterprise)
        if error.outcome is Outcome.REFUSED:
            self._metrics.given_up.labels(error.code.partition(":")[0]).inc()
            _log.error("An answer could not be delivered to anybody", action="answer_undeliverable", event_id=delivery.id, code=error.code)
            self._inbox.settle(delivery.id)
            return
        self._put_off(delivery, event, error.code)

    def _put_off(self, delivery: Delivery, event: InboxEvent, reason: str) -> None:
        """It is taken up again after a while, until it is too late."""
        if datetime.now(UTC) - event.received_at > TOO_LATE:
            self._count_given_up(delivery, "too_late")
            self._inbox.settle(delivery.id)
            return
        _log.warning("A delivery is put off", action="delivery_put_off", event_id=delivery.id, reason=reason, attempts=event.attempts)
        self._inbox.put_off(delivery.id)
