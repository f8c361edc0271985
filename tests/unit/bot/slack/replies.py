# SPDX-License-Identifier: MPL-2.0
"""Replies to be rendered: what handlers could say, and what nobody should."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.localise import LocalisedBar, LocalisedChart, LocalisedChoice, LocalisedPart, LocalisedReply, LocalisedTable, Moment

WORDS = ("<!channel>", "<!here>", "<!everyone|x>", "<!subteam^S1>", "<@U123>", "<#C1>", "<https://evil.example|os2.eu>", "&", "&amp;", "<", ">", "> citat",
    "*", "**fed**", "_", "__init__", "snake_case", "~", "`", "```", "``", ":smile:", "12:30:45", "\n", "\r\n", "\t", "\x00", "\x1b[31m", "\u2028", "\u200b", "\u202e",
    "\u200f", "\ue000", "\ud800", "\udfff", "\U0001f600", "👨‍👩‍👧", "e\u0301", "æøå", "|", "^", "slack:T0TEST001:U0ANNE001", "slack:T0TEST001:U0", "https://os2.eu/a_b?x=1&y=2",
    "javascript:alert(1)", "mailto:os2@os2.eu", "a" * 3_100, "ord " * 900, "😀" * 1_600, "&" * 900, "", " ", "24.11.2026 13.00", "＞")  # fmt: skip
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)

hostile = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=8).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.sampled_from(("x" * 10_000, "ord. " * 2_500, "<!channel>" * 1_000, "*" * 4_000, "linje\n" * 900)),
)


@st.composite
def tables(draw: st.DrawFn) -> LocalisedTable:
    """Up to 200 rows of a few different ones."""
    width = draw(st.integers(1, 5))
    row = st.tuples(*[hostile] * width)
    few = draw(st.lists(row, min_size=1, max_size=4))
    return LocalisedTable(draw(row), tuple(few * draw(st.sampled_from((0, 1, 50)))))


bars = st.builds(LocalisedBar, hostile, st.sampled_from((0, 1, 7, 98, 12_000)), st.just("7"))
charts = st.builds(LocalisedChart, hostile, hostile, st.lists(bars, min_size=3, max_size=14).map(tuple), hostile, hostile)
parts = st.one_of(
    charts.map(lambda chart: LocalisedPart("chart", chart.says, chart=chart)),
    st.builds(LocalisedPart, st.sampled_from(("heading", "paragraph", "verbatim")), hostile),
    st.builds(lambda items, times: LocalisedPart("bullets", items=tuple(items * times)), st.lists(hostile, max_size=5), st.sampled_from((1, 100))),
    st.builds(lambda text, url: LocalisedPart("link", text, url=url), hostile, hostile | st.sampled_from(("https://os2.eu", "https://x/" + "y" * 3_500))),
    tables().map(lambda table: LocalisedPart("table", table=table)),
)
choices = st.builds(LocalisedChoice, st.integers(1, 40), hostile, hostile, st.dictionaries(hostile, hostile, max_size=2))
moments = st.builds(Moment, st.sampled_from(("24.11.2026 13.00", "4.11.2026 13.00", "U123", "amp", "", "a|b", "linje")), st.just(AT))
replies = st.builds(
    LocalisedReply, st.just("da"), st.sampled_from(("answered", "proposed")), st.lists(parts, max_size=6).map(tuple), st.lists(choices, max_size=40).map(tuple),
    st.lists(hostile | hostile.map(lambda text: f"{text}: https://os2.eu/{text}"), max_size=12).map(tuple), hostile, hostile, st.lists(moments, max_size=2).map(tuple),
)  # fmt: skip


def heading(text: str) -> LocalisedPart:
    return LocalisedPart("heading", text)


def paragraph(text: str) -> LocalisedPart:
    return LocalisedPart("paragraph", text)


def bullets(*items: str) -> LocalisedPart:
    return LocalisedPart("bullets", items=items)


def table(columns: Sequence[str], *rows: Sequence[str]) -> LocalisedPart:
    return LocalisedPart("table", table=LocalisedTable(tuple(columns), tuple(tuple(row) for row in rows)))


def choice(number: int, label: str, intent: str = "help", slots: Mapping[str, str] | None = None) -> LocalisedChoice:
    return LocalisedChoice(number, label, intent, slots or {})


def reply(
    *parts: LocalisedPart, outcome: str = "answered", choices: Sequence[LocalisedChoice] = (), sources: Sequence[str] = (), moments: Sequence[Moment] = ()
) -> LocalisedReply:
    return LocalisedReply("da", outcome, parts, tuple(choices), tuple(sources), "Kilder", "Skriv et nummer for at vælge:", tuple(moments))
