# SPDX-License-Identifier: MPL-2.0
"""A web address is kept as it is written, and what stands in it names nothing."""

import pytest

from handlers.understanding.addresses import addresses
from handlers.understanding.text import clean, tokens


def _links(text: str) -> list[str]:
    cleaned = clean(text)
    return [mention.ids[0] for mention in addresses(cleaned, tokens(cleaned)) if mention.kind == "link"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("linket er https://meet.example/os2mo?a=b#c", ["https://meet.example/os2mo?a=b#c"]), ("her (https://git.example/x.md).", ["https://git.example/x.md"]),
        ("https://a.example/1, http://b.example/2!", ["https://a.example/1", "http://b.example/2"]), ("«https://a.example/ø»", ["https://a.example/ø"]),
        ("https://", []), ("ftp://a.example", []), ("meet.example", []), ("os2://x", []),
    ],
)  # fmt: skip
def test_a_link_ends_before_the_punctuation_of_the_sentence(text: str, links: list[str]) -> None:
    assert _links(text) == links


def test_nobody_is_named_inside_a_link() -> None:
    text = "https://mail.example/@anne og @ole"
    assert [(mention.kind, mention.ids[0]) for mention in addresses(text, tokens(text))] == [("link", "https://mail.example/@anne"), ("person", "@ole")]


def test_a_link_spans_all_of_its_words() -> None:
    text = "se https://git.example/os2mo/referat.md nu"
    (link,) = addresses(text, tokens(text))
    assert [token.text for token in tokens(text)[link.end :]] == ["nu"]
    assert link.start == 1
