# SPDX-License-Identifier: MPL-2.0
"""The digests of `weeks.py` as every platform is sent them and as documents, as they stand in `golden/`."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.adapters.console.render import render as on_console
from bot.composing import Composing
from bot.documents.forms import FORMS
from bot.localise import LocalisedReply, Localiser
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.message import LANGUAGES, Language
from handlers.posts.digest.plan import DIGEST, digest_of
from handlers.posts.digest.weeks import due_in, monday_of
from handlers.posts.words import said_reason
from handlers.reply import Reply
from storage.memory import MemoryDatabase
from storage.memory.state import State
from storage.seeding import seed
from storage.subscriptions import Subscription
from tests.unit.bot.digest.stage import CHANNEL, LONG_AGO, ZONE, Stage
from tests.unit.bot.digest.weeks import FOLLOWED, WEEKS, Week

GOLDEN = Path(__file__).parent / "golden"
WIDTH = 80
"""Columns of the console."""
_HTML_BREAKS = re.compile(r"(?<=</p>)|(?<=</h4>)|(?<=</li>)|(?<=<ul>)|(?<=</ul>)|(?<=<br>)|(?<=</pre>)")


async def catalogue() -> State:
    """The shipped catalogue, whose changes are followed."""
    database = MemoryDatabase()
    await seed(database, now=FOLLOWED)
    return database.state


async def composed(week: Week, language: Language, state: State, *, trial: bool = False) -> Reply | str:
    """What is posted in that week; or the reason why nothing is. `state`: with the catalogue; it is not changed. `trial`: as somebody who asks for one gets it."""
    database = MemoryDatabase()
    database.state = state.copied()
    asked = Subscription(channel=CHANNEL, kind=DIGEST, language=language, since=LONG_AGO, by="p", about=week.about)
    async with database.unit_of_work() as unit:
        await week.happens(Stage(unit))
        await unit.subscriptions.add(asked)
        await unit.commit()
    due = due_in(monday_of(week.week), asked, ZONE.key)
    composing = Composing(database, POSTS, load_intents(), ["slack"], ZoneInfo(ZONE.key))
    delivery = digest_of([asked], week.week, due, due + timedelta(days=1))
    [reply] = await composing.previews([replace(delivery, kind="digest_test") if trial else delivery])
    return reply


async def rendered() -> Mapping[str, str]:
    """File name → its content. Where nothing is posted: why, and what is said to whoever asks for a trial."""
    state, localiser, found = await catalogue(), Localiser(), dict[str, str]()
    for name, week in WEEKS.items():
        for language in LANGUAGES:
            reply = await composed(week, language, state)
            if isinstance(reply, str):
                found[f"{name}.{language}.why.txt"] = f"{localiser.words(said_reason(reply), language)}\n"
                reply = await composed(week, language, state, trial=True)
            assert isinstance(reply, Reply)
            said = localiser.reply(reply, language)
            found |= {f"{name}.{language}.{ending}": shown(said) for ending, shown in SHOWN.items()}
    return found


def _console(reply: LocalisedReply) -> str:
    return on_console(reply, width=WIDTH) + "\n"


def _slack(reply: LocalisedReply) -> str:
    """Text by its lines, so that a difference is one that can be read."""
    return _json([{**message, "text": message["text"].split("\n")} for message in json.loads(FORMS["slack"](reply))])


def _matrix(reply: LocalisedReply) -> str:
    """The same with its HTML."""
    shown = [
        {**message, "body": message["body"].split("\n"), "formatted_body": [line for line in _HTML_BREAKS.split(message["formatted_body"]) if line]}
        for message in json.loads(FORMS["matrix"](reply))
    ]
    return _json(shown)


def _json(messages: list[dict[str, object]]) -> str:
    return json.dumps(messages, ensure_ascii=False, indent=1) + "\n"


SHOWN: Mapping[str, Callable[[LocalisedReply], str]] = {
    "txt": _console, "slack.json": _slack, "matrix.json": _matrix, "html": FORMS["html"], "md": FORMS["markdown"],
}  # fmt: skip
"""Ending of a file → how it is made."""
