# SPDX-License-Identifier: MPL-2.0
"""Messages that are known whole: "hjælp", "kalender", "møde"."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Generic, TypeVar

from config.catalogue.values import WordLists
from config.intents.intent import Ambiguous, Intent, Intents
from handlers.message import Language
from handlers.understanding.reading import Reading
from handlers.understanding.text import clean, tokens

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Exact(Generic[Meaning]):
    """What a whole message means, and its language where only one has it: "kalender" is Danish, "logo" is both."""

    meaning: Meaning
    language: Language | None


class ExactMessages:
    def __init__(self, intents: Intents) -> None:
        self._intents = _by_key([(intent, intent.exact) for intent in intents.by_name.values()])
        self._ambiguous = _by_key([(each, each.says) for each in intents.vocabulary.ambiguous])

    def intent(self, reading: Reading) -> Exact[Intent] | None:
        return self._intents.get(_said(reading)) if reading.text else None

    def ambiguous(self, reading: Reading) -> Exact[Ambiguous] | None:
        return self._ambiguous.get(_said(reading))


def _by_key(meanings: list[tuple[Meaning, WordLists]]) -> dict[str, Exact[Meaning]]:
    found: dict[str, Meaning] = {}
    languages: dict[str, set[Language]] = defaultdict(set)
    for meaning, words in meanings:
        pairs: tuple[tuple[Language, tuple[str, ...]], ...] = (("da", words.da), ("en", words.en))
        for language, phrases in pairs:
            for phrase in phrases:
                found[_key(phrase)] = meaning
                languages[_key(phrase)].add(language)
    return {key: Exact(meaning, min(languages[key]) if len(languages[key]) == 1 else None) for key, meaning in found.items()}


def _key(says: str) -> str:
    return " ".join(token.folded for token in tokens(clean(says))) or says


def _said(reading: Reading) -> str:
    return " ".join(token.folded for token in reading.tokens) or reading.text
