# SPDX-License-Identifier: MPL-2.0
"""Yes, no and "take it back" in whatever words, while something waits for them: "jep, gør det", "ok fint", "no wait, undo".

Whoever says yes to a change says nothing else with it: a yes with a "but" is asked about, never carried out.
"""

from collections.abc import Sequence

from config.intents.intent import Vocabulary
from handlers.understanding.clock_marks import says_time
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.reading import Reading
from handlers.understanding.text import Token
from storage.conversations import OTHERS, Conversation, Suggestion

CONFIRM, CANCEL, UNDO, CORRECT = "confirm_change", "cancel_change", "undo_change", "correct_change"
ERASURE = "forget_me"
"""The intent that is confirmed by a plain yes alone."""
_ENDS = 3  # words with which somebody stops
_SHORT = 8  # words; a longer message says something of its own


class Deciding:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._yes = Phrases({CONFIRM: both(vocabulary.yes_words)})
        self._with_yes = Phrases({CONFIRM: (*both(vocabulary.yes_words), *both(vocabulary.beside_yes))})
        self._no = Phrases({CANCEL: both(vocabulary.no_words)})
        self._undo = Phrases({UNDO: both(vocabulary.undo_words)})
        self._regret = Phrases({UNDO: both(vocabulary.regret_words)})
        self._veto = Phrases({UNDO: both(vocabulary.undo_vetoes)})
        self._asked = Phrases({UNDO: both(vocabulary.requests)})
        self._wrong = Phrases({CORRECT: both(vocabulary.wrong_words)})

    def decided(self, reading: Reading, conversation: Conversation | None) -> Suggestion | None:
        """What becomes of the change that was shown last; of the last one that was done, where the message only says to take it back."""
        if conversation is None or conversation.by == OTHERS or not reading.tokens or len(reading.tokens) > _SHORT or _says_more(reading):
            return None
        offered = {choice.intent: choice for choice in conversation.choices if choice.intent in (CONFIRM, CANCEL)}
        if self._takes_back(reading, conversation):
            return offered.get(CANCEL, Suggestion(UNDO, {}))
        if CONFIRM not in offered or reading.text.endswith("?"):
            return None
        return self._answered(reading.tokens, offered, plain_only=conversation.intent == ERASURE)

    def ends(self, reading: Reading) -> bool:
        """Whether a short message stops what is going on, where anything else would be taken for an answer."""
        short = len(reading.tokens) <= _ENDS
        return short and bool(self._no.leading(reading.tokens) or self._wrong.leading(reading.tokens) or self._undo.leading(reading.tokens))

    def _takes_back(self, reading: Reading, conversation: Conversation) -> bool:
        """Not where it is asked about, or denied: "hvordan fortryder jeg?", "fortryd ikke"."""
        words = reading.tokens
        said = self._undo.find(words) or (conversation.intent == CONFIRM and self._regret.find(words))
        asks = reading.text.endswith("?") and not self._asked.leading(words)
        return bool(said) and not asks and not self._veto.find(words)

    def _answered(self, words: Sequence[Token], offered: dict[str, Suggestion], *, plain_only: bool) -> Suggestion | None:
        again = Suggestion(CORRECT, offered[CONFIRM].slots)
        yes, no = self._yes.find(words), self._no.leading(words)
        if self._wrong.find(words) or (no and yes):
            return again
        if no:
            return offered[CANCEL]
        if not self._yes.leading(words):
            return None
        covered = sum(found.end - found.start for found in self._with_yes.find(words))
        return offered[CONFIRM] if covered == len(words) and not plain_only else again


def _says_more(reading: Reading) -> bool:
    """Names, days and times are an answer of their own: "nej, kl. 14" corrects what is shown."""
    return bool(reading.mentions or reading.days) or says_time(reading.text)
