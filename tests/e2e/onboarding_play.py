# SPDX-License-Identifier: MPL-2.0
"""Plays an onboarding by four people: their words, the days that pass, and a diary of what was written to each of them of the bot's own accord."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from handlers.message import Language
from tests.cast import assemble
from tests.dialogues import Cast
from tests.e2e.actors import Actor, OnConsole, OnMatrix, OnSlack
from tests.e2e.everywhere import Everywhere
from tests.e2e.matrix.asking import entered
from tests.e2e.slack.doing import ASTRID, BIRGER, EMILY
from tests.matrix.people import People

Who = Literal["secretary", "chair", "contact", "signatory"]
Said = Mapping[Language, str]
WAYS: Mapping[str, Mapping[Who, tuple[str, Language]]] = {
    "begun in Danish on Slack": {"secretary": (BIRGER, "da"), "chair": (EMILY, "en"), "contact": ("matrix", "en"), "signatory": ("console", "da")},
    "begun in English on Matrix": {"secretary": ("matrix", "en"), "chair": ("matrix", "da"), "contact": (ASTRID, "da"), "signatory": ("console", "en")},
}
"""Where each of them is: a user of Slack, or another platform. And what they speak."""
ROLES: Mapping[Who, tuple[str, ...]] = {"secretary": ("sekretariat association",), "chair": ("forperson group bestyrelse",)}
"""The others are unknown until they bring their codes."""
WORDS: Mapping[Language, Mapping[str, str]] = {
    "da": {
        "my language": "svar mig på dansk", "yes": "ja", "do it": "Ja, gør det", "begin": "Onboard Gladsaxe Kommune", "join": "deltag {}", "mine": "mine trin",
        "invite contact": "inviter kontaktpersonen", "invite signatory": "inviter underskriveren", "status": "hvor langt er Gladsaxe?", "approve": "Godkend",
        "reject": "afvis trin {}: side 2 mangler", "done": "trin {} er færdigt", "it is done": "Det er gjort", "later": "se os om først",
        "ourselves": "vi klarer det selv", "not now": "Ikke nu", "well": "Det går godt", "help": "Vi mangler hjælp",
    },
    "en": {
        "my language": "answer me in English", "yes": "yes", "do it": "Yes, do it", "begin": "Please onboard Gladsaxe", "join": "join {}", "mine": "my steps",
        "invite contact": "invite the contact person", "invite signatory": "invite the signatory", "status": "how far is Gladsaxe?", "approve": "Approve",
        "reject": "reject step {}: page 2 is missing", "done": "step {} is done", "it is done": "It is done", "later": "look around first",
        "ourselves": "we manage by ourselves", "not now": "Not now", "well": "It goes well", "help": "We need help",
    },
}  # fmt: skip
UNASKED: Mapping[Language, Mapping[str, str]] = {
    "da": {"nudge": "det her venter", "celebration": "Så er det gennemført", "check-in": "Hvordan går det?", "help": "mangler hjælp efter forløbet"},
    "en": {"nudge": "this is waiting", "celebration": "It is completed", "check-in": "How is it going?", "help": "need help after"},
}
"""Kind of what the bot writes of its own accord → what stands in it, and in no other."""
FOREIGN: Mapping[Language, "re.Pattern[str]"] = {
    "da": re.compile(r"\b(steps?|waiting|noted|done|completed|choose|write)\b", re.IGNORECASE),
    "en": re.compile(r"\b(trin|venter|noteret|færdigt|gennemført|vælg|skriv)\b", re.IGNORECASE),
}
"""What nobody reads who speaks this."""


@dataclass
class Play:
    """`diary`: on which day to whom what was written unasked. The service looks about after everything that somebody does."""

    stage: Everywhere
    actors: Mapping[Who, Actor]
    diary: list[tuple[str, Who, str]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    async def says(self, who: Who, words: str, *values: object) -> str:
        """`words`: as WORDS has them."""
        self._a_minute_passes()
        return await self._heard(who, await self.actors[who].say(self._words(who, words).format(*values)))

    async def chooses(self, who: Who, label: str) -> str:
        """By its words in WORDS, else as they are."""
        self._a_minute_passes()
        return await self._heard(who, await self.actors[who].choose(self._words(who, label)))

    async def fills_in(self, who: Who, number: int, title: Said, **answers: str) -> str:
        self._a_minute_passes()
        return await self._heard(who, await self.actors[who].fill_in(number, self.said(title, who), answers))

    async def until(self, day: str) -> None:
        """The morning of each day until this one (as `12-24`), and an hour more: then people set to work."""
        while self._today != day:
            self.stage.turns_to_morning()
            await self._look()
        self.stage.clock.at += timedelta(hours=1)
        await self._look()

    def wrote(self, who: Who) -> str:
        """What was written to them unasked last."""
        texts = list(self.actors[who].unasked.values())
        assert texts, f"nothing was written to {who}: {self.diary}"
        return texts[-1]

    def said(self, words: Said, who: Who) -> str:
        """In their language."""
        return words[self.actors[who].language]

    def _words(self, who: Who, words: str) -> str:
        return WORDS[self.actors[who].language].get(words, words)

    def _a_minute_passes(self) -> None:
        self.stage.clock.at += timedelta(minutes=1)

    @property
    def _today(self) -> str:
        return self.stage.clock.at.astimezone(self.stage.app.settings.zone).strftime("%m-%d")

    async def _heard(self, who: Who, text: str) -> str:
        self._check_language(who, text)
        await self._look()
        return text

    async def _look(self) -> None:
        """Once it has looked, it has nothing more to say at that moment, however often it looks."""
        if await self.stage.wake():
            await self.note()
            assert not await self.stage.wake()

    async def note(self) -> None:
        """What they were written since it was noted last."""
        for who, actor in self.actors.items():
            await actor.caught_up()
            for id_, text in actor.unasked.items():
                if id_ not in self._seen:
                    self._seen.add(id_)
                    self._check_language(who, text)
                    self.diary.append((self._today, who, _kind(text, actor.language)))

    def _check_language(self, who: Who, text: str) -> None:
        assert not (found := FOREIGN[self.actors[who].language].search(text)), f"{who} reads {found[0]!r}: {text}"


def _kind(text: str, language: Language) -> str:
    return " and ".join(kind for kind, words in UNASKED[language].items() if words in text) or text


@asynccontextmanager
async def play(stage: Everywhere, people: People, way: str, folder: Path) -> AsyncIterator[Play]:
    """Everybody is there, in a conversation with the bot; those who hold a role are known to it."""
    console = None
    actors: dict[Who, Actor] = {}
    for who, (where, language) in WAYS[way].items():
        if where == "console":
            actors[who] = console = OnConsole(stage, language, folder)
        else:
            actors[who] = await _on_matrix(stage, people, who, language) if where == "matrix" else OnSlack(stage, language, where)
    await assemble(stage.app.database, {who: Cast(actors[who].identity, roles) for who, roles in ROLES.items()})
    try:
        yield Play(stage, actors)
    finally:
        if console:
            await console.leave()


async def _on_matrix(stage: Everywhere, people: People, who: Who, language: Language) -> OnMatrix:
    """By a verified device, for only such a one decides anything."""
    person = await people.come(who, signed=True)
    return OnMatrix(stage, language, person, await entered(person, stage.home.account.user, direct=True, name="", encrypted=True))
