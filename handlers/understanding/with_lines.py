# SPDX-License-Identifier: MPL-2.0
"""Words that are posted as they were written: a message is understood on one line, and what is announced keeps its lines."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from config.intents.intent import Intent, Intents
from handlers.understanding.interpretation import Interpretation
from handlers.understanding.phrases import both
from handlers.understanding.reading import Reading
from handlers.understanding.slotting import slots_of
from handlers.understanding.text import clean, tokens

ANNOUNCE = "announce"
_KEEPING = (ANNOUNCE, "edit_announcement")
_PLACE = re.compile(r"\{\w+\}")
_TEXT, _EVERYBODY = "text", "everybody"


def with_lines(understood: Interpretation, said: str, read: Callable[[str], Reading], intents: Intents) -> Interpretation:
    """With the words as `said` has them, and with whom they are for: that is named before the colon alone, whatever stands behind it."""
    query = understood.query
    if query.intent not in _KEEPING or understood.why not in ("pattern", "text"):
        return understood
    text = _behind(said, query.slots.get(_TEXT, ""), whole=understood.why == "text")
    slots = {**query.slots, **({_TEXT: text} if text else {})}
    if query.intent == ANNOUNCE and understood.why == "pattern":
        head = said[: len(said) - len(text)] if text else said
        slots = {**_audience(read(head), intents), **({_TEXT: text} if text else {})}
    return replace(understood, queries=(replace(query, slots=slots), *understood.queries[1:]))


def _behind(said: str, cleaned: str, *, whole: bool) -> str:
    """Where the same words stand in what was said."""
    if whole or not cleaned:
        return said if whole else ""
    for place, char in enumerate(said):
        if char in ":\uff1a\ufe55" and clean(said[place + 1 :]) == cleaned:
            return said[place + 1 :].strip()
    return cleaned


def _audience(head: Reading, intents: Intents) -> dict[str, str]:
    """All channels are meant only where nothing else is said besides: "alle, der får kage" is not everybody, nor is the channels of a product that is misspelt."""
    intent = intents.by_name[ANNOUNCE]
    slots = slots_of(intent, head)
    others = {token.folded for token in head.tokens} - _plain_words(intent)
    return {slot: value for slot, value in slots.items() if value != _EVERYBODY or not others}


@lru_cache(maxsize=8)
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(token.folded for text in texts for token in tokens(clean(_PLACE.sub(" ", text))))


def _plain_words(intent: Intent) -> frozenset[str]:
    """Those in which everybody is announced to."""
    return _words_of((*both(intent.patterns), *both(intent.exact), *both(intent.items[_EVERYBODY])))
