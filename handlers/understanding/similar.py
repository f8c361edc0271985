# SPDX-License-Identifier: MPL-2.0
"""Finds the keys that a misspelt word resembles, among hundreds of thousands, in about a millisecond."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

_TOLERANCE = ((7, 1), (10, 2), (99, 3))  # (up to this many letters, so many slips)
_SHORTEST = 4  # letters; shorter words resemble everything
_FIRST_COUNTS = 5  # letters up to which the first one must be right
_CANDIDATES = 40
_LONGEST = 40  # letters; longer words are no names


class SimilarKeys:
    """An index of keys by their runs of three letters."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = list(keys)
        self._lengths = np.fromiter((len(key) for key in self._keys), dtype=np.int32, count=len(self._keys))
        postings: dict[str, list[int]] = defaultdict(list)
        for number, key in enumerate(self._keys):
            for gram in _grams(key):
                postings[gram].append(number)
        self._postings: dict[str, NDArray[np.int32]] = {gram: np.array(numbers, dtype=np.int32) for gram, numbers in postings.items()}

    def near(self, word: str, *, generous: bool = False) -> list[tuple[str, float]]:
        """(key, likeness 0 to 1) of the keys within tolerance, the likest first; only those as good as the best. `generous`: one more slip."""
        slips = _tolerance(len(word)) + (1 if generous and len(word) > _SHORTEST else 0)
        if not _SHORTEST <= len(word) <= _LONGEST or not self._keys:
            return []
        scored = [(key, distance) for key in self._candidates(word, slips) if (distance := OSA.distance(word, key, score_cutoff=slips)) <= slips]
        scored = [(key, distance) for key, distance in scored if generous or len(word) > _FIRST_COUNTS or key[0] == word[0]]
        best = min((distance for _, distance in scored), default=0)
        return [(key, 1 - distance / max(len(word), len(key))) for key, distance in sorted(scored) if distance == best]

    def _candidates(self, word: str, slips: int) -> list[str]:
        grams = _grams(word)
        found = [self._postings[gram] for gram in grams if gram in self._postings]
        if not found:
            return []
        shared = np.bincount(np.concatenate(found), minlength=len(self._keys))
        shared[np.abs(self._lengths - len(word)) > slips] = 0
        least = max(1, len(grams) - 4 * slips)  # one slip, two letters changed over at worst, spoils at most four grams
        good = np.flatnonzero(shared >= least)
        best = good[np.argsort(-shared[good], kind="stable")[:_CANDIDATES]]
        return [self._keys[number] for number in best]


def _tolerance(length: int) -> int:
    return next(slips for upto, slips in _TOLERANCE if length <= upto or upto == _TOLERANCE[-1][0])


def _grams(key: str) -> set[str]:
    padded = f"^{key}$"
    return {padded[place : place + 3] for place in range(len(padded) - 2)}
