# SPDX-License-Identifier: MPL-2.0
"""Finds products by what they do: "systemet til de valgtilforordnede"."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from config.catalogue.entries import Product
from handlers.understanding.text import Token, clean, stems, tokens

_LETTERS = 5  # length of letter n-grams inside words
_LETTER_SHARE = 0.35  # what a shared run of letters counts beside a shared word
_LONGEST = 60  # words of a message that are looked at


@dataclass(frozen=True, slots=True)
class Description:
    product: str
    text: str


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How well a product's description fits the message: 1 is word for word."""

    product: str
    score: float


def descriptions(products: Iterable[Product]) -> list[Description]:
    """Each product's summaries and the phrases by which people describe it."""
    return [
        Description(product.id, text)
        for product in products
        for text in (product.summary.da, product.summary.en, *product.described_as.da, *product.described_as.en)
    ]


class DescriptionIndex:
    """An inverted index over descriptions: terms weighed by how few products they occur with. `common` words of questions count for nothing."""

    def __init__(self, known: Sequence[Description], common: frozenset[str] = frozenset()) -> None:
        self._common = common
        self._products = list(dict.fromkeys(each.product for each in known))
        number = {product: place for place, product in enumerate(self._products)}
        self._owner = np.fromiter((number[each.product] for each in known), dtype=np.int32, count=len(known))
        terms = [self._terms(tokens(clean(each.text))) for each in known]
        self._rarity = _rarity(terms, self._owner, len(self._products))
        self._postings = _postings(terms, self._rarity)

    def find(self, message: Sequence[Token], limit: int = 5) -> list[Resemblance]:
        """The products that the message seems to describe, likest first."""
        asked = {term: share * self._rarity[term] for term, share in self._terms(message[:_LONGEST]).items() if term in self._rarity}
        length = sum(weight**2 for weight in asked.values()) ** 0.5
        if not length:
            return []
        totals = np.zeros(len(self._owner))
        for term, weight in asked.items():
            places, weights = self._postings[term]
            totals[places] += weight * weights
        best = np.zeros(len(self._products))
        np.maximum.at(best, self._owner, totals / length)
        return [Resemblance(self._products[place], float(best[place])) for place in np.argsort(-best)[:limit] if best[place] > 0]

    def _terms(self, words: Sequence[Token]) -> dict[str, float]:
        terms: dict[str, float] = {}
        for word in (token.folded for token in words):
            if len(word) < 3 or word in self._common:  # noqa: PLR2004 - short words say nothing of a product
                continue
            terms |= dict.fromkeys(stems(word), 1.0)
            for at in range(len(word) - _LETTERS + 1):
                terms.setdefault(f"~{word[at : at + _LETTERS]}", _LETTER_SHARE)
        return terms


def _rarity(terms: Sequence[dict[str, float]], owner: NDArray[np.int32], products: int) -> dict[str, float]:
    spread: dict[str, set[int]] = defaultdict(set)
    for place, found in enumerate(terms):
        for term in found:
            spread[term].add(int(owner[place]))
    return {term: log(1 + products / len(owners)) for term, owners in spread.items()}


def _postings(terms: Sequence[dict[str, float]], rarity: dict[str, float]) -> dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]:
    raw: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, found in enumerate(terms):
        length = sum((share * rarity[term]) ** 2 for term, share in found.items()) ** 0.5
        for term, share in found.items():
            raw[term].append((place, share * rarity[term] / length))
    return {
        term: (np.array([place for place, _ in entries], dtype=np.int32), np.array([weight for _, weight in entries], dtype=np.float32))
        for term, entries in raw.items()
    }


def common_words(texts: Iterable[str], least: int = 25) -> frozenset[str]:
    """Words so frequent in questions of every kind that they describe no product."""
    counts = Counter(token.folded for text in texts for token in {token.folded: token for token in tokens(clean(text))}.values())
    return frozenset(word for word, count in counts.items() if count >= least)
