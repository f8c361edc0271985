# SPDX-License-Identifier: MPL-2.0
"""Turns a reading into numbered features: words, pairs, letters, parts of compounds, and what was found in it."""

import itertools
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
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
        self._known = known

    def of(self, reading: Reading) -> tuple[Keys, Weights]:
        """The hash of each feature, each once, and its weight; words and letters are each scaled to a fixed length."""
        words = list(reading.words)
        whole = sorted({crc32(name.encode()) for name in self._word_features(words, reading)})
        letters = sorted({key for word in words for key in _letter_grams(word)})
        keys = np.fromiter((*whole, *letters), dtype=np.uint32, count=len(whole) + len(letters))
        weights = np.empty(len(keys), dtype=np.float32)
        weights[: len(whole)] = 1 / np.sqrt(max(len(whole), 1))
        weights[len(whole) :] = _LETTER_SHARE / np.sqrt(max(len(letters), 1))
        return keys, weights

    def _word_features(self, words: Sequence[str], reading: Reading) -> Iterator[str]:
        yield "bias"
        yield from _grams("", words)
        yield from (f"part {stem}" for word in words for part in self._parts(word) for stem in stems(part))
        asking = [token.folded for token in tokens(reading.question)]
        if len(asking) < len(words):
            yield from (f"ask {stem}" for word in asking for stem in stems(word))
        yield from _found(reading, len(words))

    def _parts(self, word: str) -> tuple[str, ...]:
        """`koordinationsgruppen` → `koordination`, `gruppen`; a word that is no compound of known words has no parts."""
        if word in MASKS.values():
            return ()
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            head, tail = word[:cut], word[cut:]
            if tail in self._known and (head in self._known or head.removesuffix("s") in self._known or head.removesuffix("e") in self._known):
                return (head, tail)
        return ()


def _grams(mark: str, words: Sequence[str]) -> Iterator[str]:
    first = [min(stems(word)) for word in words]
    for word in words:
        yield from (f"{mark}1 {stem}" for stem in stems(word))
    padded = ["^", *first, "$"]
    yield from (f"{mark}2 {left} {right}" for left, right in itertools.pairwise(padded))
    yield from (f"{mark}3 {left} {right}" for left, right in zip(padded, padded[2:], strict=False))
    if first:
        yield f"{mark}first {' '.join(first[:2])}"


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
