# SPDX-License-Identifier: MPL-2.0
"""Replies as Slack shows them: blocks that keep Slack's limits whatever they hold, and a text that says the same."""

from collections.abc import Callable, Iterator, Sequence

from bot.adapters.slack.blocks import Block, Button, context, header, section
from bot.adapters.slack.choices import CHOICE, asked, choice_pieces, choice_value
from bot.adapters.slack.cutting import Line, packed, split
from bot.adapters.slack.limits import CONTEXT_TEXT, HEADER_TEXT, SECTION_TEXT, fits
from bot.adapters.slack.mrkdwn import GAP, bold, cited, dating, escape, link, linked, said
from bot.adapters.slack.pages import Piece, Rendered, kept, messages, text_piece, view
from bot.adapters.slack.tables import table_lines
from bot.bars import bars
from bot.localise import LocalisedChart, LocalisedPart, LocalisedReply
from bot.printable import clean, one_line

__all__ = ["CHOICE", "Block", "Button", "Rendered", "asked", "choice_value", "render", "render_blocks"]

_FENCE = "```"
_CODE_TEXT = SECTION_TEXT - 2 * len(_FENCE) - 2
_MARKUP = frozenset("&<>")


def render(reply: LocalisedReply, *, buttons: Sequence[Button] = ()) -> tuple[Rendered, ...]:
    """The messages it takes, in order; choices and `buttons` stand in the last. People of any workspace are mentioned by their id."""
    return messages([*_pieces(reply), *choice_pieces(reply, buttons)])


def render_blocks(reply: LocalisedReply, *, most: int = 100, more: str = "") -> tuple[Block, ...]:
    """The blocks for a modal or the App Home, at most `most`. What does not fit is left out, and `more` is said instead."""
    return view([*_pieces(reply), *choice_pieces(reply, ())], most, said(more))


def _pieces(reply: LocalisedReply) -> Iterator[Piece]:
    dated = dating(reply.moments)
    for part in reply.parts:
        yield from _part(part, dated)
    if reply.sources:
        lines = (Line(f"• {one_line(cited(source))}", f"• {words}") for source in reply.sources if (words := one_line(said(source))))
        title = f"{one_line(said(reply.sources_title))}:"
        yield from (Piece((context(line.mrkdwn),), line.words) for line in packed((Line(title, title), *lines), CONTEXT_TEXT))


def _part(part: LocalisedPart, dated: Callable[[str], str]) -> Iterator[Piece]:
    match part.kind:
        case "heading":
            yield from _heading(part.text)
        case "bullets":
            yield from _lines((f"• {line}" for item in part.items if (line := said(item).strip())), dated)
        case "table" if part.table:
            yield from (text_piece(line) for line in packed(table_lines(part.table, dated), SECTION_TEXT))
        case "verbatim":
            yield from _verbatim(part.text)
        case "prose":
            yield from (text_piece(line) for line in packed([Line(linked(part.text), said(part.text, mentions=False))], SECTION_TEXT))
        case "chart" if part.chart:
            yield from _chart(part.chart, dated)
        case "link":
            yield from (text_piece(line) for line in packed([_link(part)], SECTION_TEXT))
        case _:
            yield from _paragraph(said(part.text), dated)


def _heading(text: str) -> Iterator[Piece]:
    """A header shows plain text only, and entities in it are nobody's promise: what holds more than words is said in bold."""
    plain = one_line(clean(text))
    if plain and _MARKUP.isdisjoint(plain) and "slack:" not in plain and fits(plain, HEADER_TEXT):
        yield Piece((header(plain),), plain, keep=True)
    else:
        yield from kept(one_line(said(text)), strong=True)


def _paragraph(words: str, dated: Callable[[str], str]) -> Iterator[Piece]:
    mrkdwn = dated(words)
    if fits(mrkdwn, SECTION_TEXT):
        if words.strip():
            yield text_piece(Line(mrkdwn.strip("\n"), words))
    else:
        yield from (text_piece(line) for line in packed([Line(mrkdwn, words)], SECTION_TEXT))


def _lines(lines: Iterator[str], dated: Callable[[str], str]) -> Iterator[Piece]:
    yield from (text_piece(line) for line in packed((Line(dated(line), line) for line in lines), SECTION_TEXT))


def _chart(chart: LocalisedChart, dated: Callable[[str], str]) -> Iterator[Piece]:
    """Its words, and under them bars in a block of code. Whoever hears the message is told the words alone."""
    title, says = one_line(said(f"{chart.title} ({chart.unit})")), said(chart.says)
    for line in packed([Line(bold(title), title), Line(dated(says), says)], SECTION_TEXT):
        yield Piece((section(line.mrkdwn),), line.words, keep=True)
    for block in split(_inert("\n".join(bars(chart))), _CODE_TEXT):
        yield Piece((section(f"{_FENCE}\n{block}\n{_FENCE}"),), "")


def _link(part: LocalisedPart) -> Line:
    label, url = one_line(said(part.text)), said(one_line(clean(part.url)), mentions=False)
    return Line(link(part.url, part.text), ": ".join(words for words in (label, url) if words))


def _verbatim(text: str) -> Iterator[Piece]:
    """In a block of code, which nothing in it can end."""
    yield from (Piece((section(f"{_FENCE}\n{part}\n{_FENCE}"),), part) for part in split(_inert(text), _CODE_TEXT))


def _inert(text: str) -> str:
    return escape(clean(text)).replace("``", f"`{GAP}`{GAP}")
