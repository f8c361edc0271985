# SPDX-License-Identifier: MPL-2.0
"""Does what Slack delivered: answers it, or does another kind of work."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

import structlog

from bot.adapter import Host, OnMessage
from bot.adapters.slack.answers import Answers, sentence
from bot.adapters.slack.clients import Clients, Workspace
from bot.adapters.slack.delivery import Delivery, Work, from_json, to_json
from bot.adapters.slack.members import Members
from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.outcomes import SlackCallError
from bot.adapters.slack.progress import Progress
from bot.durable_inbox import DurableInbox, InboxEvent
from bot.inbox_worker import GIVEN_UP, InboxWorker
from bot.localise import LocalisedReply
from handlers.message import Language

KEPT_WITHIN = 2.0  # seconds; Slack waits three for an acknowledgement

_log = structlog.get_logger(__name__)
Other = Callable[[Delivery, Workspace], Awaitable[None]]
"""Does a kind of work that is no answer; doing it twice harms nobody."""


class Worker(InboxWorker[Delivery]):
    """`others`: how each kind of work is done that is no answer. `afterwards`: told of each answer, once it has been brought."""

    def __init__(
        self, on_message: OnMessage, host: Host, inbox: DurableInbox, clients: Clients, answers: Answers, members: Members, progress: Progress,
        metrics: SlackMetrics, others: Mapping[Work, Other], departed: Callable[[Delivery], Awaitable[None]],
        afterwards: Callable[[Delivery, LocalisedReply, Workspace], None], language: Language,
    ) -> None:  # fmt: skip
        super().__init__("slack", inbox, metrics, from_json, to_json)
        self._on_message, self._host, self._clients, self._answers = on_message, host, clients, answers
        self._members, self._progress, self._metrics, self._others, self._departed, self._afterwards = members, progress, metrics, others, departed, afterwards
        self._language = language
        self._apology = sentence(host, "chat.failed", language)
        self.revoked: dict[str, str] = {}
        metrics.watch_work(lambda: len(self._tasks))

    async def keep(self, delivery: Delivery) -> bool:
        """Keeps a delivery before it is acknowledged; whether it is new. Raises what the database raises, and TimeoutError while there is time to say so."""
        async with asyncio.timeout(KEPT_WITHIN):
            return await super().keep(delivery)

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

    def _settled(self, delivery: Delivery) -> None:
        self.revoked.pop(delivery.team, None)

    def _revoked(self, delivery: Delivery, code: str) -> None:
        self.revoked[delivery.team] = code
        self._clients.forget(delivery.team, delivery.enterprise)
