# SPDX-License-Identifier: MPL-2.0
"""What was said lately, in its words: the same answer to the same question is put into words once.

Only answers that anybody may be shown, in memory only; emptied whenever something is changed about a person, so that nobody's name outlives their wish.
"""

from collections import OrderedDict
from collections.abc import Callable

from bot.localise import LocalisedReply

MOST = 256
"""Answers; the one unused for longest goes first."""


class SaidLately:
    """Answers are known by all that they say, as JSON: an answer whose facts have changed is another one."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, LocalisedReply] = OrderedDict()

    def words(self, answer: str, say: Callable[[], LocalisedReply]) -> LocalisedReply:
        """The very same object for the same answer, as long as it is kept."""
        if known := self._said.get(answer):
            self._said.move_to_end(answer)
            return known
        said = say()
        if said.concerns:
            self._said.clear()
        elif said.asked:
            self._said[answer] = said
            if len(self._said) > MOST:
                self._said.popitem(last=False)
        return said
