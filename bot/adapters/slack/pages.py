# SPDX-License-Identifier: MPL-2.0
"""Blocks as messages: as few as hold them, none over Slack's limits, and no heading without what it stands above."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.adapters.slack.blocks import Block, context, section, weight
from bot.adapters.slack.cutting import Line, cut, split
from bot.adapters.slack.limits import FALLBACK_TEXT, MESSAGE_BLOCKS, MESSAGE_CHARACTERS, VIEW_BYTES, fits, units
from bot.adapters.slack.mrkdwn import bold
from bot.kept_together import kept_together

_NOTHING = "…"  # of a reply without words: Slack takes no message without text
_MOST_KEPT = 1_000  # so that a heading and the longest section fit into one message
_PART = FALLBACK_TEXT // 2
_VIEW = VIEW_BYTES - 50_000  # whoever opens a view puts more into it than a reply


@dataclass(frozen=True, slots=True)
class Rendered:
    """One Slack message. `text`: what notifications show and screen readers read, for what `blocks` show."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that stay together. `keep`: with the next piece. `last`: its words stay in the fallback, whatever else is cut."""

    blocks: tuple[Block, ...]
    words: str
    keep: bool = False
    last: bool = False


def text_piece(line: Line) -> Piece:
    return Piece((section(line.mrkdwn),), line.words)


def kept(text: str, *, strong: bool = False) -> Iterator[Piece]:
    """Text that stands above something: its last part stays with the next piece."""
    parts = [text] if text.strip() and fits(text, _MOST_KEPT) else list(split(text, _MOST_KEPT))
    for number, part in enumerate(parts, start=1):
        yield Piece((section(bold(part) if strong else part),), part, keep=number == len(parts))


def messages(pieces: Sequence[Piece]) -> tuple[Rendered, ...]:
    blocks = [block for piece in pieces for block in piece.blocks]
    if len(blocks) <= MESSAGE_BLOCKS and weight(blocks) <= MESSAGE_CHARACTERS:
        return (_message(pieces),)
    return tuple(_message(page) for page in _pages(pieces))


def view(pieces: Sequence[Piece], most: int, more: str) -> tuple[Block, ...]:
    """The first blocks, at most `most`, and no more than a view holds. Where some are missing, `more` is said last."""
    blocks = [(block, piece.keep) for piece in pieces for block in piece.blocks] or [(section(_NOTHING), False)]
    sizes = list(accumulate(_bytes(block) for block, _ in blocks))
    if len(blocks) <= most and sizes[-1] <= _VIEW:
        return tuple(block for block, _ in blocks)
    last = (context(cut(more, _MOST_KEPT)),) if more.strip() else ()
    held = min(max(most - len(last), 1), bisect_right(sizes, _VIEW))
    while held > 1 and blocks[held - 1][1]:
        held -= 1
    return (*(block for block, _ in blocks[:held]), *last)[:most]


def _pages(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    page: list[Piece] = []
    for unit in kept_together(pieces, _fit):
        if page and not _fit([*page, *unit]):
            yield page
            page = []
        page.extend(unit)
    if page:
        yield page


def _fit(pieces: Sequence[Piece]) -> bool:
    blocks = [block for piece in pieces for block in piece.blocks]
    return len(blocks) <= MESSAGE_BLOCKS and weight(blocks) <= MESSAGE_CHARACTERS


def _message(pieces: Sequence[Piece]) -> Rendered:
    blocks = tuple(block for piece in pieces for block in piece.blocks)
    return Rendered(_fallback(pieces), blocks or (section(_NOTHING),))


def _fallback(pieces: Sequence[Piece]) -> str:
    text = "\n".join(piece.words for piece in pieces if piece.words)
    if len(text) * 2 > FALLBACK_TEXT:
        last = cut("\n".join(piece.words for piece in pieces if piece.last), _PART)
        rest = "\n".join(piece.words for piece in pieces if piece.words and not piece.last)
        text = "\n".join(part for part in (cut(rest, FALLBACK_TEXT - units(last) - 1), last) if part)
    return text if text.strip() else _NOTHING


def _bytes(block: Block) -> int:
    """Not fewer than JSON takes for it on the wire."""
    return len(json.dumps(block)) + 2
