# SPDX-License-Identifier: MPL-2.0
"""A reply as Markdown (CommonMark, and GitHub's tables) that reads well as it is, in an e-mail of plain text too. What people said makes no markup.

https://spec.commonmark.org/0.31.2/ · Choices are left out: nothing can be clicked here, and what they do is said in words.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.documents.links import cited, target
from bot.localise import LocalisedChart, LocalisedPart, LocalisedReply, LocalisedTable
from bot.printable import clean, one_line

_ENTITY = re.compile(r"&(?=#?\w{1,40};)")
_ACTS = re.compile(r"[\\`*\[\]<|~#]|&(?=#?\w{1,40};)|(?<![^\W_])_|_(?![^\W_])")
"""Wherever it stands."""
_BEGINS = re.compile(r"^(?:>|[-+=:](?=\s|$)|-(?=[-\s]*$)|=(?==*\s*$))")
_COUNTS = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_TICKS = re.compile(r"`+")


def document(reply: LocalisedReply, title: str) -> str:
    """The whole text, with a line feed at its end. `title`: its first heading, where the reply has none of its own."""
    parts = list(reply.parts)
    top = parts.pop(0).text if parts and parts[0].kind == "heading" else title
    blocks = [f"# {_line(top)}", *_blocks(parts), *_sources(reply)]
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"


def _blocks(parts: Sequence[LocalisedPart]) -> Iterator[str]:
    """Links that follow each other are a list."""
    for linked, some in groupby(parts, lambda part: part.kind == "link"):
        run = list(some)
        if linked and len(run) > 1:
            yield _list([_link(part.text, part.url) for part in run])
        else:
            yield from (block for part in run for block in _part(part))


def _part(part: LocalisedPart) -> Iterator[str]:
    match part.kind:
        case "heading":
            yield f"## {_line(part.text)}"
        case "bullets":
            yield _list([_said(item) for item in part.items])
        case "table" if part.table:
            yield _table(part.table)
        case "link":
            yield _link(part.text, part.url)
        case "verbatim":
            yield _verbatim(clean(part.text))
        case "chart" if part.chart:
            yield from _chart(part.chart)
        case _:
            yield _said(part.text)


def _list(points: Sequence[str]) -> str:
    return "\n".join(f"- {point}".replace("\n", "\n  ") for point in points if point)


def _table(table: LocalisedTable) -> str:
    ruled = " | ".join("---" for _ in table.columns)
    return "\n".join((_row(table.columns), f"| {ruled} |", *map(_row, table.rows)))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_line(cell) for cell in cells)} |"


def _chart(chart: LocalisedChart) -> Iterator[str]:
    """Its words, and its numbers."""
    yield _said(chart.says)
    rows = (f"| {_line(bar.label)} | {bar.said} |" for bar in chart.bars)
    yield "\n".join((f"| {_line(chart.title)} | {_line(chart.unit)} |", "| --- | ---: |", *rows))


def _verbatim(text: str) -> str:
    fence = "`" * max(3, *(len(ticks) + 1 for ticks in _TICKS.findall(text)), 3)
    return f"{fence}\n{text}\n{fence}"


def _sources(reply: LocalisedReply) -> Iterator[str]:
    if reply.sources:
        yield f"{_line(reply.sources_title)}:"
        yield _list([_link(*cited(source)) for source in reply.sources])


def _link(label: str, url: str) -> str:
    words, address = one_line(clean(label)), target(url)
    if not address:
        return _line(": ".join(part for part in (words, one_line(clean(url))) if part))
    inert = _ENTITY.sub(r"\\&", address)
    return f"[{_line(words or address)}](<{inert}>)"


def _said(text: str) -> str:
    """Lines as lines, without empty ones: these would begin a new paragraph."""
    return "\\\n".join(_escaped(line) for each in clean(text).split("\n") if (line := each.strip()))


def _line(text: str) -> str:
    return _escaped(one_line(clean(text)))


def _escaped(line: str) -> str:
    inert = _ACTS.sub(lambda match: f"\\{match[0]}", line)
    return _COUNTS.sub(r"\1\\\2", _BEGINS.sub(lambda match: f"\\{match[0]}", inert))
