# SPDX-License-Identifier: MPL-2.0
"""Markdown reads back as the same words, and nobody's words become markup in it."""

import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt

from bot.documents.markdown import document
from bot.localise import LocalisedPart, LocalisedReply
from tests.unit.bot.documents.test_html import CHART, Read, letters
from tests.unit.bot.matrix.replies import replies
from tests.unit.bot.slack.replies import bullets, heading, paragraph, table

quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example])
_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_WRITTEN = frozenset(("h1", "h2", "p", "ul", "li", "a", "pre", "code", "br", "table", "thead", "tbody", "tr", "th", "td"))


def shown(*parts: LocalisedPart, sources: tuple[str, ...] = ()) -> str:
    return document(LocalisedReply("da", "answered", parts, (), sources, "Kilder", "Vælg:"), "Titlen")


def read(markdown: str) -> Read:
    return Read(_READER.render(markdown))


@quickly
@given(replies)
def test_nothing_is_lost_and_nothing_anybody_said_acts(given_: LocalisedReply) -> None:
    found = read(document(given_, "*Titlen*"))
    assert set(found.tags) <= _WRITTEN
    told = letters(found.words)
    for part in given_.parts:
        texts = [part.text, *part.items, *(cell for row in (part.table.rows if part.table else ()) for cell in row)]
        assert all(letters(text) in told for text in texts), part


@pytest.mark.parametrize(
    "text",
    [
        "# ikke en overskrift", "- ikke et punkt", "+ a", "* a", "14. december kl. 13", "1) a", "---", "===", "***", "> ikke et citat", "a_b og _c_ og __d__", "**fed**", "`kode`", "~~~",
        "[a](https://evil.example)", "![a](b)", "<script>x</script>", "<https://evil.example>", "&lt;b&gt; &copy; R&D", "a | b\n--- | ---\nc | d", "C:\\mappe\\*", "    kode",
        "~~væk~~", "[a]: https://evil.example", "a\n===", "2026\\. a", "æ *ø* å", "100% #1 #",
    ],
)  # fmt: skip
def test_it_reads_back_to_the_letter(text: str) -> None:
    for part in (paragraph(text), bullets(text), heading(text), table(("Hvad", "Dag"), (text, "mandag"))):
        assert " ".join(text.split()) in " ".join(read(shown(paragraph("x"), part)).words.split())
        assert set(read(shown(paragraph("x"), part)).tags) <= _WRITTEN - {"pre", "code", "a"}


def test_it_reads_well_as_it_is() -> None:
    assert shown(
        heading("Ugens overblik"), heading("Møder"), bullets("Styregruppen, 14. december\nOdense", "14. december: snake_case"), LocalisedPart("chart", CHART.says, chart=CHART),
        LocalisedPart("verbatim", "a ``` b"), LocalisedPart("link", "Siden", url="https://os2.eu/?a=1&copy;=2"), LocalisedPart("link", "Fælde", url="javascript:x"),
        sources=("Vedtægter, maj 2026: https://os2.eu/vedtaegter",),
    ) == (
        "# Ugens overblik\n\n## Møder\n\n- Styregruppen, 14. december\\\n  Odense\n- 14\\. december: snake_case\n\nFra 80 til 82.\n\n"
        "| Medlemmer | organisationer |\n| --- | ---: |\n| sep. 2026 | 80 |\n| okt. 2026 | 81 |\n| nov. 2026 | 82 |\n\n````\na ``` b\n````\n\n"
        "- [Siden](<https://os2.eu/?a=1\\&copy;=2>)\n- Fælde: javascript:x\n\nKilder:\n\n- [Vedtægter, maj 2026](<https://os2.eu/vedtaegter>)\n"
    )  # fmt: skip


def test_links_go_where_they_went() -> None:
    url = "https://os2.eu/a_(b)*c*?x=[1]&y=2&amp;z#d"
    assert read(shown(LocalisedPart("link", "a]b", url=url))).hrefs == [url.replace("[", "%5B").replace("]", "%5D")]
