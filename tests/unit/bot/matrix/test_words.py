# SPDX-License-Identifier: MPL-2.0
"""What people wrote, whatever their client made of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.matrix import pills
from bot.adapters.matrix.addressing import DECIDES, perhaps
from bot.adapters.matrix.words import MOST, words
from config.intents.intent import load_intents

BOT = "@os2bot:example.org"


def read(html: str, body: str = "krop", **more: Any) -> str:
    return words({"body": body, "format": "org.matrix.custom.html", "formatted_body": html, **more}, BOT).text


@pytest.mark.parametrize(
    "href",
    ["https://matrix.to/#/@anna:example.org", "https://matrix.to/#/%40anna%3Aexample.org", "https://matrix.to/#/@anna:example.org?via=a.dk", "matrix:u/anna:example.org", "matrix:u/anna%3Aexample.org?action=chat"],
)  # fmt: skip
def test_a_pill_is_an_identity(href: str) -> None:
    assert read(f'udpeg <a href="{href}">Anna</a> nu') == "udpeg matrix:@anna:example.org nu"


@pytest.mark.parametrize(("href", "name"), [("https://matrix.to/#/%23hal:example.org", "#hal:example.org"), ("matrix:r/hal:example.org", "#hal:example.org"), ("https://matrix.to/#/!FkrsjAhi6Yq4", "!FkrsjAhi6Yq4")])  # fmt: skip
def test_a_room_is_its_alias_or_id(href: str, name: str) -> None:
    assert read(f'i <a href="{href}">hallen</a>') == f"i {name}"


@pytest.mark.parametrize("href", ["https://matrix.to/#/!r:x/$event", "https://matrix.to/#/", "https://evil.example/matrix.to/#/@a:b.dk", "matrix:e/abc", "https://matrix.to/#/@" + "a" * 300 + ":b", "https://matrix.to/#/@a b:c"])  # fmt: skip
def test_other_links_name_nobody(href: str) -> None:
    assert pills.target(href) == ""


def test_the_bots_own_pill_is_left_out_and_the_body_serves_where_there_are_none() -> None:
    assert read(f'<a href="https://matrix.to/#/{BOT}">OS2bot</a> hej').strip() == "hej"
    assert read("<strong>fed</strong>") == "krop"


def test_lines_links_and_quotes() -> None:
    pill = '<a href="matrix:u/a:b.dk">A</a>'
    assert read(f"<p>en {pill}</p><ul><li>to</li><li>tre</li></ul>") == "en matrix:@a:b.dk\nto\ntre"
    assert read(f'{pill} se <a href="https://os2.eu">siden</a>') == "matrix:@a:b.dk se siden https://os2.eu"
    assert read(f"<mx-reply><blockquote>{pill} gammelt</blockquote></mx-reply>nyt") == "krop"
    assert read(f"a &lt;b&gt; &amp;amp; {pill}<script>x</script>") == "a <b> &amp; matrix:@a:b.dk"


def test_a_quote_goes_only_where_something_is_replied_to() -> None:
    body = "> <@bo:example.org> før\n> mere\n\nefter"
    assert words({"body": body, "m.relates_to": {"m.in_reply_to": {"event_id": "$x"}}}).text == "efter"
    assert words({"body": body}).text == body
    assert words({"body": "> citat\nefter", "m.relates_to": {"m.in_reply_to": {}}}).text == "> citat\nefter"


def test_pills_in_markdown_of_a_body_alone() -> None:
    assert words({"body": "udpeg [Anna](https://matrix.to/#/@anna:example.org)"}, BOT).text == "udpeg matrix:@anna:example.org"


HTML = ["<", ">", "</a>", '<a href="https://matrix.to/#/@a:b">', "<a href='matrix:u/a:b'", "<!--", "<![CDATA[", "<p>", "</p>", "&", "&#x110000;", "&#0;", "<mx-reply>", '"', "\ud800", "\x00", "<div>" * 2_000, "x" * 9_000]  # fmt: skip


@given(st.lists(st.sampled_from(HTML) | st.text(max_size=5), max_size=12).map("".join))
def test_any_html_has_words(html: str) -> None:
    assert (
        len(words({"format": "org.matrix.custom.html", "formatted_body": html + 'matrix.to/#/<a href="https://matrix.to/#/@a:b">', "body": html}, BOT).text)
        <= MOST
    )


@given(
    st.dictionaries(
        st.sampled_from(["body", "format", "formatted_body", "m.relates_to"]),
        st.none() | st.integers() | st.text() | st.lists(st.text()) | st.just("org.matrix.custom.html"),
    )
)
def test_any_content_has_words(content: dict[str, Any]) -> None:
    assert isinstance(words(content, BOT).text, str)


@pytest.mark.parametrize(
    "text", ["2", "2.", "12)", "nr. 3", "nummer 3", "Ja", "ja tak!", "Ja, gør det", "nej", "NEJ TAK", "yes", "no thanks", "fortryd", "undo"]
)
def test_bare_choices(text: str) -> None:
    assert perhaps(text)


@pytest.mark.parametrize("text", ["", "123", "2 ting", "ok", "super", "tak", "ja, men i morgen", "nej det tror jeg ikke", "x" * 90, "ja?"])
def test_what_people_say_to_each_other_is_none(text: str) -> None:
    assert not perhaps(text)


def test_words_that_decide_are_words_the_understanding_knows() -> None:
    vocabulary = load_intents().vocabulary
    groups = (vocabulary.yes_words, vocabulary.no_words, vocabulary.undo_words, vocabulary.beside_yes)
    known = {word.casefold() for group in groups for phrase in (*group.da, *group.en) for word in phrase.split()}
    assert {word for phrase in DECIDES for word in phrase.split()} <= known
