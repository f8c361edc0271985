# SPDX-License-Identifier: MPL-2.0
"""Every conversation of the dialogue files is answered in Slack as it is everywhere: what is said, seen and remembered."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.slack import lanes
from bot.adapters.slack.pages import Rendered
from handlers.message import LANGUAGES, Language
from tests.cast import BEFORE
from tests.conftest import NOW
from tests.dialogues import Cast, Dialogue, Turn, load_dialogues, problems
from tests.e2e.slack.connected import Connected, connected, settings_for
from tests.e2e.slack.doing import direct, mention
from tests.slack.records import Message
from tests.slack.stand_in import StandIn
from tests.slack.workspace import Channel, User
from tests.talking import Talk
from tests.unit.bot.slack.validating import plain

SLACK = "slack:T0TEST001:"
_CODE = re.compile(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b")
_MENTIONED = re.compile(r"\bslack:T0TEST001:(\w+)")
_MENTION = re.compile(r"<@(U0\w+)>")


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """People in dialogues write faster than Slack lets anybody answer."""
    monkeypatch.setattr(lanes, "PER_SECOND", 1_000.0)


@dataclass
class Timeline:
    """The dialogue's time: a second passes with each turn."""

    at: datetime = NOW
    root: dict[str, str] = field(default_factory=dict)
    code: str = ""

    def now(self) -> datetime:
        return self.at

    def goes_on(self, after: timedelta) -> None:
        self.at += after + timedelta(seconds=1)


class Stage:
    """People who speak to one bot: those whom the dialogue knows by Slack in Slack, others where they are known, or in Slack where that is told nowhere."""

    def __init__(self, slack: StandIn, bot: Connected, time: Timeline, dialogue: Dialogue, name: str = "") -> None:
        self._slack, self._bot, self._time, self._dialogue = slack, bot, time, dialogue
        cast = {"someone": Cast("test:someone"), **dialogue.people}
        self.identities = {who: each.identity if self._stays(each.identity) else f"{SLACK}U0{name}{who.upper()[:7]}" for who, each in cast.items()}
        self._elsewhere = {who: Talk(bot.app.dispatcher, bot.app.localiser, id_) for who, id_ in self.identities.items() if not id_.startswith(SLACK)}
        for identity in self.identities.values():
            if identity.startswith(SLACK):
                slack.workspace.add_user(User(identity.removeprefix(SLACK), identity[-4:], locale="da-DK"))

    def _stays(self, identity: str) -> bool:
        """What tells of another platform needs one."""
        told = any("Matrix" in text or "matrix:" in text for turn in self._dialogue.turns for text in (*turn.holds, *turn.lacks))
        return identity.startswith(SLACK) or (told and identity.startswith("matrix:"))

    async def begin(self) -> None:
        await self._bot.people({who: replace(cast, identity=self.identities[who]) for who, cast in self._dialogue.people.items()})

    async def play(self) -> list[str]:
        found = []
        for turn in self._dialogue.turns:
            self._time.goes_on(turn.after)
            said = turn.say.format(**self.identities, code=self._time.code)
            heard = await self._heard(turn, said)
            self._time.code = match[0] if (match := _CODE.search(heard)) else self._time.code
            found += problems(turn, heard)
        return found

    async def _heard(self, turn: Turn, said: str) -> str:
        if turn.by in self._elsewhere:
            return (await self._elsewhere[turn.by].say(said, self._time.at)).text
        return await self._answered(self.identities[turn.by].removeprefix(SLACK), _MENTIONED.sub(r"<@\1>", said))

    async def _answered(self, user: str, said: str) -> str:
        """In the channel of the dialogue each has a thread of their own."""
        if not self._dialogue.channel:
            return _seen(await direct(self._slack, user, said))
        answer = await mention(self._slack, user, said, self._dialogue.channel.rpartition(":")[2], self._time.root.get(user))
        self._time.root[user] = answer.thread_ts
        return _seen(answer)


def _seen(answer: Message) -> str:
    """What a person reads, buttons and addresses too; people by the identity behind their mention."""
    return _MENTION.sub(rf"{SLACK}\1", plain(Rendered(answer.text, tuple(answer.blocks))))


@asynccontextmanager
async def bot_of(slack: StandIn, folder: Path, mode: str, time: Timeline) -> AsyncIterator[Connected]:
    async with connected(slack, settings_for(slack, folder, mode=mode), time.now) as bot:
        yield bot


@pytest.mark.parametrize("mode", ["socket", "http"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_one_person_asks_is_answered_in_a_direct_message(slack: StandIn, tmp_path: Path, mode: str, language: Language) -> None:
    time, found = Timeline(), []
    async with bot_of(slack, tmp_path, mode, time) as bot:
        for number, dialogue in enumerate(each for each in load_dialogues() if each.language == language):
            found += await Stage(slack, bot, time, dialogue, f"D{number}").play()
    assert found == []


ONBOARDING = [each for each in load_dialogues("onboarding") if each.language == "en"]
"""The Danish ones say the same; steps that are filled in field by field are played on Matrix."""


@pytest.mark.parametrize("dialogue", [*load_dialogues("people"), *load_dialogues("meetings"), *ONBOARDING], ids=str)
async def test_what_several_people_say_and_change_is_the_same(slack: StandIn, tmp_path: Path, dialogue: Dialogue) -> None:
    time = Timeline()
    if dialogue.channel:
        slack.workspace.add_channel(Channel(dialogue.channel.rpartition(":")[2], "kanal"))
    async with bot_of(slack, tmp_path, "http", time) as bot:
        stage = Stage(slack, bot, time, dialogue)
        await stage.begin()
        assert await stage.play() == []


def test_the_people_of_the_dialogues_held_their_roles_before() -> None:
    assert BEFORE < NOW
