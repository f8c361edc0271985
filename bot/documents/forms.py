# SPDX-License-Identifier: MPL-2.0
"""The forms in which a reply is shown outside of a conversation, each by its name."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.adapters.console.render import render as on_console
from bot.adapters.matrix.render import render as on_matrix
from bot.adapters.slack.render import render as on_slack
from bot.documents import html, markdown
from bot.listing import terminal_width
from bot.localise import LocalisedReply

_WIDEST = 120  # columns


def _title(reply: LocalisedReply) -> str:
    return next((part.text for part in reply.parts if part.kind == "heading"), "OS2")


def _text(reply: LocalisedReply) -> str:
    return on_console(reply, width=min(terminal_width(), _WIDEST))


def _slack(reply: LocalisedReply) -> str:
    return _json([{"text": each.text, "blocks": each.blocks} for each in on_slack(reply)])


def _matrix(reply: LocalisedReply) -> str:
    return _json(on_matrix(reply))


def _json(messages: Sequence[Any]) -> str:
    return json.dumps(messages, ensure_ascii=False, indent=1)


FORMS: Mapping[str, Callable[[LocalisedReply], str]] = {
    "text": _text,
    "html": lambda reply: html.page(reply, _title(reply)),
    "markdown": lambda reply: markdown.document(reply, _title(reply)),
    "slack": _slack,
    "matrix": _matrix,
}
"""For the terminal; as a page or as text to be sent as e-mails; and the messages that a platform is sent."""
