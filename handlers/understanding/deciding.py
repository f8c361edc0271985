# SPDX-License-Identifier: MPL-2.0
"""Yes, no and "take it back" in whatever words, while something waits for them: "jep, gør det", "ok fint", "no wait, undo"."""

from config.intents.intent import Vocabulary
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.reading import Reading
from storage.conversations import Conversation, Suggestion

CONFIRM, CANCEL, UNDO, CORRECT = "confirm_change", "cancel_change", "undo_change", "correct_change"
_SHORT = 8  # words; a longer message says something of its own


class Deciding:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._yes = Phrases({CONFIRM: both(vocabulary.yes_words)})
        self._no = Phrases({CANCEL: both(vocabulary.no_words)})
        self._undo = Phrases({UNDO: both(vocabulary.undo_words)})
        self._wrong = Phrases({CORRECT: both(vocabulary.wrong_words)})

    def decided(self, reading: Reading, conversation: Conversation | None) -> Suggestion | None:
        """What becomes of the change that was shown last; of the last one that was done, where the message only says to take it back."""
        if conversation is None or not reading.tokens or len(reading.tokens) > _SHORT or reading.mentions or reading.days:
            return None
        offered = {choice.intent: choice for choice in conversation.choices if choice.intent in (CONFIRM, CANCEL)}
        if self._undo.find(reading.tokens):
            return offered.get(CANCEL, Suggestion(UNDO, {}))
        if CONFIRM not in offered or reading.text.endswith("?"):
            return None
        if self._wrong.find(reading.tokens):
            return Suggestion(CORRECT, offered[CONFIRM].slots)
        if self._no.leading(reading.tokens):
            return offered[CANCEL]
        return offered[CONFIRM] if self._yes.leading(reading.tokens) else None
