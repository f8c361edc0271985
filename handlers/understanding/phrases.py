# SPDX-License-Identifier: MPL-2.0
"""Finds phrases of one or several words in a message, in any inflection."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.catalogue.values import WordLists
from handlers.understanding.text import Token, stems, tokens

_SHORTEST_STEM = 3  # letters; shorter words count only as they are written


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

    def matches(self, token: Token) -> bool:
        if self.prefix:
            return token.folded.startswith(self.folded)
        return token.folded == self.folded or (len(token.folded) > _SHORTEST_STEM and not self.stems.isdisjoint(stems(token.folded)))


class Phrases:
    """Values with the phrases that stand for them, ready to be found. Longer phrases win over shorter ones inside them."""

    def __init__(self, values: Mapping[str, Iterable[str]]) -> None:
        self._by_start: dict[str, list[tuple[tuple[_Word, ...], str]]] = defaultdict(list)
        for value, phrases in values.items():
            for phrase in phrases:
                if words := _words(phrase):
                    self._by_start[words[0].folded[:2]].append((words, value))
        for entries in self._by_start.values():
            entries.sort(key=lambda entry: (-len(entry[0]), entry[0][0].prefix))

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
        place = 0
        while place < len(message):
            found = self._at(message, place)
            if found:
                yield found
            place = found.end if found else place + 1

    def _at(self, message: Sequence[Token], place: int) -> Found | None:
        if place >= len(message):
            return None
        for words, value in self._by_start.get(message[place].folded[:2], ()):
            span = message[place : place + len(words)]
            if len(span) == len(words) and all(word.matches(token) for word, token in zip(words, span, strict=True)):
                return Found(value, place, place + len(words))
        return None


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
