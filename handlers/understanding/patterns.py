# SPDX-License-Identifier: MPL-2.0
"""Messages with a fixed beginning or end and free words beside it: "svar 7: …", "link ABCDE-FGHJK", "… #beslutning". Told by their form, never by likelihood."""

import re
from collections.abc import Mapping

from config.intents.intent import Intent
from handlers.message import Language
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.text import tokens
from storage.conversations import Suggestion

_SHAPES: Mapping[str, str] = {
    "number": r"\d{1,9}",
    "code": r"[A-Za-z0-9]{5}-[A-Za-z0-9]{5}|(?-i:[A-Z0-9]{10})",
    "name": r"[^\d<>@,;:]{2,80}?",
    "zone": r"[\w/ +-]{2,40}?",
    "text": r".{1,2000}",
    "_": r".{2,200}?",
}
"""Slot → what may stand for it. `_`: words that fill none."""
_PLACE = re.compile(r"\{(\w+)\}")
_REQUIRED = "::"
"""A colon that may not be left out: "beslutning: …" notes one, "beslutninger i maj" asks for them."""


class Patterns:
    """The patterns of every intent, ready to be matched against whole messages."""

    def __init__(self, intents: Mapping[str, Intent]) -> None:
        self._patterns: list[tuple[re.Pattern[str], Suggestion, Language | None]] = []
        for intent in intents.values():
            languages: tuple[tuple[Language, tuple[str, ...]], ...] = (("da", intent.patterns.da), ("en", intent.patterns.en))
            self._patterns += [(_compiled(text), _meant(text, intent), language if _says(text) else None) for language, texts in languages for text in texts]

    def match(self, text: str) -> tuple[Suggestion, Language | None] | None:
        """What the message asks, if it has one of the forms, and the language of that form; None for one without a word, such as a code alone."""
        for pattern, meant, language in self._patterns:
            if found := pattern.fullmatch(text.strip()):
                return Suggestion(meant.intent, {**meant.slots, **{slot: value.strip() for slot, value in found.groupdict().items()}}), language
        return None


def _says(pattern: str) -> bool:
    return bool(tokens(_PLACE.sub(" ", pattern)))


def _meant(pattern: str, intent: Intent) -> Suggestion:
    """The intent, and where its items are ranked the one that the fixed words of the pattern say, whatever the free ones do."""
    words = tokens(_PLACE.sub(" ", pattern)) if intent.ranked else []
    found = {each.value for each in Phrases({item: both(lists) for item, lists in intent.items.items()}).find(words)}
    item = next((item for item in intent.items if item in found), "")
    return Suggestion(intent.intent, {"item": item} if item else {})


def _compiled(pattern: str) -> re.Pattern[str]:
    """Spaces stand for any, a colon may be left out."""
    parts = _PLACE.split(pattern)
    made = "".join(_shape(part) if place % 2 else _literal(part) for place, part in enumerate(parts))
    return re.compile(made + r"[.!]?", re.IGNORECASE)


def _shape(part: str) -> str:
    return f"(?:{_SHAPES[part]})" if part == "_" else f"(?P<{part}>{_SHAPES[part]})"


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\ ", r"\s+").replace(_REQUIRED, "\0").replace(":", r"\s*:?").replace("\0", r"\s*:")
