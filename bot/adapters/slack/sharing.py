# SPDX-License-Identifier: MPL-2.0
"""Sharing an answer with its channel: the questions are asked once more, as everybody there may hear the answer. What one person saw is not copied."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from bot.adapters.slack.limits import BUTTON_VALUE
from bot.adapters.slack.render import Button
from handlers.message import Asked

SHARE = "share"
_MOST = 2  # questions in one message


def share_button(asked: Sequence[Asked], label: str) -> Button | None:
    """None where the questions are too long to stand in a button."""
    value = json.dumps([asdict(each) for each in asked], ensure_ascii=False, separators=(",", ":"))
    return Button(SHARE, label, value) if len(value) <= BUTTON_VALUE else None


def shared(value: str) -> tuple[Asked, ...]:
    """The questions in a button's value; none for anything malformed."""
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(read, list) or len(read) > _MOST:
        return ()
    found = [_asked(each) for each in read]
    return tuple(each for each in found if each) if all(found) else ()


def _asked(raw: object) -> Asked | None:
    if not isinstance(raw, dict) or raw.keys() != {"intent", "slots", "words"}:
        return None
    intent, slots, words = raw["intent"], raw["slots"], raw["words"]
    if not isinstance(intent, str) or not isinstance(words, str) or not isinstance(slots, dict):
        return None
    return Asked(intent, slots, words) if all(isinstance(each, str) for pair in slots.items() for each in pair) else None
