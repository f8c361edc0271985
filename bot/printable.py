# SPDX-License-Identifier: MPL-2.0
"""Text from outside without what cannot be seen, for whatever platform shows it."""

import re
from collections.abc import Iterator
from unicodedata import category

_LINES = str.maketrans({"\t": " ", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


def clean(text: str) -> str:
    """Without control, direction and other invisible characters, private ones and halves of characters; lines stay."""
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    lines = text.replace("\r\n", "\n").translate(_LINES)
    return "".join(char for char in lines if char == "\n" or category(char)[0] != "C")


def one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else text.strip()


_ADDRESS = re.compile(r"(?<![\w/:.@-])https?://[^\s<>\"'`|{}\\^]*[\w/=&#%+~-]", re.IGNORECASE)
"""The mark that ends a sentence is no part of an address."""


def addresses(text: str) -> Iterator[re.Match[str]]:
    """The web addresses in what somebody wrote."""
    return _ADDRESS.finditer(text)
