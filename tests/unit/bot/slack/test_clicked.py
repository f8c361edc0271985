# SPDX-License-Identifier: MPL-2.0
"""The same click acts once: what decides something for good, a question until a while has passed."""

from typing import Any

import pytest

from bot.adapters.slack.parse import clicked
from handlers.message import Asked

DECIDES, ASKS = Asked("confirm_change", {"change": "1"}), Asked("product_info", {"product": "os2mo"})


def _id(asks: Asked, moment: str, user: str = "U1", message: str = "1.1", work: Any = "answer") -> str:
    body = {
        "team": {"id": "T1"}, "user": {"id": user, "team_id": "T1"}, "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": message, "channel_id": "C1"},
    }  # fmt: skip
    action = {"action_id": "choose:1", "action_ts": moment, "text": {"text": "1. Ja"}}
    return clicked(body, action, work, (asks,)).id


@pytest.mark.parametrize("asks", [DECIDES, ASKS])
def test_delivered_twice_it_is_the_same_click(asks: Asked) -> None:
    assert _id(asks, "1000.5") == _id(asks, "1000.5")


@pytest.mark.parametrize("asks", [DECIDES, ASKS])
def test_another_person_or_message_is_another_click(asks: Asked) -> None:
    assert len({_id(asks, "1000.5"), _id(asks, "1000.5", user="U2"), _id(asks, "1000.5", message="2.2")}) == 3


def test_a_question_may_be_asked_again_after_a_while_and_a_decision_never() -> None:
    assert _id(ASKS, "1000.5") != _id(ASKS, "1100.5")
    assert _id(DECIDES, "1000.5") == _id(DECIDES, "900000.5")
    assert _id(ASKS, "1000.5", work="share") == _id(ASKS, "900000.5", work="share")


def test_what_one_says_of_oneself_counts_each_time_and_is_answered_to_them_alone() -> None:
    comes = Asked("attend_meeting", {"meeting": "s/2026-12-07T13:00", "item": "yes"})
    assert _id(comes, "1000.5") == _id(comes, "1000.5")
    assert _id(comes, "1000.5") != _id(comes, "1001.5"), "yes, no, and yes again"
