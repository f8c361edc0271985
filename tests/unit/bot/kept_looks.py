# SPDX-License-Identifier: MPL-2.0
"""A handful of replies whose rendering is kept by each platform's tests in `golden/`, in both languages, to be read by people when it changes."""

import re

from bot.dispatch import Dispatcher
from bot.localise import LocalisedReply, Localiser
from config.intents.intent import load_intents
from handlers.message import Language
from storage.memory import MemoryDatabase
from storage.seeding import seed
from tests.cast import assemble
from tests.dialogues import Cast
from tests.talking import Talk

ASKED: dict[str, dict[Language, str]] = {
    "coordinator": {"da": "hvem koordinerer os2iot?", "en": "who coordinates os2iot?"},
    "unknown": {"da": "hvem koordinerer os2kitos?", "en": "who coordinates os2kitos?"},
    "listing": {"da": "hvilke produkter er udfaset?", "en": "which products are discontinued?"},
    "comparison": {"da": "sammenlign os2mo og os2iot", "en": "compare os2mo and os2iot"},
    "asked_back": {"da": "styregruppe", "en": "steering group"},
    "help": {"da": "hjælp", "en": "help"},
    "proposed": {
        "da": "udpeg {anne} fra Ballerup Kommune som koordinator for os2kitos",
        "en": "appoint {anne} from Ballerup Kommune as coordinator of os2kitos",
    },
    "audit_log": {"da": "vis ændringsloggen", "en": "show the audit log"},
}
"""In the order in which they are asked, by the secretariat."""
_ID = re.compile(r"\b[0-9a-f]{32}\b")
_YES: dict[Language, str] = {"da": "ja", "en": "yes"}


async def replies(language: Language, secretariat: str, anne: str) -> dict[str, LocalisedReply]:
    """Name → the reply, where these two are known by these identities."""
    database = MemoryDatabase()
    await seed(database)
    await assemble(database, {"secretariat": Cast(secretariat, ("sekretariat association",))})
    localiser = Localiser()
    dispatcher = Dispatcher(database, load_intents())
    found = {}
    for name, words in ASKED.items():
        talk = Talk(dispatcher, localiser, secretariat)
        answer = (await talk.say(words[language].format(anne=anne))).answer
        found[name] = localiser.reply(answer.reply, answer.language)
        if name == "proposed":
            await talk.say(_YES[language])
    return found


def without_ids(document: str) -> str:
    """Ids are other ones each time."""
    return _ID.sub("0" * 32, document)
