# SPDX-License-Identifier: MPL-2.0
"""Does what Matrix delivered: answers it, or does another kind of work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from bot.adapter import Host, OnMessage
from bot.adapters.matrix.answers import Answers
from bot.adapters.matrix.delivery import Delivery, Work, from_json, to_json
from bot.adapters.matrix.doubts import Doubts
from bot.adapters.matrix.metrics import MatrixMetrics
from bot.adapters.matrix.pace import Pace
from bot.adapters.matrix.receiving import Receiving
from bot.adapters.matrix.showing import Showing
from bot.durable_inbox import DurableInbox, InboxEvent
from bot.inbox_worker import GIVEN_UP, InboxWorker
from bot.localise import LocalisedReply
from handlers.message import Asked, Doubt, Language, Message

TOO_LATE = timedelta(hours=20)
"""A homeserver knows a transaction id for a day: an answer that is sent again within that time is sent once."""

_log = structlog.get_logger(__name__)
Other = Callable[[Delivery], Awaitable[None]]
"""Does a kind of work that is no answer; doing it twice harms nobody."""


class Worker(InboxWorker[Delivery]):
    """`others`: how each kind of work is done that is no answer."""

    def __init__(
        self, on_message: OnMessage, host: Host, inbox: DurableInbox, answers: Answers, showing: Showing, receiving: Receiving, doubts: Doubts, metrics: MatrixMetrics,
        others: Mapping[Work, Other], pace: Pace,
    ) -> None:  # fmt: skip
        super().__init__("matrix", inbox, metrics, from_json, to_json, TOO_LATE)
        self._on_message, self._host, self._answers, self._showing, self._receiving, self._doubts = on_message, host, answers, showing, receiving, doubts
        self._figures, self._others, self._pace = metrics, others, pace
        self._apology = answers.sentence("chat.failed")
        self._keys = asyncio.Condition()
        self.revoked = ""

    @property
    def in_hand(self) -> int:
        return len(self._tasks)

    async def keys_arrived(self) -> None:
        """Whatever waits for a key looks again."""
        async with self._keys:
            self._keys.notify_all()

    async def _done(self, delivery: Delivery, event: InboxEvent) -> None:
        answers = delivery.work == "answer"
        if event.attempts > GIVEN_UP + answers:  # once more than the work itself, to say so
            self._count_given_up(delivery, "attempts")
            return
        if delivery.work == "undecrypted":
            await self._once_decrypted(delivery, event)
        elif not answers:
            await self._others[delivery.work](delivery)
        else:
            await self._answer(delivery, event)

    async def _answer(self, delivery: Delivery, event: InboxEvent) -> None:
        self._showing.read(delivery)
        if event.reply is None:  # one that was kept was answered to who read it then
            delivery = self._answers.as_it_is(delivery)
        async with self._showing.of(delivery) as shown:
            reply = await self._answered(delivery, event)
        if reply is None:
            return
        if reply.in_private and reply.again and not delivery.private:
            await self._in_private(delivery, reply.again, reply.language, shown.event)
        else:
            await self._answers.bring(delivery, reply, shown.event)

    async def _in_private(self, delivery: Delivery, again: Asked, language: Language, working: str) -> None:
        """Asked once more where nobody reads along: a delivery of its own, kept before anything is said of it."""
        alone = await self._answers.moved(delivery, again)
        if await self.keep(alone):
            self.begin(alone)
        await self._answers.point(delivery, language, working)

    async def _answered(self, delivery: Delivery, event: InboxEvent) -> LocalisedReply | None:
        """The answer; None where another delivery of the same message was answered."""
        if event.attempts > GIVEN_UP:
            return self._given_up(delivery, "attempts")
        if event.reply is not None:
            return self._host.kept(event.reply)
        try:
            async with self._room:
                return await self._on_message(_message(delivery, await self._doubts.of(delivery)))
        except Exception:  # noqa: BLE001 - logged where it happened; the person hears of it, and may ask again
            return self._given_up(delivery, "answer_failed")

    async def _once_decrypted(self, delivery: Delivery, event: InboxEvent) -> None:
        """Answers it as soon as its key is here. Where none comes, who wrote to the bot alone hears of it."""
        room = delivery.place.room
        try:
            async with asyncio.timeout(self._pace.key):
                opened = await self._opened(delivery)
        except TimeoutError:
            self._figures.undecrypted.inc()
            _log.warning("A message stays unread: its key never came", action="matrix_undecrypted", event_id=delivery.id, room=room)
            if delivery.private:
                await self._answers.say(delivery, "matrix.undecrypted", delivery.place)
            return
        if opened is None or opened.work == "undecrypted":
            return
        async with self._turns.of(self._turn_of(opened)):
            await self._done(opened, event)

    async def _opened(self, delivery: Delivery) -> Delivery | None:
        while True:
            found = await self._receiving.delivery(delivery.place.room, delivery.content)
            if found is None or found.work != "undecrypted":
                return found
            async with self._keys:
                await self._keys.wait()

    def _given_up(self, delivery: Delivery, reason: str) -> LocalisedReply:
        self._count_given_up(delivery, reason)
        return self._apology

    def _turn_of(self, delivery: Delivery) -> str:
        """Whatever happens in a room, in its order; but a message whose key may never come, and somebody to be greeted, hold up nobody."""
        return delivery.id if delivery.work in ("undecrypted", "welcome") else delivery.place.room

    def _settled(self, delivery: Delivery) -> None:
        self.revoked = ""

    def _revoked(self, delivery: Delivery, code: str) -> None:
        self.revoked = code


def _message(delivery: Delivery, doubt: Doubt) -> Message:
    """As the dispatcher takes it. Its id is another one than the inbox keeps what brought it under: each notes its own as dealt with."""
    return Message(
        id=f"{delivery.key or delivery.id}:said", conversation=delivery.conversation, sender=delivery.identity, text=delivery.text, private=delivery.private,
        asks=delivery.asks, event=delivery.id, channel=delivery.channel, step_by_step=True, addressed=delivery.addressed, doubt=doubt,
        collects_for=delivery.collects_for, collects_in=delivery.collects_in,
    )  # fmt: skip
