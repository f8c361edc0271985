# SPDX-License-Identifier: MPL-2.0
"""Text as people type it, made comparable: tokens, folded letters, stems."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

MAX_CHARACTERS = 2000
"""Longer messages are not questions; the dispatcher refuses them with a sentence."""
MAX_TOKENS = 150
"""What comes after this many words is not looked at."""

_FOLDED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "y", "ß": "ss", "đ": "d", "ł": "l"})
_LOOSE = (("ae", "a"), ("oe", "o"), ("aa", "a"))
_TOKEN = re.compile(r"\d\+|[^\W_]+")
_DANISH, _ENGLISH = Stemmer.Stemmer("danish", 0), Stemmer.Stemmer("english", 0)  # without its own cache, which is slower than none: ours is above


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the message: as written, folded, and where it stands in the cleaned text."""

    text: str
    folded: str
    start: int
    end: int


def clean(text: str) -> str:
    """One line of visible characters: compatibility forms unified (`os²` → `os2`), control and zero-width characters gone."""
    composed = unicodedata.normalize("NFKC", text[: 4 * MAX_CHARACTERS])
    if composed.isprintable():
        return " ".join(composed.split())
    visible = "".join(" " if char.isspace() else char for char in composed if char.isspace() or unicodedata.category(char)[0] != "C")
    return " ".join(visible.split())


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Lower case, with æ ø å as ae oe aa and other accents dropped: `Århus` and `aarhus` are one."""
    lowered = word.casefold()
    if lowered.isascii():
        return lowered
    lowered = unicodedata.normalize("NFC", lowered).translate(_FOLDED)
    return "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))


@lru_cache(maxsize=20_000)
def loosen(folded: str) -> str:
    """Folded further for hurried typing: ae oe aa as a o a, doubled letters as one: `soenderborg` and `sonderborg` are one."""
    for two, one in _LOOSE:
        folded = folded.replace(two, one)
    return re.sub(r"([a-z])\1+", r"\1", folded)


def tokens(cleaned: str) -> list[Token]:
    """The words of a cleaned text. Hyphens and apostrophes part words; `1+` stays whole."""
    found = (Token(match[0], fold(match[0]), match.start(), match.end()) for match in _TOKEN.finditer(cleaned))
    return [token for token, _ in zip(found, range(MAX_TOKENS), strict=False)]


@lru_cache(maxsize=20_000)
def stems(folded: str) -> frozenset[str]:
    """The word's stem in each language: Danish and English sentences borrow words from each other all the time."""
    return frozenset((_DANISH.stemWord(folded), _ENGLISH.stemWord(folded)))
