# SPDX-License-Identifier: MPL-2.0
"""A message becomes its reply, in one transaction: seen before? understood? answered? remembered."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

from bot.understanding import Understanding
from bot.wiring import call, check_wiring
from config.intents.intent import Intents
from config.problems import ConfigError, Problem
from handlers import HANDLERS, Handler
from handlers.asking import ask_back, not_understood
from handlers.message import Language, Message, Query
from handlers.reply import Heading, Phrase, Reply, say
from handlers.understanding.interpretation import NO_SUCH_CHOICE, Interpretation
from handlers.understanding.text import MAX_CHARACTERS, clean
from storage.cached import CatalogueCache
from storage.conversations import Conversation, Suggestion
from storage.directory import Directory
from storage.unit_of_work import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply, the language to say it in, and how the message was understood (None where it was not even read)."""

    reply: Reply
    language: Language
    interpretation: Interpretation | None = None


Observer = Callable[[Answer, float], None]
"""Told of every answer that was given, and how many seconds it took."""


def unobserved(answer: Answer, seconds: float) -> None:
    """Nobody looks."""


class _CatalogueChangedError(Exception):
    """The catalogue is another one than the interpreter was built from."""


class Dispatcher:
    """Answers messages. One for all platforms."""

    def __init__(
        self, database: Database, intents: Intents, default: Language = "da", handlers: Mapping[str, Handler] = HANDLERS, observe: Observer = unobserved,
    ) -> None:  # fmt: skip
        check_wiring(handlers)
        if orphans := sorted(set(intents.by_name) - set(handlers)):
            raise ConfigError(
                *(Problem(f"no handler answers the intent '{intent}'; take its file out, or name one that is answered", field="intents") for intent in orphans)
            )
        self._database = database
        self._intents = intents
        self._default = default
        self._handlers = handlers
        self._observe = observe
        self._understanding = Understanding(intents)
        self._cache = CatalogueCache()

    async def prepare(self, now: datetime) -> None:
        """Makes ready for the catalogue as it stands, and answers the examples of the help text to nobody, so that no member waits for what is read first."""
        await self._understanding.refresh(self._database, warm=True)
        async with self._database.unit_of_work() as unit:  # never committed: nothing of it is kept
            for example in (text for intent in self._intents.by_name.values() for text in (*intent.examples.da, *intent.examples.en)):
                with suppress(_CatalogueChangedError):
                    await self._answered(Message(id="prepare", conversation="prepare", sender="prepare", text=example), unit, now)

    async def answer(self, message: Message, now: datetime) -> Answer | None:
        """The answer; None when this very message was answered before. What it changes is kept together with it."""
        began = perf_counter()
        while True:
            try:
                answer = await self._in_one_transaction(message, now)
            except _CatalogueChangedError:
                await self._understanding.refresh(self._database)  # outside the transaction, of which nothing was kept
            else:
                break
        if answer is not None:
            self._observe(answer, perf_counter() - began)
        return answer

    async def _in_one_transaction(self, message: Message, now: datetime) -> Answer | None:
        async with self._database.unit_of_work() as unit:
            if not await unit.inbox.accept(message.id, now):
                return None
            answer = await self._answered(message, unit, now)
            await unit.commit()
        return answer

    async def _answered(self, message: Message, unit: UnitOfWork, now: datetime) -> Answer:
        fallback = message.language or self._default
        if len(message.text) > MAX_CHARACTERS:
            return Answer(Reply(parts=(say("message.too_long", count=MAX_CHARACTERS),), outcome="not_understood"), fallback)
        revision = await unit.directory.revision()
        interpreter = self._understanding.at(revision)
        if interpreter is None:
            raise _CatalogueChangedError
        conversation = await unit.conversations.recall(message.conversation, now)
        directory = self._cache.directory(unit.directory, revision)
        understood = interpreter.interpret(without_address(message.text), now, conversation=conversation, language=message.language, default=self._default)
        reply = await self._reply(understood, directory, now)
        await unit.conversations.remember(_subject(message, understood, reply, conversation, now))
        return Answer(reply, understood.query.language, understood)

    async def _reply(self, understood: Interpretation, directory: Directory, now: datetime) -> Reply:
        services = {"directory": directory, "intents": self._intents, "now": now}
        if not understood.certain:
            return await self._asked_back(understood, directory)
        replies = [await call(self._handlers[query.intent], query, services) for query in understood.queries]
        assumed = [await _assumption(query, directory) for query in understood.queries]
        return _joined([_prefixed(reply, parts) for reply, parts in zip(replies, assumed, strict=True)])

    async def _asked_back(self, understood: Interpretation, directory: Directory) -> Reply:
        query = understood.query
        if understood.why == NO_SUCH_CHOICE:
            return Reply(parts=(say("choice.none"),), outcome="not_understood")
        if understood.why in ("empty", "unfamiliar"):
            return await not_understood(query)
        if not query.missing:
            query = replace(query, candidates=tuple(candidate.intent for candidate in understood.candidates[:3] if candidate.likelihood >= 0.05))  # noqa: PLR2004 - one in twenty
        return await ask_back(query, directory, self._intents)


def without_address(text: str) -> str:
    """The message without the `/os2`, `!os2` or `os2bot` that addresses the bot."""
    cleaned = clean(text)
    first, _, rest = cleaned.partition(" ")
    return rest if first.casefold().rstrip(":,") in ("/os2", "!os2", "@os2bot", "os2bot") else cleaned


async def _assumption(query: Query, directory: Directory) -> tuple[Heading, ...]:
    """One line for each thing that was not named plainly, so that a wrong guess is seen at once."""
    lines: list[Heading] = []
    for assumed in query.assumed:
        known = await (directory.product(assumed.id) if assumed.kind == "product" else directory.organisation(assumed.id))
        if known and assumed.id in query.slots.values():
            lines.append(Heading(Phrase("assumed", {"name": known.name})))
    return tuple(lines)


def _prefixed(reply: Reply, parts: tuple[Heading, ...]) -> Reply:
    return replace(reply, parts=(*parts, *reply.parts)) if parts else reply


def _joined(replies: list[Reply]) -> Reply:
    first, *others = replies
    for other in others:
        sources = {source.title: source for source in (*first.sources, *other.sources)}
        outcome = "answered" if "answered" in (first.outcome, other.outcome) else first.outcome
        first = Reply(parts=(*first.parts, *other.parts), outcome=outcome, choices=(*first.choices, *other.choices), sources=tuple(sources.values()))
    return first


def _subject(message: Message, understood: Interpretation, reply: Reply, before: Conversation | None, now: datetime) -> Conversation:
    """What the next message may lean on. An unclear one leaves the last subject standing, with the new choices."""
    query = understood.query
    intent = query.slots.get("of", query.candidates[0] if query.intent == "ambiguous" and query.candidates else query.intent)
    guessed = {assumed.id for assumed in query.assumed} if reply.outcome == "asked_back" else set()
    slots = {slot: value for slot, value in query.slots.items() if slot != "of" and value not in guessed}
    choices = tuple(Suggestion(choice.intent, choice.slots) for choice in reply.choices)
    if before and reply.outcome in ("declined", "not_understood"):
        return replace(before, at=now, choices=before.choices if understood.why == NO_SUCH_CHOICE else choices)
    return Conversation(id=message.conversation, intent=intent, slots=slots, at=now, language=query.language, missing=query.missing, choices=choices)
