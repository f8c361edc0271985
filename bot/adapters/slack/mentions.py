# SPDX-License-Identifier: MPL-2.0
"""Slack's markup in what people write, as plain words: people by their identity, channels and links by what is shown of them.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re

_MARKED = re.compile(r"<([^<>]{1,3000})>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def words(text: str, team: str, bot_user: str = "") -> str:
    """The words. The bot's own mention is left out; `<@U123>` becomes `slack:T…:U123`."""
    plain = _MARKED.sub(lambda found: _plain(found[1], team, bot_user), text) if "<" in text else text
    if "&" in plain:
        for entity, char in _ENTITIES:
            plain = plain.replace(entity, char)
    return " ".join(plain.split(" ")).strip()


def _plain(marked: str, team: str, bot_user: str) -> str:
    target, _, label = marked.partition("|")
    match target[:1]:
        case "@":
            return "" if target[1:] == bot_user else f"slack:{team}:{target[1:]}"
        case "#":
            return f"#{label}" if label else target[1:]
        case "!":
            return label or target[1:].partition("^")[0]
    return label if label and target.startswith("mailto:") else target.removeprefix("mailto:")
