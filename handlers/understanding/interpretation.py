# SPDX-License-Identifier: MPL-2.0
"""What a message was understood to mean, and by what evidence."""

from dataclasses import dataclass

from handlers.message import Query
from handlers.understanding.descriptions import Resemblance
from handlers.understanding.reading import Reading

GONE = "gone"
"""The rule for a button that asks what this version of the bot does not know."""
NO_SUCH_CHOICE = "no_such_choice"
"""The rule for a number that was not offered: what was offered stays open."""


@dataclass(frozen=True, slots=True)
class Candidate:
    intent: str
    likelihood: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """`queries`: what to answer, one or two. `certain`: sure enough to answer; else `queries[0]` is a guess, to be asked back about.

    `confidence` is how likely the first query is right, 0 to 1. `why`: the rule that decided (`model`, `exact`, `follow_up`, …).
    """

    queries: tuple[Query, ...]
    certain: bool
    confidence: float
    why: str
    candidates: tuple[Candidate, ...] = ()
    resemblances: tuple[Resemblance, ...] = ()
    reading: Reading | None = None

    @property
    def query(self) -> Query:
        return self.queries[0]
