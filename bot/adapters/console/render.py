# SPDX-License-Identifier: MPL-2.0
"""Replies as text that fits a terminal. Everything that came from outside is shown as plain text."""

import unicodedata
from collections.abc import Iterator
from textwrap import wrap
from unicodedata import category

from bot.bars import bars
from bot.localise import LocalisedChart, LocalisedPart, LocalisedReply, LocalisedTable

_NARROWEST = 8  # columns a table cell keeps
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def render(reply: LocalisedReply, *, width: int = 100, colour: bool = False) -> str:
    """The reply in lines of at most `width` columns. `colour` marks headings and sources; nothing is said by colour alone."""
    blocks = ["\n".join(_part(part, width, colour)) for part in reply.parts]
    if reply.choices:
        numbered = [line for choice in reply.choices for line in _wrapped(choice.label, width, f"  {choice.number}. ", "     ")]
        blocks.append("\n".join([*numbered, safe(reply.choose)]))
    if reply.sources:
        lines = [f"{safe(reply.sources_title)}:"] + [line for source in reply.sources for line in _wrapped(source, width, "  - ", "    ")]
        blocks.append("\n".join(_styled(line, _DIM, colour) for line in lines))
    return "\n\n".join(block for block in blocks if block)


def safe(text: str) -> str:
    """Without control characters: no text from outside may steer the terminal."""
    return text if text.isprintable() else "".join(char for char in text if char == "\n" or category(char)[0] != "C")


def _part(part: LocalisedPart, width: int, colour: bool) -> Iterator[str]:
    match part.kind:
        case "heading":
            yield from (_styled(line, _BOLD, colour) for line in _wrapped(part.text, width))
        case "bullets":
            for item in part.items:
                yield from _wrapped(item, width, "  - ", "    ")
        case "table" if part.table:
            yield from _table(part.table, width)
        case "verbatim":
            yield from safe(part.text).split("\n")
        case "link":
            yield f"{safe(part.text)}: {safe(part.url)}"
        case "chart" if part.chart:
            yield from _chart(part.chart, width)
        case _:
            yield from _wrapped(part.text, width)


def _chart(chart: LocalisedChart, width: int) -> Iterator[str]:
    yield from _wrapped(f"{chart.title} ({chart.unit})", width)
    yield from _wrapped(chart.says, width)
    yield from (f"  {line}" for line in bars(chart, max(width - 2, 1)))


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    for number, line in enumerate(safe(text).split("\n")):
        start = first if number == 0 else rest
        if len(start) + len(line) <= width:
            yield start + line
            continue
        yield from wrap(line, max(width, 20), initial_indent=start, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False) or [start]


def _table(table: LocalisedTable, width: int) -> Iterator[str]:
    grid = [[safe(cell).strip() for cell in row] for row in (table.columns, *table.rows)]
    widths = _widths(grid, width)
    for number, row in enumerate(grid):
        cells = [_cell(text, columns) for text, columns in zip(row, widths, strict=True)]
        for line in range(max(len(cell) for cell in cells)):
            texts = (_padded(cell[line] if line < len(cell) else "", columns) for cell, columns in zip(cells, widths, strict=True))
            yield "  ".join(texts).rstrip()
        if number == 0:
            yield "  ".join("-" * columns for columns in widths)


def _cell(text: str, columns: int) -> list[str]:
    return [text] if _columns(text) <= columns else wrap(text, columns, break_long_words=True)


def _widths(grid: list[list[str]], width: int) -> list[int]:
    """Each column as wide as it needs; the widest give way until the table fits."""
    widths = [max(_columns(row[place]) for row in grid) or 1 for place in range(len(grid[0]))]
    room = max(width - 2 * (len(widths) - 1), _NARROWEST * len(widths))
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - _columns(text))


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _styled(text: str, style: str, colour: bool) -> str:
    return f"{style}{text}{_PLAIN}" if colour else text
