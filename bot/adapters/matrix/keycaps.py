# SPDX-License-Identifier: MPL-2.0
"""Reactions in place of buttons: which choice a key stands for, and which keys are offered."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.adapters.matrix.delivery import Delivery
from bot.adapters.matrix.memory import Posted
from bot.localise import LocalisedReply
from handlers.message import Asked

_KEYCAP = "\u20e3"
_VARIATION = str.maketrans("", "", "\ufe0e\ufe0f")  # text or emoji: the same key
_TONES = str.maketrans("", "", "".join(map(chr, range(0x1F3FB, 0x1F400))))
_TEN = "\U0001f51f"
_NUMBERS = {str(number): number for number in range(1, 10)} | {f"{number}{_KEYCAP}": number for number in range(1, 10)} | {_TEN: 10, "10": 10}
_DECIDES = {"✅": "confirm_change", "✔": "confirm_change", "👍": "confirm_change", "❌": "cancel_change", "✖": "cancel_change", "👎": "cancel_change"}
"""What says yes or no → the intent of the choice that it stands for, where a message offers one: a change that is shown does."""
_MOST_OFFERED = 5
_MOST_KEY = 100  # characters of a key


def number_of(key: str) -> int | None:
    """1 to 10, as a keycap or as digits."""
    return _NUMBERS.get(_bare(key))


def key_of(number: int) -> str:
    """The keycap of 1 to 10, as the specification wants it: with the variation selector. Raises ValueError for other numbers."""
    if not 1 <= number <= 10:  # noqa: PLR2004
        raise ValueError(f"there is no keycap {number}")
    return _TEN if number == 10 else f"{number}\ufe0f{_KEYCAP}"  # noqa: PLR2004


def reactions_for(reply: LocalisedReply) -> tuple[str, ...]:
    """The keys to place under an answer, for each of its choices; none where there are too many: a few of them would look like all."""
    if len(reply.choices) > _MOST_OFFERED:
        return ()
    return tuple(key_of(choice.number) for choice in reply.choices if choice.number <= 10)  # noqa: PLR2004


def chosen(delivery: Delivery, posted: Posted) -> Delivery | None:
    """A reaction as what it chooses in the answer that it stands on; None where it chooses nothing there."""
    choice = _choice(delivery.label, posted.choices) or {}
    intent, slots = choice.get("intent"), choice.get("slots")
    if not intent or not isinstance(intent, str) or not isinstance(slots, Mapping):
        return None
    asks = Asked(intent, {str(name): str(value) for name, value in slots.items()})
    place = replace(delivery.place, thread=posted.thread, to=posted.event)
    return replace(delivery, asks=asks, label=str(choice.get("label", "")), conversation=posted.conversation or delivery.conversation, place=place)


def _choice(key: str, choices: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    if number := number_of(key):
        return choices.get(str(number))
    intent = _DECIDES.get(_bare(key))
    return next((each for each in choices.values() if intent and each.get("intent") == intent), None)


def _bare(key: str) -> str:
    return key[:_MOST_KEY].translate(_VARIATION).translate(_TONES).strip()
