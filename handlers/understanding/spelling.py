# SPDX-License-Identifier: MPL-2.0
"""Mends misspelt words of questions: `steerign` counts as `steering`. Names are found before, and are left alone."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from handlers.understanding.similar import SimilarKeys
from handlers.understanding.text import Token, stems

_SHORTEST = 5  # letters; shorter words resemble too many others
_MOST = 8  # words mended in one message


class Spelling:
    """`known`: words that are right as they are, in any inflection; `frequent`: those that a misspelt word is taken for."""

    def __init__(self, known: Collection[str] = (), frequent: Collection[str] = ()) -> None:
        self._known = known
        self._frequent = frequent

    @cached_property
    def _known_stems(self) -> frozenset[str]:
        return frozenset(stem for word in self._known for stem in stems(word))

    @cached_property
    def _similar(self) -> SimilarKeys:
        return SimilarKeys(sorted(word for word in self._frequent if len(word) >= _SHORTEST))

    def mended(self, message: Sequence[Token], names: Collection[int]) -> tuple[Token, ...]:
        """The same tokens, misspelt ones folded to the word they resemble. `names`: places that belong to names."""
        return tuple(self._mended(message, names)) if self._frequent else tuple(message)

    def _mended(self, message: Sequence[Token], names: Collection[int]) -> Iterator[Token]:
        left = _MOST
        for place, token in enumerate(message):
            if place in names or left == 0 or not self._unknown(token.folded):
                yield token
                continue
            left -= 1
            near = self._similar.near(token.folded)
            yield replace(token, folded=near[0][0]) if near else token

    def _unknown(self, word: str) -> bool:
        return len(word) >= _SHORTEST and word.isalpha() and word not in self._known and self._known_stems.isdisjoint(stems(word))
