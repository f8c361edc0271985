# SPDX-License-Identifier: MPL-2.0
"""Replies to be rendered, what handlers could say and what nobody should; and what is seen of a message."""

from html.parser import HTMLParser

from hypothesis import strategies as st

from bot.localise import LocalisedBar, LocalisedChart, LocalisedChoice, LocalisedPart, LocalisedReply, LocalisedTable
from tests.unit.bot.slack.replies import bullets, choice, heading, paragraph, reply, table

__all__ = ["bullets", "choice", "heading", "paragraph", "replies", "reply", "seen", "table"]

WORDS = ("@room", "@ROOM!", "<b>", "</p>", "<script>x</script>", "<mx-reply>", "&", "&amp;", "<", ">", '"', "'", "\n", "\r\n", "\t", "\x00", "\x1b[31m", "\u2028", "\u200b",
    "\u202e", "\u2066", "\ue000", "\ud800", "😀", "e\u0301", "æøå", "kl.\xa013", "matrix:@anna:example.org", "matrix:@room:example.org", "matrix:@a/b?c#d:example.org:8448",
    "https://os2.eu/a_b?x=1&y=2", "javascript:alert(1)", "mailto:os2@os2.eu", "<a href=x>", "a" * 3_100, "ord " * 300, "😀" * 900, "&" * 300, "", " ")  # fmt: skip
hostile = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=8).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.text(st.characters(exclude_categories=()), max_size=40),
)
large = st.sampled_from(("x" * 40_000, "ord. " * 8_000, "😀" * 9_000, "&\n" * 9_000, "\n" * 40_000, " matrix:@a:b.dk" * 3_000))
urls = hostile | st.sampled_from(("https://os2.eu", "https://[", "https://", "http://a:99999/", "https://x/" + "y" * 3_500, "https://os2.eu/<\">'`&amp;"))


@st.composite
def tables(draw: st.DrawFn) -> LocalisedTable:
    width = draw(st.integers(1, 4))
    row = st.tuples(*[hostile] * width)
    few = draw(st.lists(row, min_size=1, max_size=3))
    return LocalisedTable(draw(row), tuple(few * draw(st.sampled_from((0, 1, 8)))))


bars = st.builds(LocalisedBar, hostile, st.sampled_from((0, 1, 7, 98, 12_000)), st.just("7"))
charts = st.builds(LocalisedChart, hostile, hostile, st.lists(bars, min_size=3, max_size=14).map(tuple), hostile | large, hostile)
parts = st.one_of(
    charts.map(lambda chart: LocalisedPart("chart", chart.says, chart=chart)),
    st.builds(LocalisedPart, st.sampled_from(("heading", "paragraph", "verbatim")), hostile | large),
    st.builds(lambda items, times: LocalisedPart("bullets", items=tuple(items * times)), st.lists(hostile, max_size=4), st.sampled_from((1, 12))),
    st.builds(lambda text, url: LocalisedPart("link", text, url=url), hostile, urls),
    tables().map(lambda each: LocalisedPart("table", table=each)),
)
choices = st.builds(LocalisedChoice, st.integers(1, 40), hostile, hostile, st.just({}))
replies = st.builds(
    LocalisedReply, st.just("da"), st.just("answered"), st.lists(parts, max_size=5).map(tuple), st.lists(choices, max_size=8).map(tuple),
    st.lists(hostile | hostile.map(lambda text: f"{text}: https://os2.eu/{text}"), max_size=4).map(tuple), hostile, hostile,
)  # fmt: skip


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text, self.hrefs = "", list[str]()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "a":
            self.text += "\n" if tag in ("p", "li", "br", "h4", "pre") else ""
        self.hrefs += [value or "" for name, value in attrs if name == "href"]


def seen(html: str) -> tuple[str, list[str]]:
    """What is read of it, and where its links go."""
    found = _Seen()
    found.feed(html)
    found.close()
    return found.text, found.hrefs
