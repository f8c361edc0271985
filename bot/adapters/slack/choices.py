# SPDX-License-Identifier: MPL-2.0
"""What a person may choose: as a button that says which question it asks, and by its number for whoever types."""

import json
from collections.abc import Iterator, Mapping, Sequence

from bot.adapters.slack.blocks import Block, Button, actions, button, encode, label, weight
from bot.adapters.slack.cutting import Line, packed
from bot.adapters.slack.limits import ACTIONS_ELEMENTS, BUTTON_LABEL, BUTTON_VALUE, SECTION_TEXT, fits
from bot.adapters.slack.mrkdwn import said
from bot.adapters.slack.pages import Piece, kept, text_piece
from bot.localise import LocalisedChoice, LocalisedReply
from bot.printable import one_line
from handlers.message import Asked

CHOICE = "choose"
_IN_A_ROW = 5  # on a phone
_MOST_WEIGHT = 9_000  # of all buttons: they stand in one message, under the sentence that explains them


def choice_value(intent: str, slots: Mapping[str, str]) -> str | None:
    """What a button carries; None where that is too much, or nothing that can be sent."""
    value = encode({"intent": intent, "slots": dict(slots)})
    return value if intent and fits(value, BUTTON_VALUE) and _sendable(value) else None


def asked(value: str) -> Asked | None:
    """What a button asks; None for what no `choice_value` has made."""
    if len(value) > BUTTON_VALUE:
        return None
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    match found:
        case {"intent": str(intent), "slots": dict(slots)} if intent and len(found) == 2 and all(isinstance(each, str) for each in slots.values()):  # noqa: PLR2004
            return Asked(intent, slots)
    return None


def choice_pieces(reply: LocalisedReply, buttons: Sequence[Button]) -> Iterator[Piece]:
    """The sentence, a line for each choice whose button could not say it whole, and the buttons, which stay together."""
    if not reply.choices and not buttons:
        return
    given = [button(each) for each in buttons]
    offered = _offered(reply, weight(given))
    if reply.choices:
        yield from kept(said(reply.choose))
    lines = [_line(choice) for choice in reply.choices if choice.number not in offered or not fits(_label(choice), BUTTON_LABEL)]
    yield from (text_piece(line) for line in packed(lines, SECTION_TEXT))
    if elements := [*offered.values(), *given]:
        rows = [elements[place : place + _IN_A_ROW] for place in range(0, len(elements), _IN_A_ROW)]
        words = "\n".join(_line(choice).words for choice in reply.choices if choice.number in offered)
        yield Piece(tuple(actions(row) for row in rows), words, last=True)


def _offered(reply: LocalisedReply, used: int) -> dict[int, Block]:
    """Number → its button, for as many as there is room for."""
    offered: dict[int, Block] = {}
    for choice in reply.choices[:ACTIONS_ELEMENTS]:
        value = choice_value(choice.intent, choice.slots)
        if value is None or choice.number in offered:
            continue
        style = "primary" if reply.outcome == "proposed" and not offered else ""
        element = button(Button(f"{CHOICE}:{choice.number}", f"{choice.number}. {choice.label}", value, style))
        if (used := used + weight(element)) > _MOST_WEIGHT:
            break
        offered[choice.number] = element
    return offered


def _label(choice: LocalisedChoice) -> str:
    return label(f"{choice.number}. {choice.label}")


def _line(choice: LocalisedChoice) -> Line:
    text = f"{choice.number}. {one_line(said(choice.label))}"
    return Line(text, text)


def _sendable(text: str) -> bool:
    """No half of a character, which no JSON on the wire could hold."""
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)
