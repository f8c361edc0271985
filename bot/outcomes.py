# SPDX-License-Identifier: MPL-2.0
"""What became of a call to a platform, whichever it is."""

from enum import StrEnum


class Outcome(StrEnum):
    """REFUSED: tried again it will be refused again. LATER: surely not done, and may be done later. UNCLEAR: perhaps done. REVOKED: the bot is not let in any more."""

    REFUSED = "refused"
    LATER = "later"
    UNCLEAR = "unclear"
    REVOKED = "revoked"


UNSETTLED = "unsettled: "
"""Before a platform's word, where something was refused, and where it may not even be looked up whether it was done before."""


TOO_LONG = "too_long"
"""What takes the place of one message, and would take several."""


class CallError(Exception):
    """A call that was not answered as it should be. `code`: the platform's own word for it. `wait`: seconds until it may be tried again, where the platform says."""

    def __init__(self, outcome: Outcome, code: str, wait: float = 0.0) -> None:
        super().__init__(f"{outcome}: {code}")
        self.outcome, self.code, self.wait = outcome, code, wait
