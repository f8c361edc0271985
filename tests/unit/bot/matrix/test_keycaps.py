# SPDX-License-Identifier: MPL-2.0
"""A reaction chooses what its number, or its yes or no, stands for in the answer under which it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.matrix.delivery import Delivery, Place
from bot.adapters.matrix.keycaps import chosen, key_of, number_of, reactions_for
from bot.adapters.matrix.memory import Posted
from handlers.message import Asked
from tests.unit.bot.matrix.replies import choice, reply

PROPOSED = {
    "1": {"intent": "confirm_change", "slots": {"change": "c1"}, "label": "Ja, gør det"},
    "2": {"intent": "cancel_change", "slots": {"change": "c1"}, "label": "Nej, lad være"},
}
POSTED = Posted(room="!r", event="$svar", answers="$q", thread="$q", conversation="matrix:!r:$q", choices=PROPOSED)


def clicked(key: str) -> Delivery:
    return Delivery(
        id="matrix:!r:$k",
        work="answer",
        user="@anna:example.org",
        place=Place(room="!r", to="$svar"),
        clicked="$svar",
        label=key,
        conversation="matrix:!r:$svar",
    )


@pytest.mark.parametrize(("key", "number"), [("1\ufe0f\u20e3", 1), ("9\u20e3", 9), ("3", 3), ("🔟", 10), ("10", 10), (" 2 ", 2)])
def test_numbers(key: str, number: int) -> None:
    assert number_of(key) == number


@pytest.mark.parametrize("key", ["", "0", "11", "👍", "x", "1 ting", "²", "١", "0\ufe0f\u20e3"])
def test_what_is_no_number(key: str) -> None:
    assert number_of(key) is None


@given(st.text(st.characters(exclude_categories=())))
def test_any_key_is_a_number_or_none(key: str) -> None:
    assert chosen(clicked(key), POSTED) is None or number_of(key) in (1, 2) or key


def test_every_key_that_is_offered_is_read() -> None:
    assert [number_of(key_of(number)) for number in range(1, 11)] == list(range(1, 11))
    with pytest.raises(ValueError):
        key_of(11)


def test_a_few_choices_are_offered_as_reactions_and_many_are_not() -> None:
    assert reactions_for(reply(choices=[choice(1, "a"), choice(2, "b")])) == ("1\ufe0f\u20e3", "2\ufe0f\u20e3")
    assert reactions_for(reply(choices=[choice(number, "x") for number in range(1, 7)])) == ()
    assert reactions_for(reply()) == ()


@pytest.mark.parametrize("key", ["1\ufe0f\u20e3", "✅", "👍", "👍🏽", "✔\ufe0f"])
def test_yes_confirms_what_is_shown(key: str) -> None:
    found = chosen(clicked(key), POSTED)
    assert found is not None
    assert (found.asks, found.label) == (Asked("confirm_change", {"change": "c1"}), "Ja, gør det")
    assert (found.conversation, found.place) == ("matrix:!r:$q", Place(room="!r", thread="$q", to="$svar"))


@pytest.mark.parametrize("key", ["2", "❌", "👎🏿"])
def test_no_cancels_it(key: str) -> None:
    found = chosen(clicked(key), POSTED)
    assert found is not None
    assert found.asks == Asked("cancel_change", {"change": "c1"})


@pytest.mark.parametrize("key", ["3", "🎉", ""])
def test_other_reactions_choose_nothing(key: str) -> None:
    assert chosen(clicked(key), POSTED) is None


def test_yes_is_no_answer_where_nothing_waits_for_one() -> None:
    assert chosen(clicked("👍"), Posted(room="!r", event="$svar", answers="$q", choices={"1": {"intent": "help", "slots": {}}})) is None
    assert chosen(clicked("1"), Posted(room="!r", event="$svar", answers="$q", choices={"1": {"intent": 3, "slots": []}})) is None
