# SPDX-License-Identifier: MPL-2.0
"""Where in a message a time of day stands. What it is, `handlers/recurrence` reads."""

import re

_HOUR = r"\d{1,2}(?:[.:]\d{2})?"
CLOCK = re.compile(rf"(?:\b(?:kl\.?|klokken|at)\s*)?\b{_HOUR}(?:\s?[-–]\s?{_HOUR})?(?:\s?[ap]\.?m\b\.?)?", re.IGNORECASE)
"""Also a bare number, which may be one."""
_MARKED = re.compile(rf"\b(?:kl\.?|klokken|at)\s*{_HOUR}\b|\b\d{{1,2}}[.:]\d{{2}}\b|\b\d{{1,2}}\s?[ap]\.?m\b", re.IGNORECASE)


def says_time(text: str) -> bool:
    """Whether a time of day stands in it that is nothing else: "nej, kl. 14"."""
    return _MARKED.search(text) is not None
