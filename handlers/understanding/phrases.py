# SPDX-License-Identifier: MPL-2.0
"""Finds phrases of one or several words in a message, in any inflection."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from config.catalogue.values import WordLists
from handlers.understanding.text import Token, stems, tokens

_SHORTEST_STEM = 3  # letters; shorter words count only as they are written
_WORDS = 2_000  # kept by each list of phrases


@dataclass(frozen=True, slots=True)
class Found:
    """A value whose phrase stands at tokens [start, end)."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    stems: frozenset[str]
    prefix: bool

    def matches(self, word: str) -> bool:
        if self.prefix:
            return word.startswith(self.folded)
        return word == self.folded or (len(word) > _SHORTEST_STEM and not self.stems.isdisjoint(stems(word)))


_Phrase = tuple[tuple[_Word, ...], str]
"""Its words, and the value that it stands for."""


class Phrases:
    """Values with the phrases that stand for them, ready to be found. Longer phrases win over shorter ones inside them."""

    def __init__(self, values: Mapping[str, Iterable[str]]) -> None:
        self._by_start: dict[str, list[_Phrase]] = defaultdict(list)
        for value, phrases in values.items():
            for phrase in phrases:
                if words := _words(phrase):
                    self._by_start[words[0].folded[:2]].append((words, value))
        for entries in self._by_start.values():
            entries.sort(key=lambda entry: (-len(entry[0]), entry[0][0].prefix))
        self._begun_by = lru_cache(maxsize=_WORDS)(partial(_beginning_with, self._by_start))

    def find(self, message: Sequence[Token]) -> list[Found]:
        """In the order of the message, without overlap."""
        return list(self._matches(message))

    def whole(self, message: Sequence[Token]) -> str | None:
        """The value of a phrase that is the entire message."""
        found = self._at(message, 0)
        return found.value if found and found.end == len(message) else None

    def leading(self, message: Sequence[Token]) -> Found | None:
        """The longest phrase with which the message begins."""
        return self._at(message, 0)

    def _matches(self, message: Sequence[Token]) -> Iterator[Found]:
        end = 0
        for place, token in enumerate(message):
            if place >= end and self._begun_by(token.folded) and (found := self._at(message, place)):
                yield found
                end = found.end

    def _at(self, message: Sequence[Token], place: int) -> Found | None:
        if place >= len(message):
            return None
        for rest, value in self._begun_by(message[place].folded):
            span = message[place + 1 : place + 1 + len(rest)]
            if len(span) == len(rest) and all(word.matches(token.folded) for word, token in zip(rest, span, strict=True)):
                return Found(value, place, place + 1 + len(rest))
        return None


def _beginning_with(by_start: Mapping[str, Sequence[_Phrase]], word: str) -> tuple[_Phrase, ...]:
    """The phrases that begin with this word, without it. Kept for the words met last: nearly every word of every message begins none."""
    return tuple((words[1:], value) for words, value in by_start.get(word[:2], ()) if words[0].matches(word))


def both(words: WordLists) -> tuple[str, ...]:
    """The words of both languages: people mix them."""
    return words.da + words.en


def by_value(values: Mapping[str, WordLists]) -> dict[str, tuple[str, ...]]:
    return {value: both(words) for value, words in values.items()}


def _words(phrase: str) -> tuple[_Word, ...]:
    parts = phrase.replace("*", " * ").split()
    words: list[_Word] = []
    for part in parts:
        if part == "*" and not words:
            continue  # a star alone stands for nothing
        if part == "*":
            words[-1] = _Word(words[-1].folded, frozenset(), prefix=True)
        else:
            words += [_Word(token.folded, stems(token.folded), prefix=False) for token in tokens(part)]
    return tuple(words)
