# SPDX-License-Identifier: MPL-2.0
"""Where Slack's markup may be cut in two: between lines, sentences or words, and never inside an entity or a `<…>`."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from bot.adapters.slack.limits import fits, units
from bot.adapters.slack.mrkdwn import JOINER

_ENTITY = len("&amp;")
_QUOTES = ("&gt;", "\uff1e")
_BREAKS = ("\n", ". ", "! ", "? ", " ")


class Line(NamedTuple):
    """A line of markup, and the words of it alone."""

    mrkdwn: str
    words: str


def cut(text: str, most: int) -> str:
    """At most `most` characters, with "…" where something is missing."""
    return text if fits(text, most) else text[: _whole(text, _hard(text, most - 1))].rstrip() + "…"


def split(text: str, most: int) -> Iterator[str]:
    """Parts of at most `most` characters; none is blank, and indentation stays."""
    while not fits(text, most):
        place = _place(text, _hard(text, most))
        if (part := text[:place].rstrip()).strip():
            yield part
        rest = text[place:]
        text = rest.removeprefix(" ").removeprefix("\n")
        if text.startswith(_QUOTES):  # in the middle of a line it was no quote
            text = JOINER + text
    if text.strip():
        yield text.rstrip()


def packed(lines: Iterable[Line], most: int) -> Iterator[Line]:
    """As many lines together as fit. A line is only torn where it does not fit by itself."""
    held: list[Line] = []
    size = 0
    for line in chain.from_iterable(_parts(each, most) for each in lines):
        length = units(line.mrkdwn) + 1
        if held and size + length > most:
            yield _joined(held)
            held, size = [], 0
        held.append(line)
        size += length
    if held:
        yield _joined(held)


def _parts(line: Line, most: int) -> Iterator[Line]:
    if fits(line.mrkdwn, most - 1):
        if line.mrkdwn.strip():
            yield line
        return
    for number, part in enumerate(split(line.mrkdwn, most - 1)):
        yield Line(part, part if line.mrkdwn == line.words else line.words if number == 0 else "")


def _joined(lines: list[Line]) -> Line:
    return Line("\n".join(line.mrkdwn for line in lines).strip("\n"), "\n".join(line.words for line in lines if line.words).strip("\n"))


def _hard(text: str, most: int) -> int:
    """How much of `text` there is surely room for."""
    head = text[:most]
    return max(len(head) - max(units(head) - most, 0), 1)


def _place(text: str, end: int) -> int:
    """The best place at or before `end`: in the second half, and after a line rather than a sentence, a sentence rather than a word."""
    for mark in _BREAKS:
        place = text.rfind(mark, end // 2, end + 1)
        if place > 0 and (whole := _whole(text, place + len(mark.strip(" \n")))) > end // 2:
            return whole
    return _whole(text, end) or end


def _whole(text: str, place: int) -> int:
    """`place`, or where what it would tear begins."""
    opened = text.rfind("<", 0, place)
    if opened >= 0 and text.find(">", opened) >= place:
        return opened
    entity = text.rfind("&", max(place - _ENTITY + 1, 1), place)
    return entity if entity > 0 and text.find(";", entity, entity + _ENTITY) >= place else place
