# SPDX-License-Identifier: MPL-2.0
"""Modals and the App Home: an answer, a moment's patience, and what is shown at home. https://docs.slack.dev/reference/views"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.adapter import Host
from bot.adapters.slack.blocks import actions, button, context
from bot.adapters.slack.cutting import cut
from bot.adapters.slack.limits import PRIVATE_METADATA, VIEW_BLOCKS, VIEW_BUTTON, VIEW_TITLE
from bot.adapters.slack.mrkdwn import escape
from bot.adapters.slack.render import Block, Button, render_blocks
from bot.localise import LocalisedReply
from bot.printable import clean
from handlers.message import LANGUAGES, Language
from handlers.reply import Phrase, Value

ANSWER, WORKING, FORM, ASK = "answer", "working", "form", "ask_os2"
"""Callback ids of the modals."""
OPEN_ASK = "open_ask"
"""The action of the button that opens the modal for a question."""
_ROOM = 2  # blocks that App Home has besides those of its reply

View = dict[str, Any]


def answer_view(reply: LocalisedReply, *, host: Host) -> View:
    """An answer in a modal; its choices are buttons, which are answered in the same modal."""
    more = host.words(Phrase("slack.more"), reply.language)
    blocks = render_blocks(_clickable(reply), most=VIEW_BLOCKS, more=more)
    return modal(ANSWER, host, reply.language, Phrase("slack.answer.title"), blocks, private_metadata=remembered(language=reply.language))


def working_view(host: Host, language: Language) -> View:
    """Shown at once: what opens a modal is valid for three seconds."""
    patience = context(escape(host.words(Phrase("slack.working"), language)))
    return modal(WORKING, host, language, Phrase("slack.answer.title"), (patience,), private_metadata=remembered(language=language))


def home_view(reply: LocalisedReply, *, host: Host) -> View:
    """App Home: what can be done first, so that nobody has to look for it below, and then the reply."""
    more = host.words(Phrase("slack.more"), reply.language)
    ask = actions((button(Button(OPEN_ASK, host.words(Phrase("slack.ask.open"), reply.language), "", "primary")),))
    blocks = render_blocks(_clickable(reply), most=VIEW_BLOCKS - _ROOM, more=more)
    return {"type": "home", "blocks": [ask, *sorted(blocks, key=lambda block: block["type"] != "actions")]}


def spoken(carried: Mapping[str, Any], otherwise: Language) -> Language:
    """The language of a view, by what it carried."""
    return next((each for each in LANGUAGES if carried.get("language") == each), otherwise)


def _clickable(reply: LocalisedReply) -> LocalisedReply:
    """In a view nobody can type the number of a choice."""
    return replace(reply, choose="")


def modal(callback: str, host: Host, language: Language, title: Value, blocks: tuple[Block, ...], *, submit: Value | None = None, **more: Any) -> View:
    """With `submit` it is a form."""
    view: View = {
        "type": "modal", "callback_id": callback, "blocks": list(blocks), "title": _plain(host.words(title, language), VIEW_TITLE),
        "close": _plain(host.words(Phrase("slack.close" if submit is None else "slack.cancel"), language), VIEW_BUTTON), **more,
    }  # fmt: skip
    if submit is not None:
        view["submit"] = _plain(host.words(submit, language), VIEW_BUTTON)
    return view


def remembered(**values: object) -> str:
    """What a modal carries along, as its private metadata. Raises ValueError for more than Slack takes."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    if len(text) > PRIVATE_METADATA:
        raise ValueError("more than a modal can carry")
    return text


def recalled(view: Mapping[str, Any]) -> Mapping[str, Any]:
    """What it carried; empty where that is nothing of ours."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _plain(text: str, most: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": cut(clean(text), most), "emoji": False}
