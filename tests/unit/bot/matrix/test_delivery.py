# SPDX-License-Identifier: MPL-2.0
"""What was delivered is the same after it was kept; what was never kept so is refused."""

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.matrix.delivery import Delivery, Place, Work, from_json, to_json
from handlers.message import Asked

whole = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
asked = st.builds(Asked, intent=whole, slots=st.dictionaries(whole, whole, max_size=3), words=whole)
deliveries = st.builds(
    Delivery, id=whole, work=st.sampled_from(get_args(Work)), user=whole, key=whole, conversation=whole, text=whole, asks=st.none() | asked, private=st.booleans(),
    place=st.builds(Place, room=whole, thread=whole, to=whole), at=st.floats(0, 4e9), clicked=whole, label=whole, encrypted=st.booleans(), device=whole,
    content=st.dictionaries(whole, whole | st.booleans() | st.dictionaries(whole, whole), max_size=3),
)  # fmt: skip
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "work", "user", "asks", "place", "content", "x"]), inner, max_size=5),
    max_leaves=12,
)


@given(deliveries)
def test_what_was_kept_is_read_as_it_was(delivery: Delivery) -> None:
    assert from_json(to_json(delivery)) == delivery


@given(anything)
def test_anything_else_is_a_value_error(kept: Any) -> None:
    try:
        found = from_json(json.dumps(kept))
    except ValueError:
        return
    assert from_json(to_json(found)) == found


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "1", '"x"', '{"id": "a"}', '{"id": 1, "work": "answer", "user": "u"}', "[" * 100_000])
def test_what_is_no_delivery_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(text)


def test_half_a_character_is_kept_as_a_question_mark() -> None:
    assert from_json(to_json(Delivery(id="a", work="answer", user="@a:b", text="hej \ud83d"))).text == "hej ?"
