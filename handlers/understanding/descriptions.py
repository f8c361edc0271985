# SPDX-License-Identifier: MPL-2.0
"""Finds products by what they do: "systemet til de valgtilforordnede"."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from config.catalogue.entries import Product
from handlers.understanding.text import Token, clean, stems, tokens

_LETTERS = 5  # length of letter n-grams inside words
_LETTER_SHARE = 0.2  # what a shared run of letters counts beside a shared word
_PART_SHARE = 0.6  # … and a part of a compound
_SHORTEST_PART = 4  # letters of a compound's part
_LONGEST = 60  # words of a message that are looked at
_SATURATION, _LENGTH = 1.0, 0.3  # BM25's k1 and b (Robertson & Zaragoza 2009): how soon repetition stops counting; how much long descriptions are held back
UNKNOWN = "unknown"
"""The category of products whose purpose no source tells: their summaries say just that, and describe nothing."""


@dataclass(frozen=True, slots=True)
class Description:
    product: str
    text: str


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How well a product's descriptions fit the message: 1 is one word that describes no other product."""

    product: str
    score: float


def descriptions(products: Iterable[Product]) -> list[Description]:
    """Each product's summaries and the phrases by which people describe it."""
    return [
        Description(product.id, text)
        for product in products
        if product.category != UNKNOWN
        for text in (product.summary.da, product.summary.en, *product.described_as.da, *product.described_as.en)
    ]


class DescriptionIndex:
    """An inverted index over what is said of each product, ranked by BM25. `common` words of questions count for nothing."""

    def __init__(self, known: Iterable[Description], common: frozenset[str] = frozenset()) -> None:
        self._common = common
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for each in known:
            counts[each.product].update(self._terms(tokens(clean(each.text))).keys())
        self._products = list(counts)
        self._postings = _postings(list(counts.values()))

    def find(self, message: Sequence[Token], limit: int = 5) -> list[Resemblance]:
        """The products that the message seems to describe, likest first."""
        totals = np.zeros(len(self._products), dtype=np.float32)
        asked = self._terms(message[:_LONGEST])
        parts = {part: _PART_SHARE for token in message[:_LONGEST] for part in self._parts(token.folded)}
        for term, share in {**parts, **asked}.items():
            if term in self._postings:
                places, weights = self._postings[term]
                totals[places] += share * weights
        best = np.argsort(-totals, kind="stable")[:limit]
        return [Resemblance(self._products[place], float(totals[place])) for place in best if totals[place] > 0]

    def _parts(self, word: str) -> Iterator[str]:
        """Stems of described words that a compound begins or ends with: `sensorplatform` → `sensor`, `platform`."""
        if len(word) < 2 * _SHORTEST_PART or word in self._common or not self._postings.keys().isdisjoint(stems(word)):
            return
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            for part in (word[:cut], word[cut:]):
                if part not in self._common:
                    yield from (stem for stem in stems(part) if stem in self._postings)

    def _terms(self, words: Sequence[Token]) -> dict[str, float]:
        """Stems of words, and runs of letters inside them; what each counts."""
        terms: dict[str, float] = {}
        for word in (token.folded for token in words):
            if len(word) < 3 or word in self._common:  # noqa: PLR2004 - short words say nothing of a product
                continue
            terms |= dict.fromkeys(stems(word), 1.0)
            for at in range(len(word) - _LETTERS + 1):
                terms.setdefault(f"~{word[at : at + _LETTERS]}", _LETTER_SHARE)
        return terms


def _postings(counts: Sequence[Counter[str]]) -> dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]:
    """Term → (products that hold it, what it counts for each): BM25, scaled so that a word of one product alone counts 1."""
    lengths = [found.total() for found in counts]
    usual = sum(lengths) / max(len(lengths), 1)
    raw: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, found in enumerate(counts):
        held_back = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[place] / usual)
        for term, count in found.items():
            raw[term].append((place, count * (_SATURATION + 1) / (count + held_back)))
    once = log(1 + (len(counts) - 0.5) / 1.5)
    return {
        term: (np.array([place for place, _ in entries], dtype=np.int32), np.array([weight * rarity for _, weight in entries], dtype=np.float32))
        for term, entries in raw.items()
        if (rarity := log(1 + (len(counts) - len(entries) + 0.5) / (len(entries) + 0.5)) / once)
    }


def common_words(texts: Iterable[str], least: int = 8) -> frozenset[str]:
    """Words that describe no product: those frequent, in any inflection, in questions that name their product instead of describing it."""
    words = [{token.folded for token in tokens(clean(text))} for text in texts]
    counts = Counter(stem for found in words for stem in {min(stems(word)) for word in found})
    return frozenset(word for found in words for word in found if counts[min(stems(word))] >= least)
