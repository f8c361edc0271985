# SPDX-License-Identifier: MPL-2.0
"""Messages that are known whole: "hjælp", "kalender", "møde"."""

from config.intents.intent import Ambiguous, Intent, Intents
from handlers.understanding.phrases import both
from handlers.understanding.reading import Reading
from handlers.understanding.text import clean, tokens


class ExactMessages:
    def __init__(self, intents: Intents) -> None:
        self._intents = {_key(says): intent for intent in intents.by_name.values() for says in both(intent.exact)}
        self._ambiguous = {_key(says): each for each in intents.vocabulary.ambiguous for says in both(each.says)}

    def intent(self, reading: Reading) -> Intent | None:
        return self._intents.get(_said(reading)) if reading.text else None

    def ambiguous(self, reading: Reading) -> Ambiguous | None:
        return self._ambiguous.get(_said(reading))


def _key(says: str) -> str:
    return " ".join(token.folded for token in tokens(clean(says))) or says


def _said(reading: Reading) -> str:
    return " ".join(token.folded for token in reading.tokens) or reading.text
