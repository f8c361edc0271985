# SPDX-License-Identifier: MPL-2.0
"""How much of a position is spoken of: "20 %", "1/5 stilling", "a third of a position"."""

import re

_PERCENT = re.compile(r"(?<![\d.,])(\d{1,3})\s?(?:%|procent|percent)", re.IGNORECASE)
_FRACTION = re.compile(
    r"(?<![\d/])(\d)/(\d{1,2})(?![\d/])\s?(?:af en\s|of a\s|of an\s)?(?:stilling|årsværk|aarsvaerk|position|fte|full-time|fuldtid)", re.IGNORECASE
)
_WHOLE = 100


def shares(text: str) -> tuple[str, ...]:
    """Each share in percent, as text; only from 1 to 100."""
    percents = [int(found[1]) for found in _PERCENT.finditer(text)]
    fractions = [round(_WHOLE * int(found[1]) / int(found[2])) for found in _FRACTION.finditer(text) if int(found[2])]
    return tuple(str(share) for share in (*percents, *fractions) if 0 < share <= _WHOLE)
