# SPDX-License-Identifier: MPL-2.0
"""The blocks this bot uses, as Slack wants them. Text is `verbatim`: Slack makes no links or mentions that are not written as such."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.cutting import cut
from bot.adapters.slack.limits import BUTTON_LABEL
from bot.adapters.slack.mrkdwn import escape
from bot.printable import clean, one_line

Block = dict[str, Any]
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_FOLDED = 300  # longer sections are folded behind "See more", unless one says otherwise


@dataclass(frozen=True, slots=True)
class Button:
    """`style`: `primary`, `danger` or none. `value` and `action_id` are no longer than Slack's limits: they are not cut."""

    action_id: str
    label: str
    value: str
    style: str = ""


def section(mrkdwn: str) -> Block:
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}
    return {**block, "expand": True} if len(mrkdwn) > _FOLDED else block


def header(plain: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": plain, "emoji": False}}


def context(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn, "verbatim": True}]}


def actions(elements: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(each: Button) -> Block:
    text = cut(label(each.label), BUTTON_LABEL) or "…"
    element: dict[str, Any] = {"type": "button", "text": {"type": "plain_text", "text": text, "emoji": False}, "action_id": each.action_id}
    if each.value:
        element["value"] = each.value
    if each.style:
        element["style"] = each.style
    return element


def label(text: str) -> str:
    """Text as a button bears it."""
    return escape(one_line(clean(text)))


def weight(block: object) -> int:
    """Its characters as they are sent."""
    return len(encode(block))
