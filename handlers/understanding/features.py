# SPDX-License-Identifier: MPL-2.0
"""Turns a reading into numbered features: words, pairs, letters, parts of compounds, and what was found in it."""

import itertools
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache, partial
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from handlers.understanding.reading import MASKS, Reading
from handlers.understanding.slots import DIGIT
from handlers.understanding.text import fold, stems, tokens

Keys = NDArray[np.uint32]
Weights = NDArray[np.float32]

_LETTERS = (3, 4, 5)  # lengths of letter n-grams
_LETTER_SHARE = 0.7  # how much all letter n-grams together weigh beside the words
_LENGTHS = (2, 5, 20)  # words of a very short, a short and a usual message
_TELL_NOTHING = (DIGIT, "who", "negated", "vague")  # found everywhere
_SHORTEST_PART = 4  # letters of a compound's part


class Features:
    """`known` are the words the model has met: what compounds are split into."""

    def __init__(self, known: Collection[str]) -> None:
        self._of_word = lru_cache(maxsize=20_000)(partial(_word_features, known))

    def of(self, reading: Reading) -> tuple[Keys, Weights]:
        """The hash of each feature, each once, and its weight; words and letters are each scaled to a fixed length."""
        words = list(reading.words)
        alone = (key for word in words for key in self._of_word(word))
        whole = sorted({*alone, *(crc32(name.encode()) for name in _sentence_features(words, reading))})
        letters = sorted({key for word in words for key in _letter_grams(word)})
        keys = np.fromiter((*whole, *letters), dtype=np.uint32, count=len(whole) + len(letters))
        weights = np.empty(len(keys), dtype=np.float32)
        weights[: len(whole)] = 1 / np.sqrt(max(len(whole), 1))
        weights[len(whole) :] = _LETTER_SHARE / np.sqrt(max(len(letters), 1))
        return keys, weights


def _word_features(known: Collection[str], word: str) -> tuple[int, ...]:
    """What a word says wherever it stands."""
    names = [f"1 {stem}" for stem in stems(word)] + [f"part {stem}" for part in _parts(known, word) for stem in stems(part)]
    return tuple(crc32(name.encode()) for name in names)


def _parts(known: Collection[str], word: str) -> tuple[str, ...]:
    """`koordinationsgruppen` → `koordination`, `gruppen`; a word that is no compound of known words has no parts."""
    if word in MASKS.values():
        return ()
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        head, tail = word[:cut], word[cut:]
        if tail in known and (head in known or head.removesuffix("s") in known or head.removesuffix("e") in known):
            return (head, tail)
    return ()


def _sentence_features(words: Sequence[str], reading: Reading) -> Iterator[str]:
    yield "bias"
    yield from _grams(words)
    asking = [token.folded for token in tokens(reading.question)]
    if len(asking) < len(words):
        yield from (f"ask {stem}" for word in asking for stem in stems(word))
    yield from _found(reading, len(words))


def _grams(words: Sequence[str]) -> Iterator[str]:
    first = [min(stems(word)) for word in words]
    padded = ["^", *first, "$"]
    yield from (f"2 {left} {right}" for left, right in itertools.pairwise(padded))
    yield from (f"3 {left} {right}" for left, right in zip(padded, padded[2:], strict=False))
    if first:
        yield f"first {' '.join(first[:2])}"


def _found(reading: Reading, length: int) -> Iterator[str]:
    for kind in MASKS:
        count = len(reading.ids(kind))
        yield f"has {kind} {min(count, 2)}"
    yield from (f"slot {slot}" for slot in reading.values if slot not in _TELL_NOTHING)
    yield f"length {sum(length > longest for longest in _LENGTHS)}"
    if reading.text.rstrip().endswith("?"):
        yield "asks"


@lru_cache(maxsize=20_000)
def _letter_grams(word: str) -> tuple[int, ...]:
    padded = f"^{fold(word)}$"
    return tuple(crc32(f"l {padded[at : at + size]}".encode()) for size in _LETTERS for at in range(len(padded) - size + 1))
