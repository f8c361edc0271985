# SPDX-License-Identifier: MPL-2.0
"""Finds products by what they do: "systemet til de valgtilforordnede"."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

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
    """An inverted index over what is said of each product, ranked by BM25. `common` words of questions count for nothing.

    Built at the first search: a question that names its product needs none of it.
    """

    def __init__(self, known: Sequence[Description], common: frozenset[str] = frozenset()) -> None:
        self._known = known
        self._common = common
        self._products = list(dict.fromkeys(each.product for each in known))

    @cached_property
    def _postings(self) -> "_Postings":
        numbers = {product: number for number, product in enumerate(self._products)}
        return _Postings(((numbers[each.product], self._terms(tokens(clean(each.text)))) for each in self._known), len(numbers))

    def find(self, message: Sequence[Token], limit: int = 5) -> list[Resemblance]:
        """The products that the message seems to describe, likest first."""
        totals = np.zeros(len(self._products), dtype=np.float32)
        parts = {part: _PART_SHARE for token in message[:_LONGEST] for part in self._parts(token.folded)}
        for term, share in {**parts, **self._terms(message[:_LONGEST])}.items():
            if term in self._postings:
                places, weights = self._postings.of(term)
                totals[places] += share * weights
        best = np.argsort(-totals, kind="stable")[:limit]
        return [Resemblance(self._products[place], float(totals[place])) for place in best if totals[place] > 0]

    def _parts(self, word: str) -> Iterator[str]:
        """Stems of described words that a compound begins or ends with: `sensorplatform` → `sensor`, `platform`."""
        if len(word) < 2 * _SHORTEST_PART or word in self._common or any(stem in self._postings for stem in stems(word)):
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


class _Postings:
    """Which products hold a term, and what it counts for each: BM25, scaled so that a word of one product alone counts 1. Kept in flat arrays."""

    def __init__(self, texts: Iterable[tuple[int, Iterable[str]]], products: int) -> None:
        self._numbers: dict[str, int] = {}
        pairs = array("q")
        for product, terms in texts:
            pairs.extend(self._numbers.setdefault(term, len(self._numbers)) * products + product for term in terms)
        found, counts = np.unique(np.frombuffer(pairs, dtype=np.int64) if pairs else np.empty(0, dtype=np.int64), return_counts=True)
        terms_found, self._owners = np.divmod(found, max(products, 1))
        self._starts = np.searchsorted(terms_found, np.arange(len(self._numbers) + 1))
        self._weights = (_bm25(counts, self._owners) * _rarity(np.diff(self._starts), products)[terms_found]).astype(np.float32)

    def __contains__(self, term: str) -> bool:
        return term in self._numbers

    def of(self, term: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        place = slice(*self._starts[self._numbers[term] : self._numbers[term] + 2])
        return self._owners[place], self._weights[place]


def _bm25(counts: NDArray[np.int64], owners: NDArray[np.int64]) -> NDArray[np.float64]:
    """What a term's count in a product is worth there: more of it counts ever less, and long descriptions are held back."""
    lengths = np.bincount(owners, weights=counts)
    held_back = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[owners] / (lengths.mean() if len(lengths) else 1))
    worth: NDArray[np.float64] = counts * (_SATURATION + 1) / (counts + held_back)
    return worth


def _rarity(spread: NDArray[np.int64], products: int) -> NDArray[np.float64]:
    """1 for a term of one product, less the more products hold it."""
    rarity: NDArray[np.float64] = np.log(1 + (products - spread + 0.5) / (spread + 0.5)) / np.log(1 + (products - 0.5) / 1.5)
    return rarity


def common_words(texts: Iterable[str], least: int = 8) -> frozenset[str]:
    """Words that describe no product: those frequent, in any inflection, in questions that name their product instead of describing it."""
    words = [{token.folded for token in tokens(clean(text))} for text in texts]
    counts = Counter(stem for found in words for stem in {min(stems(word)) for word in found})
    return frozenset(word for found in words for word in found if counts[min(stems(word))] >= least)
