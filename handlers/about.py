# SPDX-License-Identifier: MPL-2.0
"""OS2 itself: what it is, its words, its rules, its secretariat; and what this bot can do."""

from config.catalogue.values import Bilingual
from config.intents.intent import Intent, Intents
from handlers import articles
from handlers.freshness.marks import Marks
from handlers.message import Query
from handlers.reply import Bullets, Heading, Phrase, Reply, say
from storage.directory import Directory

_THANKS = ("tak", "mange tak", "tusind tak", "thank", "cheers", "ok", "okay")
_FIRST = ("product_coordinator", "product_info", "join_os2", "next_meeting", "appoint_role", "my_data")
"""What somebody may want to know first, who only says hello."""


async def about_os2(query: Query, directory: Directory, marks: Marks) -> Reply:
    """What OS2 is, or a word of the community explained."""
    return await articles.answer(query, directory, marks)


async def contact_secretariat(query: Query, directory: Directory, marks: Marks) -> Reply:
    """How to reach the secretariat."""
    return await articles.answer(query, directory, marks)


async def code_of_conduct(query: Query, directory: Directory, marks: Marks) -> Reply:
    """The code of conduct, whom it binds, and how a breach is reported."""
    return await articles.answer(query, directory, marks)


async def toolbox(query: Query, directory: Directory, marks: Marks) -> Reply:
    """Templates and guides, and where they are."""
    return await articles.answer(query, directory, marks)


async def bot_help(query: Query, intents: Intents) -> Reply:
    """What can be asked and told, by example: all of it for who asks for help, some for who only says hello."""
    if query.words.casefold().startswith(_THANKS):
        return Reply(parts=(say("help.thanks"),))
    if not query.slots.get("item"):
        return _hello(intents)
    shown = [intent for intent in intents.by_name.values() if intent.examples.da and intent.examples.en and intent.intent != "help"]
    asked, told = ([_line(intent) for intent in shown if intent.tells is tells] for tells in (False, True))
    parts = (
        Heading(Phrase("help.title")), say("help.intro"), Bullets(tuple(asked)), Heading(Phrase("help.tell")), say("help.tell.how"), Bullets(tuple(told)),
        say("help.more"),
    )  # fmt: skip
    return Reply(parts=parts)


def _hello(intents: Intents) -> Reply:
    return Reply(parts=(say("help.intro"), examples(intents), say("help.all")))


def examples(intents: Intents) -> Bullets:
    """Some of what can be asked and told, for whoever does not know yet."""
    return Bullets(tuple(_line(intents.by_name[name]) for name in _FIRST if name in intents.by_name))


def _line(intent: Intent) -> Phrase:
    return Phrase("help.line", {"asks": intent.asks, "example": Bilingual(intent.examples.da[0], intent.examples.en[0])})


async def out_of_scope(query: Query) -> Reply:
    """A kind no, and what the bot is for."""
    return Reply(parts=(say("out_of_scope.answer"), say("out_of_scope.can")), outcome="declined")
