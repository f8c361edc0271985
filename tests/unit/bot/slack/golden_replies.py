# SPDX-License-Identifier: MPL-2.0
"""A handful of replies whose rendering is kept in `golden/`, in both languages, to be read by people when it changes."""

import json
import re
from pathlib import Path

from bot.adapters.slack.render import Rendered, render
from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers.message import Language
from storage.memory import MemoryDatabase
from storage.seeding import seed
from tests.cast import assemble
from tests.dialogues import Cast
from tests.talking import Talk

GOLDEN = Path(__file__).parent / "golden"
SECRETARIAT, ANNE = "slack:T0TEST001:U0SEK0001", "slack:T0TEST001:U0ANNE001"
ASKED: dict[str, dict[Language, str]] = {
    "coordinator": {"da": "hvem koordinerer os2iot?", "en": "who coordinates os2iot?"},
    "unknown": {"da": "hvem koordinerer os2kitos?", "en": "who coordinates os2kitos?"},
    "listing": {"da": "hvilke produkter er udfaset?", "en": "which products are discontinued?"},
    "comparison": {"da": "sammenlign os2mo og os2iot", "en": "compare os2mo and os2iot"},
    "asked_back": {"da": "styregruppe", "en": "steering group"},
    "help": {"da": "hjælp", "en": "help"},
    "proposed": {
        "da": f"udpeg {ANNE} fra Ballerup Kommune som koordinator for os2kitos",
        "en": f"appoint {ANNE} from Ballerup Kommune as coordinator of os2kitos",
    },
    "audit_log": {"da": "vis ændringsloggen", "en": "show the audit log"},
}
"""In the order in which they are asked, by the secretariat."""
_ID = re.compile(r"\b[0-9a-f]{32}\b")
_YES: dict[Language, str] = {"da": "ja", "en": "yes"}


async def rendered(language: Language) -> dict[str, str]:
    """Name → its rendering, as it stands in its file."""
    database = MemoryDatabase()
    await seed(database)
    await assemble(database, {"secretariat": Cast(SECRETARIAT, ("sekretariat association",))})
    localiser = Localiser()
    dispatcher = Dispatcher(database, load_intents())
    shown = {}
    for name, words in ASKED.items():
        talk = Talk(dispatcher, localiser, SECRETARIAT)
        answer = (await talk.say(words[language])).answer
        shown[name] = _document(render(localiser.reply(answer.reply, answer.language)))
        if name == "proposed":
            await talk.say(_YES[language])
    return shown


def path(name: str, language: Language) -> Path:
    return GOLDEN / f"{name}.{language}.json"


def _document(messages: tuple[Rendered, ...]) -> str:
    """Text by its lines, so that a difference is one that can be read; ids are other ones each time."""
    shown = [{"text": message.text.split("\n"), "blocks": [dict(block) for block in message.blocks]} for message in messages]
    return _ID.sub("0" * 32, json.dumps(shown, ensure_ascii=False, indent=1)) + "\n"
