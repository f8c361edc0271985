# SPDX-License-Identifier: MPL-2.0
"""What is announced is one message on every platform, whatever it holds, says what was written, and calls nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.console.render import render as on_console
from bot.adapters.matrix.render import render as on_matrix
from bot.adapters.slack.mrkdwn import INVISIBLE, linked
from bot.adapters.slack.render import render as on_slack
from bot.localise import LocalisedPart, LocalisedReply
from bot.printable import addresses
from handlers.announcing.written import LONGEST, tidied

WORST = (
    "&",
    "<",
    ">\n",
    "_ ",
    "*a",
    "``",
    "\U0001f600",
    "æ",
    '"\\',
    ":a:",
    "https://a.dk/? ",
    "@room ",
    "<!channel>",
    "\n",
    "slack:T0:U0AAAA ",
    "matrix:@a:b.dk ",
    "~",
    "\uff1e\n",
)


def _reply(text: str) -> LocalisedReply:
    heading = LocalisedPart("heading", "Opslag fra koordinatorens stedfortræder for OS2forms (Favrskov Kommune) & " + "x" * 100)
    return LocalisedReply("da", "answered", (heading, LocalisedPart("prose", text)), (), (), "", "")


@pytest.mark.parametrize("worst", WORST)
def test_the_longest_is_one_message_whatever_it_is_made_of(worst: str) -> None:
    text = (worst * LONGEST)[: LONGEST // (2 if worst > "\uffff" else 1)]
    assert len(on_slack(_reply(text))) == 1
    assert len(on_matrix(_reply(text), notify=True)) == 1


@given(st.text(st.sampled_from("".join(WORST) + "ab \n"), max_size=300))
def test_nobody_is_called_and_nothing_acts_that_was_not_written_as_an_address(text: str) -> None:
    (slack,) = on_slack(_reply(text))
    for block in slack.blocks:
        said = str(block)
        assert not any(call in said for call in ("<!", "<@", "<#"))
    (matrix,) = on_matrix(_reply(text), notify=True)
    assert matrix["m.mentions"] == {}
    assert "@room" not in matrix["body"]
    assert "matrix.to" not in matrix["formatted_body"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Se https://os2.eu/a_b?x=1&y=2, tak", ["https://os2.eu/a_b?x=1&y=2"]),
        ("(https://os2.eu/side).", ["https://os2.eu/side"]),
        ("https://os2.eu/en/ https://os2.eu/to!", ["https://os2.eu/en/", "https://os2.eu/to"]),
        ("xhttps://os2.eu javascript:alert(1) ftp://os2.eu file:///etc/passwd", []),
        ("https://os2.eu|evil <https://os2.eu>", ["https://os2.eu", "https://os2.eu"]),
    ],
)
def test_addresses_are_found_without_the_marks_beside_them(text: str, found: list[str]) -> None:
    assert [each[0] for each in addresses(text)] == found


def test_slack_follows_an_address_and_shows_the_rest_as_it_is() -> None:
    assert linked("a_b *c* https://os2.eu/a_b?x=1&y=2. <x>").translate(INVISIBLE) == "a_b *c* <https://os2.eu/a_b?x=1&amp;y=2>. &lt;x&gt;"


def test_lines_stay_on_the_console() -> None:
    assert on_console(_reply("En\n- to\n\n- tre")).endswith("En\n- to\n\n- tre")


def test_what_cannot_be_seen_is_left_out_and_lines_stay() -> None:
    assert tidied(" \r\n  a\u202eb\x00\tc  \n\n\n\n- d\u200b\r\n") == "  ab    c\n\n- d"
