# SPDX-License-Identifier: MPL-2.0
"""A text of which more and more has been read: what has been is struck out, so that nothing is read twice."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from handlers.understanding.text import fold

STRUCK = "|"
"""What stands for each struck letter: neither a word nor a blank, so that nothing is read across it."""


class Unread:
    """`folded`: the text in lower case and ASCII letters (`lørdag` is `loerdag`), struck where it has been read."""

    def __init__(self, text: str) -> None:
        self._text = text
        letters = [fold(letter) for letter in text] if not text.isascii() else list(text.lower())
        self._places = [place for place, letter in enumerate(letters) for _ in letter]
        self.folded = "".join(letters)

    @property
    def text(self) -> str:
        """As it was written, struck where it has been read."""
        read = {self._places[place] for place, letter in enumerate(self.folded) if letter == STRUCK}
        return "".join(STRUCK if place in read else letter for place, letter in enumerate(self._text)) if read else self._text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match, struck out; None: there is none."""
        match = pattern.search(self.folded)
        if match:
            self.strike(match.start(), match.end())
        return match

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Every match, struck out."""
        found = list(pattern.finditer(self.folded))
        for match in found:
            self.strike(match.start(), match.end())
        return found

    def strike(self, start: int, end: int) -> None:
        """These places of `folded` have been read."""
        self.folded = self.folded[:start] + STRUCK * (end - start) + self.folded[end:]

    def folded_before(self, place: int, most: int) -> str:
        """The folded text before this place of `text`, at most so many letters of it."""
        end = bisect_left(self._places, place)
        return self.folded[max(0, end - most) : end]

    def strike_written(self, spans: Iterable[tuple[int, int]]) -> None:
        """These places of `text` have been read."""
        for start, end in spans:
            self.strike(bisect_left(self._places, start), bisect_left(self._places, end))
