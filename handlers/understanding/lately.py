# SPDX-License-Identifier: MPL-2.0
"""What was asked lately, and how it was understood: many people ask the same in the same words, and to understand them is most of the work of answering.

Only in memory, and gone with the interpreter or at the end of the day. Nothing is kept of messages that name a person, or in which somebody tells something.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from datetime import date

from config.intents.intent import Intents
from handlers.message import Asked, Language
from handlers.understanding.interpretation import Interpretation
from handlers.understanding.interpreter import Interpreter
from handlers.understanding.reading import Reading
from handlers.understanding.slotting import PEOPLE
from storage.conversations import OTHERS, Conversation

MOST = 512
"""Messages kept; the one unused for longest goes first."""
LONGEST = 200
"""Characters; what is longer is hardly asked twice in the same words."""


class AskedLately:
    """The same interpretations as the interpreter's."""

    def __init__(self, interpreter: Interpreter, intents: Intents) -> None:
        self._interpreter, self._intents = interpreter, intents.by_name
        self._day = date.min
        self._kept: OrderedDict[Hashable, Interpretation] = OrderedDict()

    def read(self, text: str, today: date) -> Reading:
        """Not kept: it may be anything that somebody fills into a form."""
        return self._interpreter.read(text, today)

    def interpret(
        self, text: str, today: date, *, conversation: Conversation | None = None, language: Language | None = None, default: Language = "da"
    ) -> Interpretation:
        if today != self._day:  # "tomorrow" is another day now
            self._day = today
            self._kept.clear()
        key = (text, language, default, _leaned_on(conversation))
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        found = self._interpreter.interpret(text, today, conversation=conversation, language=language, default=default)
        if len(text) <= LONGEST and not self._private(found, conversation):
            self._keep(key, found)
        return found

    def asked(
        self, asked: Asked, today: date, *, conversation: Conversation | None = None, language: Language | None = None, default: Language = "da"
    ) -> Interpretation:
        """Not kept: there is little to understand."""
        return self._interpreter.asked(asked, today, conversation=conversation, language=language, default=default)

    def _keep(self, key: Hashable, found: Interpretation) -> None:
        self._kept[key] = found
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def _private(self, found: Interpretation, conversation: Conversation | None) -> bool:
        """Whether somebody tells something, or it is about a person."""
        intents = [query.intent for query in found.queries] + ([conversation.intent] if conversation else [])
        slots = [query.slots for query in found.queries] + ([conversation.slots, *(each.slots for each in conversation.choices)] if conversation else [])
        telling = any(self._intents[intent].telling for intent in intents if intent in self._intents)
        named = found.reading is None or any(mention.kind in PEOPLE for mention in found.reading.mentions)
        return telling or named or any(slot.startswith(PEOPLE) for filled in slots for slot in filled)


def _leaned_on(conversation: Conversation | None) -> Hashable:
    """All of the conversation that a message can lean on."""
    if conversation is None:
        return None
    choices = tuple((choice.intent, _pairs(choice.slots)) for choice in conversation.choices)
    return (conversation.intent, _pairs(conversation.slots), conversation.language, conversation.by == OTHERS, conversation.missing, choices)


def _pairs(slots: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(slots.items())
