# SPDX-License-Identifier: MPL-2.0
"""What every platform hands its messages to, and how the service waits for those in hand before it stops."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.answer import Answer
from bot.dispatch import Dispatcher
from bot.localise import LocalisedReply, Localiser
from bot.said_lately import SaidLately
from handlers.message import Message

_log = structlog.get_logger(__name__)


class Answering:
    """`failed` is called for each message that could not be answered."""

    def __init__(
        self, dispatcher: Dispatcher, localiser: Localiser, failed: Callable[[], None], now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._dispatcher, self._localiser, self._failed, self._now = dispatcher, localiser, failed, now
        self._said = SaidLately()
        self._in_hand = 0
        self._nothing_in_hand = asyncio.Event()
        self._nothing_in_hand.set()
        self._closed = False

    async def on_message(self, message: Message) -> LocalisedReply | None:
        """The reply. Once the service is stopping, a new message waits to be cancelled: not noted, so it is answered when it is delivered again."""
        if self._closed:
            await asyncio.Event().wait()
        self._in_hand += 1
        self._nothing_in_hand.clear()
        try:
            answer = await self._dispatcher.answer(message, self._now())
            return self.localised(answer) if answer else None
        except Exception:
            self._failed()
            _log.exception("A message could not be answered", action="answer_failed", message_id=message.id)
            raise
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._nothing_in_hand.set()

    def localised(self, answer: Answer) -> LocalisedReply:
        """The answer's words."""
        return self._said.words(answer.kept, lambda: self._in_words(answer)) if answer.kept and not answer.personal else self._in_words(answer)

    def _in_words(self, answer: Answer) -> LocalisedReply:
        return replace(
            self._localiser.reply(answer.reply, answer.language, answer.zone),
            asked=answer.asked,
            concerns=answer.concerns,
            form=answer.form,
            again=answer.again,
        )

    async def look(self, message: Message) -> LocalisedReply:
        """What would be answered; nothing is kept."""
        return self.localised(await self._dispatcher.look(message, self._now()))

    async def close(self, patience: float) -> int:
        """Takes no new message, and waits so many seconds for those in hand. How many are still in hand then."""
        self._closed = True
        try:
            await asyncio.wait_for(self._nothing_in_hand.wait(), patience)
        except TimeoutError:
            pass
        return self._in_hand
