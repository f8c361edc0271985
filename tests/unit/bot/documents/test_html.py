# SPDX-License-Identifier: MPL-2.0
"""A page is whole, says everything, fetches and runs nothing, and nobody's words become markup in it."""

import re
from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings

from bot.documents.html import page
from bot.documents.picture import INK
from bot.localise import LocalisedBar, LocalisedChart, LocalisedPart, LocalisedReply, LocalisedTable
from bot.printable import clean
from tests.unit.bot.matrix.replies import replies
from tests.unit.bot.slack.replies import bullets, heading, paragraph, reply, table

quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example])
CHART = LocalisedChart("Medlemmer", "organisationer", tuple(LocalisedBar(f"{month}. 2026", 80 + number, str(80 + number)) for number, month in enumerate(("sep", "okt", "nov"))),
    "Fra 80 til 82.", "Tallene som tabel")  # fmt: skip
_VOID = frozenset(("meta", "br"))
_TAGS = frozenset(("html", "head", "meta", "title", "body", "div", "h1", "h2", "p", "ul", "li", "a", "pre", "br", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption",
    "svg", "desc", "text", "rect", "details", "summary", "span"))  # fmt: skip
_ATTRIBUTES = frozenset(("lang", "style", "charset", "name", "content", "http-equiv", "role", "href", "scope", "aria-label", "aria-labelledby", "tabindex", "id", "width", "height",
    "x", "y", "dx", "fill"))  # fmt: skip


class Read(HTMLParser):
    """What a browser makes of it. `strange`: what this project never writes."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.words, self.open, self.strange = "", list[str](), list[str]()
        self.tags, self.hrefs, self.ids = list[str](), list[str](), list[str]()
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.strange += [tag] if tag not in _TAGS else []
        self.strange += [f"{tag} {name}" for name, value in attrs if name not in _ATTRIBUTES or ("url(" in (value or "") and name == "style")]
        self.hrefs += [value or "" for name, value in attrs if name == "href"]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.open += [tag] if tag not in _VOID else []
        self.words += " "

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.strange.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.words += data


def shown(*parts: LocalisedPart, sources: tuple[str, ...] = ()) -> str:
    return page(LocalisedReply("da", "answered", parts, (), sources, "Kilder", "Vælg:"), "Titlen")


def letters(text: str) -> str:
    return "".join(char for char in clean(text) if char.isalnum())


@quickly
@given(replies)
def test_nothing_is_lost_and_nothing_anybody_said_acts(given_: LocalisedReply) -> None:
    read = Read(page(given_, "<script>Titlen</script>"))
    assert not read.strange
    assert not read.open
    assert all(href.lower().startswith(("https://", "http://", "mailto:")) for href in read.hrefs)
    told = letters(read.words)
    for part in given_.parts:
        texts = [part.text, *part.items, *(cell for row in (part.table.rows if part.table else ()) for cell in row)]
        assert all(letters(text) in told for text in texts), part


def test_the_page_stands_alone_and_is_written_in_its_language() -> None:
    document = shown(heading("Ugens overblik"), paragraph("Hej."), LocalisedPart("chart", CHART.says, chart=CHART))
    assert document.startswith('<!DOCTYPE html>\n<html lang="da" style="color-scheme:light dark">')
    assert document.endswith("</html>\n")
    assert not re.search(r"<(?:script|style|link|img|iframe)|\bsrc=|\bon\w+=|@import|url\(", document)
    assert "default-src 'none'" in document
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in document


def test_one_heading_is_above_all_others() -> None:
    for document, top in ((shown(heading("Ugen"), heading("Møder")), "Ugen"), (shown(paragraph("Hej."), heading("Møder")), "Titlen")):
        assert re.findall(r"<h1[^>]*>([^<]*)</h1>", document) == [top]
        assert re.findall(r"<h2[^>]*>([^<]*)</h2>", document) == ["Møder"]
    assert "<title>Titlen</title>" in document


def test_lists_are_lists_tables_have_headings_and_addresses_nobody_should_follow_are_words() -> None:
    document = shown(
        bullets("a", "b\nc"), table(("Gruppe", "Dag"), ("Styregruppen", "mandag")), LocalisedPart("link", "Siden", url="https://os2.eu/?a=1&b=2"),
        LocalisedPart("link", "Fælde", url="javascript:alert(1)"), sources=("Vedtægter, maj 2026: https://os2.eu/vedtaegter", "Et notat"),
    )  # fmt: skip
    read = Read(document)
    assert read.tags.count("ul") == 3
    assert read.tags.count("li") == 6, "links that follow each other are a list too"
    assert "b<br>c" in document
    assert re.search(r'<th scope="col"[^>]*>Gruppe</th>', document)
    assert re.search(r'<th scope="row"[^>]*>Styregruppen</th><td[^>]*>mandag</td>', document)
    assert read.hrefs == ["https://os2.eu/?a=1&b=2", "https://os2.eu/vedtaegter"]
    assert "Fælde: javascript:alert(1)" in document
    assert ">Vedtægter, maj 2026</a>" in document


def test_a_chart_is_a_picture_with_words_and_its_numbers_stand_in_a_table_too() -> None:
    document = shown(LocalisedPart("chart", CHART.says, chart=CHART), LocalisedPart("chart", CHART.says, chart=CHART))
    read = Read(document)
    assert len(read.ids) == len(set(read.ids)) == 4
    assert re.search(r'<svg role="img" aria-labelledby="chart-1-title chart-1-words"', document)
    assert '<title id="chart-1-title">Medlemmer (organisationer)</title><desc id="chart-1-words">Fra 80 til 82.</desc>' in document
    assert re.search(r'<th scope="row"[^>]*>nov. 2026</th><td[^>]*>82</td>', document)
    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)%"', document)][:3]
    assert [round(width / widths[2], 3) for width in widths] == [round(number / 82, 3) for number in (80, 81, 82)], (
        "as long as the numbers are large, from zero"
    )


def test_bars_and_lines_are_seen_on_light_and_on_dark() -> None:
    for colour in (INK, *re.findall(r"#[0-9a-f]{6}", shown(heading("a"), heading("b")))):
        assert min(contrast(colour, "#ffffff"), contrast(colour, "#121212")) >= 3


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_column_without_a_name_has_no_empty_heading() -> None:
    document = shown(LocalisedPart("table", table=LocalisedTable(("", "Dag"), (("", "mandag"),))))
    assert not re.search(r"<th[^>]*></th>", document)


def test_a_reply_without_words_is_still_a_page() -> None:
    assert Read(page(reply(), "Titlen")).words.split() == ["Titlen", "Titlen"]
