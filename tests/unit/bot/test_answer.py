# SPDX-License-Identifier: MPL-2.0
"""An answer that is kept until it is sent comes back as it was; what is no answer raises ValueError."""

from dataclasses import replace

import pytest

from bot.answer import Answer, from_json, to_json
from handlers.message import Asked
from handlers.reply import Choice, Phrase, Reply, say

REPLY = Reply(parts=(say("change.cancelled"),), outcome="proposed", choices=(Choice(Phrase("change.yes"), "confirm_change", {"change": "1"}),), concerns=("p",))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(REPLY, "da"),
        Answer(REPLY, "da", zone="America/New_York"),
        Answer(REPLY, "en", asked=(Asked("product_info", {"product": "os2mo"}, "what is os2mo?"),)),
        Answer(REPLY, "da", concerns=("slack:T1:U1",), form=Asked("my_profile")),
        Answer(replace(REPLY, in_private=True), "da", again=Asked("my_data", {"item": "json"}, "mine data")),
    ],
)
def test_it_comes_back_as_it_was(answer: Answer) -> None:
    assert from_json(to_json(answer)) == answer


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '"da"', '{"language":"da","reply":"{}"}', '{"language":"da","reply":3}', '{"language":"da","reply":"x","asked":[{"x":1}]}']
)
def test_what_is_no_answer_raises_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(text)
