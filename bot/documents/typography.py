# SPDX-License-Identifier: MPL-2.0
"""What stands together stays on one line: a day with its month, a clock time with its end, a number with its percent."""

import re

_MONTHS = (
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|"
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_DAY = re.compile(rf"\b(\d{{1,2}}\.?) (?=(?:{_MONTHS})\b)")
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_CLOCK = re.compile(r"\bkl\. \d{1,2}[.:]\d{2}(?:-\d{1,2}[.:]\d{2})?\b|\b\d{1,2}[.:]\d{2}-\d{1,2}[.:]\d{2}\b")
_WHOLE = r'<span style="white-space:nowrap">\g<0></span>'


def unbroken(escaped: str) -> str:
    """`escaped`: words as HTML, not within a tag."""
    return _CLOCK.sub(_WHOLE, _PERCENT.sub("&nbsp;", _DAY.sub(r"\1&nbsp;", escaped)))
