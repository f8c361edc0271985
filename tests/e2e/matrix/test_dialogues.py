# SPDX-License-Identifier: MPL-2.0
"""Every conversation of the dialogue files is answered on Matrix as it is everywhere: what is said, seen and remembered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers.message import LANGUAGES, Language
from tests.cast import assemble
from tests.conftest import NOW
from tests.dialogues import Cast, Dialogue, Turn, load_dialogues, problems
from tests.e2e.matrix.asking import entered
from tests.e2e.matrix.connected import Bot, bot_at, home
from tests.matrix.homeserver import Homeserver
from tests.matrix.people import People
from tests.matrix.person import Person
from tests.talking import Talk

_CODE = re.compile(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b")


@dataclass
class Timeline:
    """The dialogue's time: a second passes with each turn."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def goes_on(self, after: timedelta) -> None:
        self.at += after + timedelta(seconds=1)


@dataclass
class Speaker:
    """Somebody on Matrix: the room where they say it, and in a channel the thread that they began."""

    person: Person
    room: str = ""
    root: str = ""


@dataclass
class Stage:
    """People who speak to one bot: on Matrix, but for those of whom it is told that they are elsewhere."""

    bot: Bot
    people: People
    time: Timeline
    dialogue: Dialogue
    speakers: dict[str, Speaker] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, Talk] = field(default_factory=dict)
    code: str = ""
    hall: str = ""

    async def begin(self) -> None:
        cast = {"someone": Cast("test:someone"), **self.dialogue.people}
        for who, each in cast.items():
            if self._stays(each.identity):
                self.identities[who] = each.identity
                self.elsewhere[who] = Talk(self.bot.app.dispatcher, self.bot.app.localiser, each.identity)
            else:
                self.speakers[who] = Speaker(await self.people.come(who, encrypted=False))
                self.identities[who] = f"matrix:{self.speakers[who].person.user}"
        await assemble(self.bot.app.database, {who: replace(each, identity=self.identities[who]) for who, each in self.dialogue.people.items()})

    def _stays(self, identity: str) -> bool:
        """What tells of another platform needs one."""
        told = any("Slack" in text or "slack:" in text for turn in self.dialogue.turns for text in (*turn.holds, *turn.lacks))
        return told and identity.startswith("slack:") and not self.dialogue.channel

    async def play(self) -> list[str]:
        found = []
        for turn in self.dialogue.turns:
            self.time.goes_on(turn.after)
            heard = await self._heard(turn, turn.say.format(**self.identities, code=self.code))
            self.code = match[0] if (match := _CODE.search(heard)) else self.code
            found += problems(turn, heard)
        return found

    async def _heard(self, turn: Turn, said: str) -> str:
        if turn.by in self.elsewhere:
            return self._known((await self.elsewhere[turn.by].say(said, self.time.at)).text)
        speaker = self.speakers[turn.by]
        anna, channel = speaker.person, bool(self.dialogue.channel)
        speaker.room = speaker.room or (await self._hall(anna) if channel else await entered(anna, self.bot.user, direct=True, name=""))
        asked = await (
            anna.say_in_thread(speaker.room, speaker.root, f"!os2 {said}") if speaker.root else anna.send(speaker.room, f"!os2 {said}" if channel else said)
        )
        speaker.root = speaker.root or (asked if channel else "")
        await anna.wait_for(
            speaker.room, lambda event: event["sender"] == self.bot.user and event["type"] == "m.room.message", f"an answer to {said!r}", after=asked
        )
        await self.bot.idle()
        await anna.caught_up()
        return self._seen(anna, speaker.room, asked)

    async def _hall(self, anna: Person) -> str:
        """The channel of the dialogue: one room for all."""
        if not self.hall:
            self.hall = await entered(anna, self.bot.user, name="Kanal")
            for each in self.speakers.values():
                if each.person is not anna:
                    await anna.invite(self.hall, each.person.user)
                    await each.person.invited_to(self.hall)
                    await each.person.join(self.hall)
        return self.hall

    def _seen(self, anna: Person, room: str, asked: str) -> str:
        """What a person reads; people by the identity that the dialogue knows them by."""
        bodies = [each["content"]["body"] for each in anna.events(room, after=asked) if each["sender"] == self.bot.user and each["type"] == "m.room.message"]
        return self._known("\n".join(bodies))

    def _known(self, text: str) -> str:
        for who, speaker in self.speakers.items():
            known = self.dialogue.people[who].identity if who in self.dialogue.people else who
            text = text.replace(f"matrix:{speaker.person.user}", known).replace(speaker.person.user, known)
        return text


async def _played(homeserver: Homeserver, people: People, folder: Path, dialogues: list[Dialogue]) -> list[str]:
    """By one bot, one after the other."""
    time, found = Timeline(), []
    async with bot_at(await home(homeserver.api, homeserver.url, folder), now=time.now) as bot:
        for dialogue in dialogues:
            stage = Stage(bot, people, time, dialogue)
            await stage.begin()
            found += [f"{dialogue}: {each}" for each in await stage.play()]
            await people.leave()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", ["", "forms"])
async def test_what_one_person_asks_and_fills_in_is_answered_alone(
    homeserver: Homeserver, people: People, tmp_path: Path, language: Language, folder: str
) -> None:
    found = await _played(homeserver, people, tmp_path, [each for each in load_dialogues(folder) if each.language == language and not each.people])
    assert not found, "\n".join(found)


ONBOARDING = [each for each in load_dialogues("onboarding/forms") if each.language == "da"][1:2]
"""Steps that are filled in within the conversation. The others are played in Slack, or without a platform: here a message takes its time."""


IN: Mapping[str, Language] = {"people": "da", "forms": "da", "meetings": "en"}
"""Folder → the language in which its dialogues are played here. In Slack, and without a platform, they are played in both: they say the same."""
SEVERAL = [each for folder, language in IN.items() for each in load_dialogues(folder) if each.people and each.language == language]


@pytest.mark.parametrize("dialogue", [*SEVERAL, *ONBOARDING], ids=str)
async def test_what_several_people_say_and_change_is_the_same(homeserver: Homeserver, people: People, tmp_path: Path, dialogue: Dialogue) -> None:
    found = await _played(homeserver, people, tmp_path, [dialogue])
    assert not found, "\n".join(found)
