# SPDX-License-Identifier: MPL-2.0
"""Messages and views as people see them: the words, without Slack's escapes."""

import html
import re
from collections.abc import Iterator

from tests.slack.choices import label
from tests.slack.records import Message, View
from tests.slack.validation import elements_of
from tests.slack.workspace import JSON

_TOKEN = re.compile(r"<([^<>]*)>")


def plain(shown: Message | View) -> str:
    """All text of the blocks, a line each; the plain text where there are no blocks. `*` and `_` stay, for they are text too."""
    if isinstance(shown, View):
        return "\n".join([*([shown.title] if shown.title else []), *_lines(shown.blocks)])
    return "\n".join(_lines(shown.blocks)) if shown.blocks else unescaped(shown.text)


def buttons(shown: Message | View) -> list[str]:
    """What the buttons say."""
    return [label(element) for block in shown.blocks for element in elements_of(block) if element["type"] == "button"]


def unescaped(mrkdwn: str) -> str:
    """Links as their words, mentions as @id, and no entities."""
    return html.unescape(_TOKEN.sub(lambda found: _token(found[1]), mrkdwn))


def _token(inside: str) -> str:
    target, _, said = inside.partition("|")
    if said:
        return said
    return target.removeprefix("mailto:") if target[:1] not in "@#!" else target.replace("!", "@", 1)


def _lines(blocks: list[JSON]) -> Iterator[str]:
    for block in blocks:
        for name in ("text", "label", "title", "hint"):
            if name in block:
                yield _text(block[name])
        for inner in [*block.get("fields", []), *(block.get("elements", []) if block["type"] == "context" else [])]:
            yield _text(inner) if "text" in inner else str(inner.get("alt_text", ""))
        for row in block.get("rows", []):
            yield " | ".join(_spoken(cell) for cell in row)
        if block["type"] == "rich_text":
            yield _spoken(block)


def _text(text: object) -> str:
    if isinstance(text, str):
        return text
    assert isinstance(text, dict)
    return unescaped(text["text"]) if text["type"] == "mrkdwn" else str(text["text"])


def _spoken(part: JSON) -> str:
    """The words of rich text, or of a cell."""
    if "text" in part:
        return str(part["text"])
    own = {"link": "url", "user": "user_id", "channel": "channel_id", "emoji": "name"}.get(str(part.get("type")), "")
    return str(part.get(own, "")) + "".join(_spoken(inner) for inner in part.get("elements", []))
