# SPDX-License-Identifier: MPL-2.0
"""People with roles who fill in forms, each test on a catalogue of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from handlers import forms
from storage.memory import MemoryDatabase
from tests.cast import assemble
from tests.dialogues import Cast
from tests.talking import Heard, Talk

PEOPLE = {
    "sekretariatet": Cast("slack:T0TEST001:U0SEK0001", ("sekretariat association",)),
    "anne": Cast("slack:T0TEST001:U0ANNE001", ("produktkoordinator product os2kle",), "aarhus"),
    "ole": Cast("slack:T0TEST001:U0OLE0001", (), "odense"),
    "nobody": Cast("slack:T0TEST001:U0NEW0001"),
}
ANNE, OLE = PEOPLE["anne"].identity, PEOPLE["ole"].identity


@dataclass
class Desk:
    """Where forms are filled in and sent by people, each in a conversation of their own."""

    database: MemoryDatabase
    dispatcher: Dispatcher
    ids: Mapping[str, str]

    def __post_init__(self) -> None:
        self._talks = {name: Talk(self.dispatcher, Localiser(), cast.identity) for name, cast in PEOPLE.items()}

    async def send(self, who: str, form: str, given: Mapping[str, str], values: Mapping[str, str]) -> Heard:
        return await self._talks[who].say("", asks=forms.asked(forms.FORMS[form], given, values))

    async def say(self, who: str, text: str) -> Heard:
        return await self._talks[who].say(text)


@pytest.fixture
async def desk(dispatcher: Dispatcher, own_database: MemoryDatabase) -> Desk:
    ids = await assemble(own_database, PEOPLE)
    return Desk(own_database, Dispatcher(own_database, dispatcher._intents), ids)
