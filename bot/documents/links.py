# SPDX-License-Identifier: MPL-2.0
"""Which addresses a document links to; all others are words."""

import re

from bot.printable import clean, one_line

_FOLLOWED = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@)[^\s]*", re.IGNORECASE)
_SOURCE = re.compile(r"(?:(.*[^\s:])[\s:]*\s)?(https?://\S+)", re.DOTALL)
_IN_URL = str.maketrans({" ": "%20", "<": "%3C", ">": "%3E", '"': "%22", "`": "%60", "\\": "%5C", "\n": "%0A"})
_LONGEST = 2_000  # characters


def target(url: str) -> str:
    """The address as it may stand in a link; empty: nobody should follow it."""
    address = clean(url).strip().translate(_IN_URL)
    return address if len(address) <= _LONGEST and _FOLLOWED.fullmatch(address) else ""


def cited(line: str) -> tuple[str, str]:
    """A source, "title, date: address", as its title and its address. Without an address that is followed, all of it is the title."""
    whole = one_line(clean(line))
    match = _SOURCE.fullmatch(whole)
    return (match[1] or match[2], target(match[2])) if match and target(match[2]) else (whole, "")
