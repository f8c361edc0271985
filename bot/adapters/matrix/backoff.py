# SPDX-License-Identifier: MPL-2.0
"""How long to wait before something is tried again: ever longer, and never at the same moment as others."""

import random


def pause(attempt: int, wait: float, first: float, longest: float) -> float:
    """Seconds before the attempt after this one, the first being 0. `wait`: what the homeserver asked for; never less than that."""
    least = min(first * 2.0 ** min(attempt, 30), longest)
    return max(wait, least) + random.uniform(0, least)  # noqa: S311 - no secret
