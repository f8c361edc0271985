# SPDX-License-Identifier: MPL-2.0
"""A conversation with the bot inside the test's own process."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from bot.adapters.console.render import render
from bot.answer import Answer
from bot.dispatch import Dispatcher
from bot.localise import Localiser
from handlers.message import Asked, Doubt, Message
from tests.conftest import NOW

_numbers = count()


@dataclass(frozen=True)
class Heard:
    """What the bot answered, as the console shows it."""

    text: str
    answer: Answer

    @property
    def outcome(self) -> str:
        return self.answer.reply.outcome

    @property
    def language(self) -> str:
        return self.answer.language

    @property
    def intent(self) -> str:
        assert self.answer.interpretation is not None
        return self.answer.interpretation.query.intent

    @property
    def slots(self) -> dict[str, str]:
        assert self.answer.interpretation is not None
        return dict(self.answer.interpretation.query.slots)


class Talk:
    """One person in one conversation. `private`: nobody else reads it. `channel`: where it takes place. `step_by_step`: on a platform without forms."""

    def __init__(
        self, dispatcher: Dispatcher, localiser: Localiser, identity: str = "test", conversation: str = "", *, private: bool = True, channel: str = "", step_by_step: bool = False,
        doubt: Doubt = "",
    ) -> None:  # fmt: skip
        self._dispatcher = dispatcher
        self._localiser = localiser
        self._identity, self._private, self._channel = identity, private, channel
        self._step_by_step, self._doubt = step_by_step, doubt
        self._conversation = conversation or f"test:{next(_numbers)}"

    async def say(self, text: str, now: datetime = NOW, *, asks: Asked | None = None, addressed: bool = False) -> Heard:
        """`asks`: what a button or a form asks, in place of words."""
        message = Message(
            id=f"test:{next(_numbers)}", conversation=self._conversation, sender=self._identity, text=text, private=self._private, channel=self._channel, asks=asks,
            step_by_step=self._step_by_step, addressed=addressed, doubt=self._doubt,
        )  # fmt: skip
        answer = await self._dispatcher.answer(message, now)
        assert answer is not None
        return Heard(render(self._localiser.reply(answer.reply, answer.language, answer.zone)), answer)
