# SPDX-License-Identifier: MPL-2.0
"""Replies are shown whole, in messages that fit; nothing in them acts, and they call whom they are meant to call."""

import json
import re
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings

from bot.adapters.matrix import html
from bot.adapters.matrix.html import TAGS, guarded
from bot.adapters.matrix.relating import Content, editing, in_thread
from bot.adapters.matrix.render import _pieces, render
from bot.adapters.matrix.splitting import joined, pages
from bot.localise import LocalisedPart, LocalisedReply
from bot.printable import clean
from tests.unit.bot.matrix.replies import bullets, choice, heading, paragraph, replies, reply, seen, table

LARGEST_EVENT = 65_536
_OVERHEAD = 1_500  # of an encrypted event: keys, ids, signatures, the relation that is written beside the ciphertext
quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example])


def only(content: tuple[Content, ...]) -> Content:
    assert len(content) == 1
    return content[0]


def encrypted_size(content: Content) -> int:
    plain = json.dumps({"type": "m.room.message", "content": content, "room_id": "!" + "r" * 255}, separators=(",", ":"))
    return len(plain) * 4 // 3 + _OVERHEAD


def letters(text: str) -> str:
    """Without what is between them, and without the word by which identities begin; a number stands before every part of a choice."""
    return "".join(char for char in text if char.isalpha()).replace("matrix", "")


def samples(text: str) -> list[str]:
    """The beginning of every few hundred letters."""
    whole = letters(clean(text))
    return [whole[place : place + 50] for place in range(0, len(whole), 500)]


def everything(given: LocalisedReply) -> list[str]:
    """Each text of a reply, but for the names of columns: they stand where there is something in them."""
    cells = [cell for part in given.parts if part.table for row in part.table.rows for cell in row]
    texts = [text for part in given.parts for text in (part.text, *part.items)]
    return [*texts, *cells, *(each.label for each in given.choices), *given.sources]


@quickly
@given(replies)
def test_nothing_of_a_reply_is_lost(given_: LocalisedReply) -> None:
    messages = render(given_)
    plain = letters("".join(message["body"] for message in messages))
    shown = letters("".join(seen(message["formatted_body"])[0] for message in messages))
    for text in everything(given_):
        assert all(part in plain for part in samples(text))
        between = re.split(r"https?://\S+", clean(text))  # an address may stand behind its title
        assert all(part in shown for words in between for part in samples(words))


@quickly
@given(replies)
def test_every_message_fits_into_an_encrypted_event(given_: LocalisedReply) -> None:
    for message in render(given_, mentions=["@anna:example.org"], notify=True):
        threaded = in_thread(message, "$" + "e" * 254, "$" + "e" * 254)
        assert encrypted_size(threaded) < LARGEST_EVENT
        assert encrypted_size(editing(threaded, "$" + "e" * 254)) < LARGEST_EVENT


@quickly
@given(replies)
def test_the_guard_takes_nothing_of_ours_away(given_: LocalisedReply) -> None:
    for page in pages(list(_pieces(given_))):
        _, ours = joined(page)
        assert guarded(ours) == ours
        assert set(re.findall(r"<(\w+)", ours)) <= TAGS


@quickly
@given(replies)
def test_nothing_from_outside_acts(given_: LocalisedReply) -> None:
    for message in render(given_):
        text, hrefs = seen(message["formatted_body"])
        assert "@room" not in (message["body"] + text).casefold()
        assert all(href.startswith(("https://", "http://", "mailto:")) for href in map(str.casefold, hrefs))
        assert not {char for char in message["body"] + text if category(char)[0] == "C"} - {"\n", html.JOINER}
        assert (message["m.mentions"], message["msgtype"]) == ({}, "m.notice")
        assert message["body"].encode()
        assert message["body"].strip()


def test_the_guard_guards() -> None:
    assert guarded('<img src="mxc://x"><a href="javascript:x" onclick="y">z</a><script>q</script>') == "<a>z</a>"


def test_whom_it_is_meant_for_is_called_once_and_notified() -> None:
    first, *rest = render(reply(paragraph("ord " * 20_000)), mentions=["@anna:example.org", "@anna:example.org"], notify=True)
    assert first["m.mentions"] == {"user_ids": ["@anna:example.org"]}
    assert rest
    assert {message["msgtype"] for message in (first, *rest)} == {"m.text"}
    assert all(message["m.mentions"] == {} for message in rest)


def test_people_are_pills_and_plain_user_ids() -> None:
    message = only(render(reply(paragraph("Spørg matrix:@anna:example.org."))))
    assert message["body"] == "Spørg @anna:example.org."
    assert message["formatted_body"] == '<p>Spørg <a href="https://matrix.to/#/@anna:example.org">@anna:example.org</a>.</p>'


@pytest.mark.parametrize("room", ["!hal:example.org", "!3OYxtcI8iu5kfqNdK9Wvj1Z9z-rh9AH19rj7EtLCOlk"])
def test_rooms_are_pills_where_they_are_spoken_of_and_left_alone_within_a_key(room: str) -> None:
    message = only(render(reply(paragraph(f"Spørg matrix:@anna:example.org i matrix:{room}. Se digest:2026-W50:matrix:{room}"))))
    pill = f'<a href="https://matrix.to/#/{room}">{room}</a>'
    assert message["body"] == f"Spørg @anna:example.org i https://matrix.to/#/{room}. Se digest:2026-W50:matrix:{room}"
    assert message["formatted_body"].endswith(f"</a> i {pill}. Se digest:2026-W50:matrix:{room}</p>")


def test_a_pill_of_a_strange_name_is_one_address() -> None:
    _, hrefs = seen(only(render(reply(paragraph("matrix:@a/b?c#d:example.org"))))["formatted_body"])
    assert hrefs == ["https://matrix.to/#/@a%2Fb%3Fc%23d:example.org"]


def test_the_parts_of_a_reply() -> None:
    given_ = reply(
        heading("Om & i"), bullets("en\nto", "tre"), table(("Nr.", "Navn"), ("1", "a")), table(("Produkt", "Niveau", "Status"), ("OS2mo", "3", "aktiv")),
        LocalisedPart("verbatim", '{\n "a": "<b>"\n}'), LocalisedPart("link", "Siden", url="https://os2.eu/?a=1&b=2"), LocalisedPart("link", "Fælde", url="javascript:x"),
        choices=[choice(1, "Ja"), choice(2, "Nej")], sources=["Titel, 2026: https://os2.eu/a", "Uden adresse"],
    )  # fmt: skip
    message = only(render(given_))
    assert message["body"] == (
        'Om & i\n• en\nto\n• tre\n\nNr. — Navn\n• 1 — a\n\n• OS2mo — Niveau: 3 · Status: aktiv\n\n{\n "a": "<b>"\n}\n\nSiden: https://os2.eu/?a=1&b=2\n\nFælde: javascript:x\n\n'
        "Kilder:\n• Titel, 2026: https://os2.eu/a\n• Uden adresse\n\nSkriv et nummer for at vælge:\n1. Ja\n2. Nej"
    )
    assert message["formatted_body"] == (
        "<h4>Om &amp; i</h4><ul><li>en<br>to</li><li>tre</li></ul><p><em>Nr. — Navn</em></p><ul><li><strong>1</strong> — a</li></ul>"
        '<ul><li><strong>OS2mo</strong> — Niveau: 3 · Status: aktiv</li></ul><pre><code>{\n "a": "&lt;b&gt;"\n}</code></pre><p><a href="https://os2.eu/?a=1&amp;b=2">Siden</a></p>'
        '<p>Fælde: javascript:x</p><p><sub>Kilder:</sub></p><ul><li><sub><a href="https://os2.eu/a">Titel, 2026</a></sub></li><li><sub>Uden adresse</sub></li></ul>'
        "<p>Skriv et nummer for at vælge:</p><ol><li>Ja</li><li>Nej</li></ol>"
    )


def test_numbers_are_those_that_are_typed() -> None:
    shown = only(render(reply(choices=[choice(3, "c"), choice(4, "d"), choice(9, "i")])))["formatted_body"]
    assert '<ol start="3"><li>c</li><li>d</li></ol><ol start="9"><li>i</li></ol>' in shown


def test_a_long_reply_is_torn_between_rows_and_ends_with_its_choices_and_sources() -> None:
    rows = [(f"Produkt {number}", "niveau 3", "aktiv " * 20) for number in range(400)]
    messages = render(reply(table(("Produkt", "Niveau", "Status"), *rows), choices=[choice(1, "Ja")], sources=["Kilden"]))
    assert len(messages) > 1
    assert all(re.match(r"• Produkt \d+\n|• Produkt \d+ —", message["body"]) for message in messages)
    assert messages[-1]["body"].endswith("Kilder:\n• Kilden\n\nSkriv et nummer for at vælge:\n1. Ja")


def test_a_heading_stands_with_what_it_is_above() -> None:
    messages = render(reply(paragraph("x" * 16_400), heading("Overskrift"), paragraph("y" * 300)))
    assert [message["body"].startswith("Overskrift") for message in messages] == [False, True]


def test_a_reply_without_words_is_a_message_all_the_same() -> None:
    assert only(render(reply()))["body"] == "…"


@pytest.mark.parametrize("text", ["@room", "@Room", "matrix:@room:example.org"])
def test_nobody_calls_the_whole_room(text: str) -> None:
    message = only(render(reply(heading(text), paragraph(text), bullets(text), table((text,) * 3, (text,) * 3), choices=[choice(1, text)], sources=[text])))
    assert "@room" not in (message["body"] + seen(message["formatted_body"])[0]).casefold()


@pytest.mark.parametrize("kind", ["paragraph", "verbatim", "heading"])
@pytest.mark.parametrize("text", ["x" * 90_000, "ord " * 20_000, "Sætning. " * 9_000, "linje\n" * 15_000, "😀" * 9_000])
def test_where_a_text_is_torn_no_letter_goes_and_none_comes_twice(kind: str, text: str) -> None:
    messages = render(reply(LocalisedPart(kind, text)))
    assert len(messages) > 1
    assert "".join("".join(message["body"].split()) for message in messages) == "".join(text.split())
    assert "".join("".join(seen(message["formatted_body"])[0].split()) for message in messages) == "".join(text.split())
