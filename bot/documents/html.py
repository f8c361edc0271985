# SPDX-License-Identifier: MPL-2.0
"""A reply as one HTML page that is an e-mail too: styles stand where they are used, nothing is fetched, nothing runs, and everything said is escaped.

Colours are the reader's own, light or dark, but for lines and bars: whatever an e-mail program makes of them, words stay readable.
Mail programs that show no SVG leave a chart's words and its table. Choices are left out: nothing can be clicked here, and what they do is said in words.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from bot.documents.links import cited, target
from bot.documents.picture import svg
from bot.documents.typography import unbroken
from bot.localise import LocalisedChart, LocalisedPart, LocalisedReply, LocalisedTable
from bot.printable import clean, one_line

_RULE = "#767f89"
_BODY = "margin:0;padding:0;font-family:'Segoe UI',system-ui,-apple-system,Roboto,Helvetica,Arial,sans-serif;font-size:1rem;line-height:1.5"
_PAGE = "max-width:40rem;margin:0 auto;padding:1.5rem 1rem 2.5rem;overflow-wrap:anywhere"
_TITLE = "margin:0 0 .5rem;font-size:1.75rem;line-height:1.2;font-weight:700;break-after:avoid"
_HEADING = f"margin:2.25rem 0 .75rem;padding:0 0 .3rem;border-bottom:2px solid {_RULE};font-size:1.25rem;line-height:1.3;font-weight:600;break-after:avoid"
_PARAGRAPH = "margin:0 0 .75rem"
_LIST = "margin:0 0 .75rem;padding:0 0 0 1.25rem"
_POINT = "margin:0 0 .4rem;padding:0;break-inside:avoid"
_SMALL = "font-size:.875rem"
_SOURCES = f"margin:2.5rem 0 0;padding:1rem 0 0;border-top:1px solid {_RULE};{_SMALL}"
_TABLE = "border-collapse:collapse;margin:0 0 .75rem;font-size:.9375rem"
_CELL = f"padding:.35rem .9rem .35rem 0;border-bottom:1px solid {_RULE};text-align:left;vertical-align:top;overflow-wrap:normal"
_NUMBER = f"padding:.2rem 0 .2rem 1rem;border-bottom:1px solid {_RULE};text-align:right;font-variant-numeric:tabular-nums"
_FIGURE = f"margin:0 0 1.25rem;padding:0;{_SMALL};break-inside:avoid"
_CODE = "margin:0 0 .75rem;white-space:pre-wrap;overflow-wrap:anywhere;font-family:Consolas,Menlo,monospace;font-size:.875rem"
_WIDE = '<!--[if mso]><table role="presentation" align="center" width="640"><tr><td><![endif]-->'
_WIDE_END = "<!--[if mso]></td></tr></table><![endif]-->"


def page(reply: LocalisedReply, title: str) -> str:
    """The whole document, with a line feed at its end. `title`: of the page, and its first heading where the reply has none of its own."""
    parts = list(reply.parts)
    name = one_line(clean(title))
    top = one_line(clean(parts.pop(0).text)) if parts and parts[0].kind == "heading" else name
    return "\n".join((*_begun(reply.language, name), f'<h1 style="{_TITLE}">{escape(top)}</h1>', *_parts(parts), *_sources(reply), *_ended()))


def _begun(language: str, name: str) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{language}" style="color-scheme:light dark">'
    yield '<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">\n<meta name="supported-color-schemes" content="light dark">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f'<title>{escape(name)}</title>\n</head>\n<body style="{_BODY}">\n{_WIDE}\n<div role="main" style="{_PAGE}">'


def _ended() -> Iterator[str]:
    yield f"</div>\n{_WIDE_END}\n</body>\n</html>\n"


def _parts(parts: list[LocalisedPart]) -> Iterator[str]:
    """Links that follow each other are a list."""
    for linked, some in groupby(enumerate(parts, start=1), lambda each: each[1].kind == "link"):
        run = list(some)
        if linked and len(run) > 1:
            yield from _list([_link(part.text, part.url) for _, part in run])
        else:
            yield from (line for number, part in run for line in _part(part, number))


def _part(part: LocalisedPart, number: int) -> Iterator[str]:
    match part.kind:
        case "heading":
            yield f'<h2 style="{_HEADING}">{_line(part.text)}</h2>'
        case "bullets":
            yield from _list([_said(item) for item in part.items])
        case "table" if part.table:
            yield from _table(part.table)
        case "link":
            yield f'<p style="{_PARAGRAPH}">{_link(part.text, part.url)}</p>'
        case "verbatim":
            yield f'<pre style="{_CODE}">{escape(clean(part.text))}</pre>'
        case "chart" if part.chart:
            yield from _chart(part.chart, f"chart-{number}")
        case _ if part.text.strip():
            yield f'<p style="{_PARAGRAPH}">{_said(part.text)}</p>'


def _list(points: list[str]) -> Iterator[str]:
    if points:
        yield f'<ul style="{_LIST}">'
        yield from (f'<li style="{_POINT}">{point}</li>' for point in points)
        yield "</ul>"


def _table(table: LocalisedTable) -> Iterator[str]:
    """What a row is about heads it."""
    yield f'<div style="overflow-x:auto" role="region" tabindex="0" aria-label="{_line(" · ".join(filter(None, table.columns)))}">\n<table style="{_TABLE}">'
    yield f"<thead><tr>{''.join(_head(column, 'col') for column in table.columns)}</tr></thead>\n<tbody>"
    for subject, *rest in table.rows:
        yield f'<tr>{_head(subject, "row")}{"".join(f"""<td style="{_CELL}">{_said(cell)}</td>""" for cell in rest)}</tr>'
    yield "</tbody>\n</table>\n</div>"


def _head(text: str, scope: str) -> str:
    return f'<th scope="{scope}" style="{_CELL};font-weight:600">{_said(text)}</th>' if text.strip() else f'<td style="{_CELL}"></td>'


def _chart(chart: LocalisedChart, name: str) -> Iterator[str]:
    """Its words first, for all; then the picture, and its numbers as a table."""
    yield f'<p style="{_PARAGRAPH}">{_said(chart.says)}</p>'
    yield f'<figure style="{_FIGURE}">'
    yield f'<figcaption style="margin:0 0 .4rem;font-weight:600">{_line(f"{chart.title} ({chart.unit})")}</figcaption>'
    yield svg(chart, name)
    yield f'<details style="margin:.5rem 0 0"><summary>{_line(chart.figures)}</summary>\n<table style="{_TABLE};margin:.5rem 0 0">'
    for bar in chart.bars:
        yield f'<tr><th scope="row" style="{_CELL};padding:.2rem 0;font-weight:400">{_line(bar.label)}</th><td style="{_NUMBER}">{escape(bar.said)}</td></tr>'
    yield "</table></details>\n</figure>"


def _sources(reply: LocalisedReply) -> Iterator[str]:
    if not reply.sources:
        return
    yield f'<div style="{_SOURCES}">\n<h2 style="margin:0 0 .4rem;font-size:.875rem;font-weight:600">{_line(reply.sources_title)}</h2>'
    yield from _list([_link(*cited(source)) for source in reply.sources])
    yield "</div>"


def _link(label: str, url: str) -> str:
    words, address = one_line(clean(label)), target(url)
    if not address:
        return unbroken(escape(": ".join(part for part in (words, one_line(clean(url))) if part)))
    return f'<a href="{escape(address)}">{unbroken(escape(words or address))}</a>'


def _said(text: str) -> str:
    """Lines as lines."""
    return unbroken(escape(clean(text).strip("\n"))).replace("\n", "<br>")


def _line(text: str) -> str:
    return escape(one_line(clean(text)))
