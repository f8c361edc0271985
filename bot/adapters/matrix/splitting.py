# SPDX-License-Identifier: MPL-2.0
"""Answers of any length as messages that fit: torn between paragraphs, points and rows, and inside one only where it is too large by itself."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.kept_together import kept_together

MOST = 33_000
"""Of the words and the HTML of one message, as JSON and with every letter beyond ASCII written out, as matrix-nio encrypts it. In base64, with what else a
message and its relation hold, an event stays below 65,536 bytes: https://spec.matrix.org/latest/client-server-api/#size-limits"""
_WRAPPED = 40  # what a list and the lines between pieces add
_BREAKS = ("\n", ". ", "! ", "? ", " ")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, plain and as HTML, that stay together. `keep`: with the next piece. `listed`: "ul" or "ol", where it is a point of the list `group`.

    `number`: of a point of an "ol".
    """

    words: str
    html: str
    keep: bool = False
    listed: str = ""
    group: int = 0
    number: int = 0


def weight(text: str) -> int:
    """Bytes as JSON on the wire, and never fewer as UTF-8."""
    return len(text) if text.isalnum() and text.isascii() else len(json.dumps(text)) - 2


def fits(piece: Piece) -> bool:
    """Into a message of its own."""
    return _size(piece) <= MOST


def pages(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """At least one, each no heavier than MOST if each piece is not."""
    page: list[Piece] = []
    held = 0
    for unit in kept_together(pieces, lambda some: sum(map(_size, some)) <= MOST):
        size = sum(map(_size, unit))
        if page and held + size > MOST:
            yield page
            page, held = [], 0
        page.extend(unit)
        held += size
    yield page


def torn(text: str, made: Callable[[str], Piece]) -> Iterator[Piece]:
    """Text as one piece; as several where it is too heavy for one."""
    while not fits(piece := made(text)):
        end = len(text)
        while not fits(piece):
            end = max(end * MOST // (_size(piece) + 1), 1)
            piece = made(text[:end])
        place = _place(text, end)
        if (part := text[:place].rstrip()).strip():
            yield made(part)
        text = text[place:].removeprefix(" ").removeprefix("\n")
    if text.strip():
        yield piece


def joined(page: Sequence[Piece]) -> tuple[str, str]:
    """A message's words and its HTML: lists as lists, right under what stands above them, and an empty line between what stands apart."""
    words, html, above = "", "", Piece("", "")
    for (listed, _), group in groupby(page, lambda piece: (piece.listed, piece.group)):
        some = list(group)
        if listed:
            words += ("\n" if above.keep else "\n\n") + "\n".join(piece.words for piece in some)
            html += "".join(_list(listed, some))
        else:
            words += "".join(f"\n\n{piece.words}" for piece in some)
            html += "".join(piece.html for piece in some)
        above = some[-1]
    return words.strip("\n"), html


def _list(listed: str, some: Sequence[Piece]) -> Iterator[str]:
    """One list; several where numbers do not follow each other."""
    if listed == "ul":
        yield f"<ul>{''.join(f'<li>{piece.html}</li>' for piece in some)}</ul>"
        return
    for _, run in groupby(enumerate(some), lambda each: each[1].number - each[0]):
        points = [piece for _, piece in run]
        start = f' start="{points[0].number}"' if points[0].number != 1 else ""
        yield f"<ol{start}>{''.join(f'<li>{piece.html}</li>' for piece in points)}</ol>"


def _size(piece: Piece) -> int:
    return weight(piece.words) + weight(piece.html) + _WRAPPED


def _place(text: str, end: int) -> int:
    """The best place at or before `end`: in the second half, and after a line rather than a sentence, a sentence rather than a word."""
    for mark in _BREAKS:
        place = text.rfind(mark, end // 2, end)
        if place > 0:
            return place + len(mark.strip(" \n"))
    return end
