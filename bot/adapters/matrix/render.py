# SPDX-License-Identifier: MPL-2.0
"""A reply as messages of a room: in plain words and, saying the same, in HTML. https://spec.matrix.org/latest/client-server-api/#mroommessage-msgtypes"""

from collections.abc import Iterator, Sequence

from bot.adapters.matrix.html import broken, cited, escape, guarded, link, linked, plain, said, unnamed
from bot.adapters.matrix.relating import Content
from bot.adapters.matrix.splitting import Piece, fits, joined, pages, torn
from bot.adapters.matrix.tables import BULLET, row, table_rows, title
from bot.bars import bars
from bot.localise import LocalisedChart, LocalisedPart, LocalisedReply, LocalisedTable
from bot.printable import clean, one_line

_NOTHING = "…"  # of a reply without words
_SOURCES, _CHOICES = -1, -2  # as groups: the parts count from 0


def render(reply: LocalisedReply, *, mentions: Sequence[str] = (), notify: bool = False) -> tuple[Content, ...]:
    """What it takes to say it, in order; choices stand in the last. `mentions`: the user ids of those it is meant to reach, and nobody else: the first
    message calls them. `notify`: as what clients notify of; by default they do not.
    """
    messages = enumerate(pages(list(_pieces(reply))))
    return tuple(_content(*joined(page), mentions=() if number else mentions, notify=notify) for number, page in messages)


def _content(words: str, html: str, *, mentions: Sequence[str], notify: bool) -> Content:
    return {
        "msgtype": "m.text" if notify else "m.notice", "body": words or _NOTHING, "format": "org.matrix.custom.html", "formatted_body": guarded(html) or _NOTHING,
        "m.mentions": {"user_ids": list(dict.fromkeys(mentions))} if mentions else {},
    }  # fmt: skip


def _pieces(reply: LocalisedReply) -> Iterator[Piece]:
    for group, part in enumerate(reply.parts):
        yield from _part(part, group)
    yield from _sources(reply)
    if reply.choices:
        yield from torn(clean(reply.choose), lambda text: Piece(plain(text), f"<p>{broken(said(text))}</p>", keep=True))
    for choice in reply.choices:
        yield from _choice(choice.number, one_line(clean(choice.label)), last=choice is reply.choices[-1])


def _part(part: LocalisedPart, group: int) -> Iterator[Piece]:
    match part.kind:
        case "heading":
            yield from torn(one_line(clean(part.text)), lambda text: Piece(plain(text), f"<h4>{said(text)}</h4>", keep=True))
        case "bullets":
            for item in part.items:
                yield from torn(clean(item).strip(), lambda text: _bullet(text, group))
        case "table" if part.table:
            yield from _table(part.table, group)
        case "verbatim":
            yield from torn(clean(part.text), lambda text: Piece(plain(text), f"<pre><code>{escape(clean(text))}</code></pre>"))
        case "chart" if part.chart:
            yield from _chart(part.chart)
        case "link":
            yield from _link(part)
        case _:
            yield from torn(clean(part.text).strip("\n"), _prose if part.kind == "prose" else _paragraph)


def _paragraph(text: str) -> Piece:
    return Piece(plain(text), f"<p>{broken(said(text))}</p>")


def _prose(text: str) -> Piece:
    return Piece(unnamed(text), f"<p>{broken(linked(text))}</p>")


def _bullet(text: str, group: int) -> Piece:
    return Piece(BULLET + plain(text), broken(said(text)), listed="ul", group=group)


def _link(part: LocalisedPart) -> Iterator[Piece]:
    words, html = link(part.text, part.url)
    if "<a " in html and fits(piece := Piece(words, f"<p>{html}</p>")):
        yield piece
    else:
        yield from torn(words, _paragraph)


def _table(table: LocalisedTable, group: int) -> Iterator[Piece]:
    """A row that is too heavy goes cell by cell."""
    head, *rows = table_rows(LocalisedTable(tuple(map(clean, table.columns)), tuple(tuple(map(clean, cells)) for cells in table.rows)))
    yield from torn(head[0], title)
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if fits(whole := row(cells, group)):
            yield whole
        else:
            yield from (piece for cell in cells for piece in torn(cell, lambda text: _bullet(text, group)))


def _chart(chart: LocalisedChart) -> Iterator[Piece]:
    """Its words; and bars in a block of code, which are a line for each number where nothing is of one width."""
    title = one_line(clean(f"{chart.title} ({chart.unit})"))
    yield from torn(title, lambda text: Piece(plain(text), f"<p><strong>{said(text)}</strong></p>", keep=True))
    yield from torn(clean(chart.says).strip("\n"), lambda text: Piece(plain(text), f"<p>{broken(said(text))}</p>", keep=True))
    numbers = "\n".join(f"{BULLET}{plain(one_line(clean(bar.label)))}: {bar.said}" for bar in chart.bars)
    drawn = Piece(numbers, f"<pre><code>{escape(clean(chr(10).join(bars(chart))))}</code></pre>")
    if fits(drawn):
        yield drawn
    else:
        yield from torn(numbers, _paragraph)


def _sources(reply: LocalisedReply) -> Iterator[Piece]:
    """In small print, at the end; kept together, and with the choices that follow."""
    if not reply.sources:
        return
    kept = bool(reply.choices)
    yield from torn(one_line(clean(reply.sources_title)), lambda text: Piece(plain(f"{text}:"), f"<p><sub>{said(text)}:</sub></p>", keep=True))
    for number, source in enumerate(reply.sources, start=1):
        words, html = cited(source)
        if "<a " in html and fits(piece := _source(words, html, keep=kept or number < len(reply.sources))):
            yield piece
        else:
            yield from torn(clean(source).strip(), lambda text: _source(plain(text), broken(said(text)), keep=True))


def _source(words: str, html: str, *, keep: bool) -> Piece:
    return Piece(BULLET + words, f"<sub>{html}</sub>", keep=keep, listed="ul", group=_SOURCES)


def _choice(number: int, label: str, *, last: bool) -> Iterator[Piece]:
    """Numbered as they are typed, and as the reactions under them."""

    def point(text: str) -> Piece:
        return Piece(f"{number}. {plain(text)}", said(text), keep=not last, listed="ol", group=_CHOICES, number=number)

    yield from torn(label, point) if label else [point(_NOTHING)]
