# SPDX-License-Identifier: MPL-2.0
"""Two questions in one message, and who is speaking of whom."""

from collections.abc import Iterator
from itertools import islice

from config.intents.intent import Vocabulary
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.reading import Reading
from handlers.understanding.text import Token

_FEWEST = 2  # words in half a message
_REACH = 3  # words after a joint within which the second question must open
_WAYS = 3  # to part a message that are tried; each costs two readings


class Clauses:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._joints = Phrases({"joint": both(vocabulary.clause_joints)})
        self._openings = Phrases({"question": both(vocabulary.question_words)})
        self._ourselves = Phrases({"us": both(vocabulary.ourselves)})

    def about_us(self, reading: Reading) -> bool:
        return bool(self._ourselves.find(reading.tokens))

    def halves(self, reading: Reading) -> Iterator[tuple[str, str]]:
        """Ways to part the message in two that both ask something."""
        return islice(self._halves(reading), _WAYS)

    def _halves(self, reading: Reading) -> Iterator[tuple[str, str]]:
        words = reading.tokens
        for place in self._breaks(reading):
            left, right = words[:place], words[place:]
            if len(left) >= _FEWEST and len(right) >= _FEWEST and self._asks(left) and self._asks(right[: _REACH + 1]):
                yield reading.text[: left[-1].end], reading.text[right[0].start :]

    def _breaks(self, reading: Reading) -> Iterator[int]:
        for place in range(1, len(reading.tokens)):
            if "?" in reading.text[reading.tokens[place - 1].end : reading.tokens[place].start]:
                yield place
        inside = {place for mention in reading.mentions for place in range(mention.start, mention.end)}
        yield from (found.end for found in self._joints.find(reading.tokens) if found.start not in inside and found.start > 0)

    def _asks(self, words: tuple[Token, ...]) -> bool:
        return bool(self._openings.find(words))
