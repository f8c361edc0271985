# SPDX-License-Identifier: MPL-2.0
"""People who speak with the bot alone, each on a platform of their own, in a language of their own: what they say, choose and fill in, and what they are written."""

import asyncio
import io
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from bot.adapters.console.adapter import ConsoleAdapter
from handlers.message import Language
from tests.e2e.everywhere import Everywhere
from tests.e2e.matrix.connected import until
from tests.e2e.slack.doing import DM, click, direct, identity, modal
from tests.e2e.slack.filling import form
from tests.matrix.person import Person
from tests.matrix.syncing import Event
from tests.slack.reading import buttons, plain
from tests.slack.records import Message

FORMS: Mapping[Language, Mapping[str, str]] = {
    "da": {"step": "vis trin {}", "open": "Udfyld", "noted": "Noteret", "fill in": "udfyld trin {}", "skip": "spring over", "send": "send"},
    "en": {"step": "show step {}", "open": "Fill in", "noted": "Noted", "fill in": "fill in step {}", "skip": "skip", "send": "send"},
}
_KEYCAP = "\ufe0f\u20e3"
_CHOICE = re.compile(r" *(\d+)\. ")


class Actor(ABC):
    """Each method returns what was answered. `identity`: as the bot knows them. `place`: where they are alone with it, on a platform where it could be elsewhere."""

    identity: str
    place: str

    def __init__(self, stage: Everywhere, language: Language) -> None:
        self.stage, self.language = stage, language

    @abstractmethod
    async def say(self, words: str) -> str: ...

    @abstractmethod
    async def choose(self, label: str) -> str:
        """Of what was offered to them last, the first in which this stands."""

    async def fill_in(self, number: int, title: str, answers: Mapping[str, str]) -> str:
        """A step's form. Where none is shown, they are asked field by field; `answers` has them all in that order, and "" for what they leave out."""
        words = FORMS[self.language]
        for each in (words["fill in"].format(number), *(answer or words["skip"] for answer in answers.values())):
            await self.say(each)
        return await self.say(words["send"])

    @abstractmethod
    async def caught_up(self) -> None:
        """Returns when they see all that is there."""

    @property
    @abstractmethod
    def unasked(self) -> Mapping[str, str]:
        """All that the bot has written to them of its own accord, in order: the id by which the ledger knows it → what they read."""


class OnSlack(Actor):
    """Writes and presses buttons in a direct conversation, and fills in modals."""

    def __init__(self, stage: Everywhere, language: Language, user: str) -> None:
        super().__init__(stage, language)
        self.identity, self.place, self._slack, self._user = identity(user), DM[user], stage.slack, user
        self._answers = set[str]()

    async def say(self, words: str) -> str:
        before = self._stamps
        return await self._answered(plain(await direct(self._slack, self._user, words)), before)

    async def choose(self, label: str) -> str:
        before, last = self._stamps, self._messages[-1]
        return await self._answered(plain(await click(self._slack, self._user, last, _button(last, label))), before)

    async def fill_in(self, number: int, title: str, answers: Mapping[str, str]) -> str:
        words, before = FORMS[self.language], self._stamps
        await self.say(words["step"].format(number))
        last = self._messages[-1]
        await self._slack.people.click(self._user, last, _button(last, words["open"]))
        filled_in = {name: answer for name, answer in answers.items() if answer}
        await self._slack.people.submit(self._user, await form(self._slack, self._user, title), filled_in)
        return await self._answered(plain(await modal(self._slack, self._user, words["noted"])), before)

    async def _answered(self, text: str, before: set[str]) -> str:
        """Nothing but answers is written while nobody wakes the service."""
        await self.stage.idle()
        self._answers |= self._stamps - before
        return text

    async def caught_up(self) -> None:
        """What is posted is there at once."""

    @property
    def unasked(self) -> Mapping[str, str]:
        return {f"{each.channel}:{each.ts}": plain(each) for each in self._messages if each.ts not in self._answers}

    @property
    def _messages(self) -> list[Message]:
        return self._slack.messages(self.place)

    @property
    def _stamps(self) -> set[str]:
        return {each.ts for each in self._messages}


class OnMatrix(Actor):
    """Writes in an encrypted direct room. To what the bot wrote of its own accord they react; elsewhere they write the number."""

    def __init__(self, stage: Everywhere, language: Language, person: Person, room: str) -> None:
        super().__init__(stage, language)
        self.identity, self.place, self._person = f"matrix:{person.user}", room, person

    async def say(self, words: str) -> str:
        return await self._answered(await self._person.send(self.place, words), words)

    async def choose(self, label: str) -> str:
        last = self._written()[-1]
        number = _number(last["content"]["body"], label)
        if last["content"]["msgtype"] == "m.notice":
            return await self.say(number)
        return await self._answered(await self._person.react(self.place, last["event_id"], f"{number}{_KEYCAP}"), label)

    async def _answered(self, asked: str, what: str) -> str:
        await self._person.wait_for(self.place, self._is_written, f"an answer to {what!r}", after=asked)
        await self.stage.idle()
        await self.caught_up()
        return "\n".join(each["content"]["body"] for each in self._written(asked))

    async def caught_up(self) -> None:
        await self._person.caught_up()

    @property
    def unasked(self) -> Mapping[str, str]:
        """As what clients notify of; answers are notices."""
        written = [(each["event_id"], each["content"]) for each in self._written()]
        return {f"{self.place}/{event}": content["body"] for event, content in written if content["msgtype"] == "m.text"}

    def _written(self, after: str = "") -> list[Event]:
        return [each for each in self._person.events(self.place, after=after) if self._is_written(each)]

    def _is_written(self, event: Event) -> bool:
        return bool(event["sender"] == self.stage.home.account.user and event["type"] == "m.room.message")


class OnConsole(Actor):
    """Types into the console, line by line. Nobody can be written to there who does not ask."""

    identity, place = "console", ""
    unasked: Mapping[str, str] = {}

    def __init__(self, stage: Everywhere, language: Language, folder: Path) -> None:
        super().__init__(stage, language)
        reading, writing = os.pipe()
        self._keyboard, self._source, self._screen = os.fdopen(writing, "w"), os.fdopen(reading), io.StringIO()
        console = ConsoleAdapter(history=folder / "history", names=(), width=lambda: 160, colour=False, failed="failed", source=self._source, sink=self._screen)
        self._running = asyncio.create_task(console.run(stage.answering.on_message))
        self._last = ""

    async def say(self, words: str) -> str:
        before = self._screen.tell()
        print(words, file=self._keyboard, flush=True)
        await until(lambda: self._screen.tell() > before or self._running.done(), f"an answer to {words!r} on the console")
        self._last = self._screen.getvalue()[before:]
        return self._last

    async def choose(self, label: str) -> str:
        return await self.say(_number(self._last, label))

    async def caught_up(self) -> None:
        """There is nothing that they could miss."""

    async def leave(self) -> None:
        """Ctrl-D. Raises what went wrong meanwhile."""
        self._keyboard.close()
        try:
            await self._running
        finally:
            self._source.close()


def _button(shown: Message, label: str) -> str:
    found = [each for each in buttons(shown) if label in each]
    assert found, f"there is no button {label!r} in {plain(shown)}"
    return found[0]


def _number(shown: str, label: str) -> str:
    """Of the choice."""
    numbers = [found[1] for line in shown.splitlines() if label in line and (found := _CHOICE.match(line))]
    assert numbers, f"there is no choice {label!r} in {shown}"
    return numbers[0]
