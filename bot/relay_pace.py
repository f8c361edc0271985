# SPDX-License-Identifier: MPL-2.0
"""How patient the relay is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayPace:
    """Seconds. `lease`: that a claim holds; it is renewed each third of it. `look`: between two looks at the ledger. `first`, `longest`: the pause after a failure.

    `attempts`: before something is parked. `most`: in hand at the same time. `leaving`: that what is being posted has when the service stops.
    `bulk`: in hand at the same time of what comes in thousands, such as an announcement: what else is to be said, and answers, need not wait behind it.
    `boards`: between two looks at whether what a board says has changed.
    """

    lease: float = 60.0
    look: float = 1.0
    first: float = 5.0
    longest: float = 900.0
    attempts: int = 10
    most: int = 500
    bulk: int = 24
    leaving: float = 2.0
    boards: float = 20.0
