# SPDX-License-Identifier: MPL-2.0
"""How wide words are when they are drawn, and where they break. Reckoned for a wide typeface, so that they fit with any other."""

from collections.abc import Iterable, Iterator

_NARROW, _USUAL, _CAPITAL, _WIDE = 0.36, 0.62, 0.76, 1.0  # of the size; DejaVu Sans, which is wider than the usual system typefaces
_BOLD = 1.12
_NARROW_LETTERS = frozenset("iljtfrI.,:;'!|()[]/- ·«»\"")
_WIDE_LETTERS = frozenset("mwMWÆæ@%…→")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """In pixels; rather too wide than too narrow."""
    return sum(map(_width, text)) * size * (_BOLD if bold else 1)


def _width(letter: str) -> float:
    if letter in _WIDE_LETTERS:
        return _WIDE
    if letter in _NARROW_LETTERS:
        return _NARROW
    return _USUAL if letter.islower() or letter.isdigit() else _CAPITAL if letter.isascii() or letter.isupper() else _WIDE


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines that fit into the room (pixels); a word that is longer than a line is broken."""
    lines: list[str] = []
    line = ""
    for word in _pieces(text.split(), size, room, bold=bold):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size, bold=bold) > room:
            lines.append(line)
            longer = word
        line = longer
    return (*lines, line) if line else tuple(lines)


def _pieces(words: Iterable[str], size: float, room: float, *, bold: bool) -> Iterator[str]:
    for word in words:
        piece = ""
        for letter in word:
            if piece and width_of(piece + letter, size, bold=bold) > room:
                yield piece
                piece = ""
            piece += letter
        yield piece
