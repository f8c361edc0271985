# SPDX-License-Identifier: MPL-2.0
"""What somebody sees whose answer takes its time: nothing for a moment, then that the bot is at work.

https://docs.slack.dev/reference/methods/assistant.threads.setStatus
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.adapter import Host
from bot.adapters.slack.answers import sentence
from bot.adapters.slack.clients import Workspace
from bot.adapters.slack.delivery import Delivery
from bot.adapters.slack.render import render
from bot.adapters.slack.sending import Sender
from handlers.message import Language
from handlers.reply import Phrase

_log = structlog.get_logger(__name__)


class Progress:
    """Never in the way of the answer: what cannot be shown is not."""

    def __init__(self, sender: Sender, host: Host, language: Language, slow: float) -> None:
        self._sender, self._host, self._language, self._slow = sender, host, language, slow

    @asynccontextmanager
    async def of(self, delivery: Delivery, workspace: Workspace) -> AsyncIterator[None]:
        showing: list[asyncio.Task[None]] = []
        slow = asyncio.get_running_loop().call_later(self._slow, lambda: showing.append(asyncio.create_task(self._shown(delivery, workspace))))
        try:
            yield
        finally:
            slow.cancel()
            if showing:  # shown before the answer, or not at all
                await asyncio.wait(showing, timeout=self._slow)
                showing[0].cancel()

    async def _shown(self, delivery: Delivery, workspace: Workspace) -> None:
        try:
            match delivery.place.surface:
                case "channel" if delivery.place.thread:
                    await self._status(delivery, workspace)
                case "ephemeral" if delivery.place.response_url:
                    (rendered,) = render(sentence(self._host, "slack.working", self._language))
                    await self._sender.respond(delivery.place.response_url, rendered, workspace.client, replace_original=False)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer comes all the same
            _log.warning("It could not be shown that the answer takes its time", action="progress_failed", error=type(error).__name__)

    async def _status(self, delivery: Delivery, workspace: Workspace) -> None:
        """Slack takes it away with the answer."""
        place, words = delivery.place, self._host.words(Phrase("slack.working"), self._language)
        await self._sender.once(
            "assistant.threads.setStatus",
            lambda: workspace.client.assistant_threads_setStatus(channel_id=place.channel, thread_ts=place.thread, status=words),
        )
