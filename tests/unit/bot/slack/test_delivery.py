# SPDX-License-Identifier: MPL-2.0
"""What was delivered is the same after it was kept; what was never kept so is refused."""

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.delivery import Delivery, Place, Surface, Work, for_all, from_json, to_json
from handlers.message import Asked

whole = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
asked = st.builds(Asked, intent=whole, slots=st.dictionaries(whole, whole, max_size=3), words=whole)
places = st.builds(Place, surface=st.sampled_from(get_args(Surface)), channel=whole, thread=whole, response_url=whole, view=whole)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "work", "team", "user", "asks", "place", "x"]), inner, max_size=4),
    max_leaves=12,
)
deliveries = st.builds(
    Delivery, id=whole, work=st.sampled_from(get_args(Work)), team=whole, user=whole, enterprise=whole, foreign=st.booleans(), key=whole, conversation=whole,
    text=whole, asks=st.lists(asked, max_size=2).map(tuple), private=st.booleans(), place=places, clicked=whole, label=whole,
)  # fmt: skip


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


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "1", '"x"', '{"id": "a"}', "[" * 100_000])
def test_what_is_no_delivery_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(text)


def test_half_a_character_is_kept_as_a_question_mark() -> None:
    kept = to_json(Delivery(id="a", work="answer", team="T", user="U", text="hej \ud83d"))
    assert from_json(kept).text == "hej ?"
    assert kept.encode()


def test_what_is_shared_is_asked_as_a_guest_in_the_open() -> None:
    delivery = Delivery(id="a", work="share", team="T", user="U", private=True, key="k", place=Place(surface="channel", channel="C"))
    message = for_all(delivery, Asked("about", {}), 2)
    assert (message.id, message.private, message.guest, message.event) == ("a:2", False, True, "")
