# SPDX-License-Identifier: MPL-2.0
"""What needs no likelihood: a number that chooses, a message that is known whole, a follow-up."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.intents.intent import Ambiguous, Intent, Intents
from handlers.message import Language
from handlers.understanding.deciding import CANCEL, UNDO, Deciding
from handlers.understanding.exact import Exact, ExactMessages
from handlers.understanding.followup import FollowUps
from handlers.understanding.gatherings import Gatherings
from handlers.understanding.patterns import Patterns
from handlers.understanding.reading import Reading
from handlers.understanding.slotting import slots_of
from storage.conversations import OTHERS, Conversation, Suggestion


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a rule says the message asks, and which rule; `language` where the rule knows it."""

    suggestion: Suggestion
    why: str
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """A message that is known to be unclear: what it may ask, and what it leaves out."""

    meaning: Ambiguous
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class NoChoice:
    """A number that was not offered."""

    language: Language


FREE = ("text",)
"""Slots that are filled by the whole next message, whatever it says."""


def _of(conversation: Conversation) -> Language:
    return "en" if conversation.language == "en" else "da"


def _choice(number: int, conversation: Conversation) -> Ruled | NoChoice:
    language = _of(conversation)  # a number has no language of its own
    if not 1 <= number <= len(conversation.choices):
        return NoChoice(language)
    return Ruled(conversation.choices[number - 1], "choice", language)


def _offered(said: Suggestion, conversation: Conversation | None) -> Suggestion | None:
    """What was offered last and is said in words: "ja" is the choice that says yes; "fortryd" says no to what is not done yet.

    A choice that says something else than the words is not meant: "afbud" is not the button "I may come".
    """
    intent = said.intent
    meant = (intent, CANCEL) if intent == UNDO else (intent,)
    if conversation and conversation.by == OTHERS:
        return None
    return next((choice for choice in conversation.choices if choice.intent in meant and _agrees(choice, said)), None) if conversation else None


def _agrees(choice: Suggestion, said: Suggestion) -> bool:
    return all(choice.slots.get(slot, value) == value for slot, value in said.slots.items())


class Rules:
    def __init__(self, intents: Intents, follow_ups: FollowUps) -> None:
        self._intents = intents.by_name
        self._exact = ExactMessages(intents)
        self._follow_ups = follow_ups
        self._patterns = Patterns(intents.by_name)
        self._deciding = Deciding(intents.vocabulary)
        self._gatherings = Gatherings(intents.vocabulary)

    def apply(self, reading: Reading, conversation: Conversation | None) -> Ruled | Unclear | NoChoice | None:
        """The first rule that fits; None where none does."""
        number = self._follow_ups.number(reading.tokens)
        if conversation and conversation.choices and number is not None:
            return _choice(number, conversation)
        if exact := self._exact.intent(reading):
            said = Suggestion(exact.meaning.intent, slots_of(exact.meaning, reading))
            return Ruled(_offered(said, conversation) or self._resumed(exact.meaning, {}, reading, conversation), "exact", exact.language)
        if decided := self._deciding.decided(reading, conversation):
            return Ruled(decided, "decided", _of(conversation) if conversation else None)
        if formed := self._patterns.match(reading.text):
            return Ruled(self._formed(formed[0], reading, conversation), "pattern", formed[1] or (_of(conversation) if conversation else None))
        if freely := self._freely(reading, conversation):
            return freely
        if conversation and (continued := self._follow_ups.continued(reading, conversation)):
            return Ruled(continued, "follow_up")
        if unclear := self._exact.ambiguous(reading):
            return self._unclear(unclear, conversation)
        return None

    def _formed(self, formed: Suggestion, reading: Reading, conversation: Conversation | None) -> Suggestion:
        intent = self._intents[formed.intent]
        return self._resumed(intent, formed.slots, reading, conversation) if intent.resumes else formed

    def _resumed(self, intent: Intent, formed: Mapping[str, str], reading: Reading, conversation: Conversation | None) -> Suggestion:
        """With what the words name ("#opgave @anne: … inden 1. maj"), and what goes on from the conversation ("og hvem kommer?"). `formed`: what a pattern found."""
        slots = {**slots_of(intent, self._gatherings.believed(intent, reading)), **formed}
        return Suggestion(intent.intent, self._follow_ups.completed(intent, slots, reading, conversation) if conversation and intent.resumes else slots)

    def _freely(self, reading: Reading, conversation: Conversation | None) -> Ruled | None:
        """Words that were asked for, taken as they are; "stop" ends it instead."""
        if conversation is None or not conversation.missing or conversation.missing[0] not in FREE or not reading.text or conversation.by == OTHERS:
            return None
        slots = {**conversation.slots, conversation.missing[0]: reading.text}
        said = Suggestion(CANCEL, {}) if self._deciding.ends(reading) else Suggestion(conversation.intent, slots)
        return Ruled(said, "text", _of(conversation))

    def _unclear(self, found: Exact[Ambiguous], conversation: Conversation | None) -> Ruled | Unclear | None:
        """Unclear, unless the conversation's subject is just what the message leaves out, or is one that needs no such thing."""
        missing = found.meaning.missing
        if conversation and missing and all(slot in conversation.slots for slot in missing):
            slots = {slot: conversation.slots[slot] for slot in missing}
            return Ruled(Suggestion(found.meaning.candidates[0], slots), "follow_up", found.language)
        subject = self._intents.get(conversation.intent) if conversation else None
        return None if subject and not subject.needs else Unclear(found.meaning, found.language)
