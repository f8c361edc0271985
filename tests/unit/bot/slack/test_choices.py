# SPDX-License-Identifier: MPL-2.0
"""Every choice can be typed by its number, and clicked where a button can carry it; nothing a button says is taken on trust."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.render import CHOICE, Button, asked, choice_value, render
from bot.localise import LocalisedReply
from handlers.message import Asked
from tests.unit.bot.slack.replies import choice, paragraph, reply
from tests.unit.bot.slack.validating import message_problems, plain


def _elements(shown: LocalisedReply, *buttons: Button) -> list[dict[str, Any]]:
    rendered = render(shown, buttons=buttons)
    assert message_problems(rendered) == []
    return [element for block in rendered[-1].blocks if block["type"] == "actions" for element in block["elements"]]


def test_a_choice_is_a_button_that_says_what_it_asks() -> None:
    (element,) = _elements(reply(choices=[choice(1, "hvad & hvordan", "about_product", {"product": "os2mo"})]))
    assert element["action_id"] == f"{CHOICE}:1"
    assert element["text"]["text"] == "1. hvad &amp; hvordan"
    assert asked(element["value"]) == Asked("about_product", {"product": "os2mo"})
    assert "style" not in element


def test_only_a_proposed_change_has_a_button_that_stands_out() -> None:
    yes_no = [choice(1, "Ja, gør det", "confirm"), choice(2, "Nej", "cancel")]
    assert [element.get("style") for element in _elements(reply(outcome="proposed", choices=yes_no))] == ["primary", None]
    assert [element.get("style") for element in _elements(reply(outcome="asked_back", choices=yes_no))] == [None, None]


def test_a_label_too_long_for_a_button_stands_in_a_line_too() -> None:
    long = "hvornår næste møde i koordinationsgruppen for et produkt med et meget langt navn holdes"
    shown = reply(choices=[choice(1, "kort"), choice(2, long)])
    short, cut = _elements(shown)
    assert len(cut["text"]["text"]) <= 75
    assert cut["text"]["text"].endswith("…")
    words = plain(render(shown)).split("\n")
    assert words == ["Skriv et nummer for at vælge:", f"2. {long}", short["text"]["text"], cut["text"]["text"]]


def test_a_choice_that_no_button_can_carry_is_a_line() -> None:
    shown = reply(choices=[choice(1, "stort", "help", {"x": "y" * 2_000}), choice(2, "intet", ""), choice(3, "godt")])
    assert [element["action_id"] for element in _elements(shown)] == ["choose:3"]
    assert "1. stort\n2. intet" in plain(render(shown))


def test_beyond_25_choices_there_are_lines_and_few_buttons_stand_in_a_row() -> None:
    shown = reply(choices=[choice(number, f"valg {number}") for number in range(1, 41)])
    assert len(_elements(shown)) == 25
    rendered = render(shown)
    assert all(len(block["elements"]) <= 5 for block in rendered[-1].blocks if block["type"] == "actions")
    assert all(f"{number}. valg {number}" in plain(rendered) for number in range(1, 41))
    assert all(f"{number}. valg {number}\n" in f"{rendered[-1].text}\n" for number in range(1, 41))


def test_buttons_too_heavy_for_one_message_are_lines() -> None:
    shown = reply(choices=[choice(number, f"valg {number}", "help", {"x": "y" * 1_900}) for number in range(1, 11)])
    assert 1 < len(_elements(shown)) < 10
    assert all(f"{number}. valg {number}" in plain(render(shown)) for number in range(1, 11))


def test_no_two_buttons_are_the_same_to_slack() -> None:
    assert [element["action_id"] for element in _elements(reply(choices=[choice(1, "a"), choice(1, "b"), choice(2, "c")]))] == ["choose:1", "choose:2"]


def test_the_sentence_stands_right_above_the_buttons_even_on_a_new_page() -> None:
    for size in range(2_400, 3_000, 50):
        rendered = render(reply(*(paragraph("x" * size) for _ in range(4)), choices=[choice(1, "ja"), choice(2, "nej")]))
        assert [block["type"] for block in rendered[-1].blocks][-2:] == ["section", "actions"]
        assert rendered[-1].blocks[-2]["text"]["text"] == "Skriv et nummer for at vælge:"


def test_buttons_of_the_adapter_come_after_the_choices() -> None:
    shown = reply(paragraph("svar"), choices=[choice(1, "ja")])
    elements = _elements(shown, Button("share", "Vis *for* alle <x>", "id", "danger"), Button("close", "Luk", ""))
    assert [element["action_id"] for element in elements] == ["choose:1", "share", "close"]
    assert elements[1]["text"] == {"type": "plain_text", "text": "Vis *for* alle &lt;x&gt;", "emoji": False}
    assert elements[1]["style"] == "danger"
    assert "value" not in elements[2]


@given(st.text(min_size=1, max_size=30), st.dictionaries(st.text(max_size=20), st.text(max_size=30), max_size=4))
def test_what_a_button_carries_comes_back(intent: str, slots: dict[str, str]) -> None:
    value = choice_value(intent, slots)
    assert value is not None
    assert asked(value) == Asked(intent, slots)


def test_what_is_too_much_or_cannot_be_sent_is_no_value() -> None:
    assert choice_value("help", {"x": "y" * 1_960}) is not None
    assert choice_value("help", {"x": "y" * 2_000}) is None
    assert choice_value("help", {"x": "😀" * 1_000}) is None
    assert choice_value("help", {"x": "\ud800"}) is None
    assert choice_value("", {}) is None


@pytest.mark.parametrize(
    "value",
    [
        "", "x", "[]", "null", "1", '"help"', "{}", '{"intent":"help"}', '{"slots":{}}', '{"intent":1,"slots":{}}', '{"intent":"help","slots":[]}',
        '{"intent":"","slots":{}}', '{"intent":"help","slots":{"a":1}}', '{"intent":"help","slots":{"a":null}}', '{"intent":"help","slots":{"a":["b"]}}',
        '{"intent":"help","slots":{},"more":1}', "[" * 2_000, '{"a":' * 400, '{"intent":"help","slots":{"a":"' + "b" * 2_000 + '"}}', "NaN", "9" * 2_000,
    ],
)  # fmt: skip
def test_anything_else_asks_nothing(value: str) -> None:
    assert asked(value) is None


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), lambda each: st.lists(each) | st.dictionaries(st.text(), each)).map(json.dumps))
def test_no_value_breaks_the_reader(value: str) -> None:
    found = asked(value)
    assert found is None or choice_value(found.intent, found.slots) is not None
