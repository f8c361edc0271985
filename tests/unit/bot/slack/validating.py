# SPDX-License-Identifier: MPL-2.0
"""What is wrong with Slack blocks, by Slack's own models and by the table of limits; and how a person reads them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block as Model

from bot.adapters.slack import limits
from bot.adapters.slack.blocks import Block, weight
from bot.adapters.slack.limits import units
from bot.adapters.slack.mrkdwn import INVISIBLE
from bot.adapters.slack.pages import Rendered

Surface = Literal["message", "modal", "home"]
_BLOCKS = {"message": limits.MESSAGE_BLOCKS, "modal": limits.VIEW_BLOCKS, "home": limits.VIEW_BLOCKS}
_KNOWN = {"section", "header", "context", "actions", "divider", "image", "input", "rich_text"}
_TOKEN = re.compile(r"<(?:@[UW][A-Z0-9]+|(?:https?://|mailto:)[^\s<>|]+(?:\|[^<>\n]+)?|!date\^\d+\^\{date_long\} \{time\}\|[^<>|\n]+)>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_CODE = re.compile(r"```\n(.*)\n```", re.DOTALL)
_STYLED = re.compile(r"(?<!\w)([*_])(?=[^\s\u200b])([^\n]*?[^\s\u2060])\1(?!\w)")


def problems(blocks: Sequence[Block], surface: Surface = "message") -> list[str]:
    """Empty where Slack would take the blocks and show them as they are meant."""
    found = [f"{len(blocks)} blocks"] if not 1 <= len(blocks) <= _BLOCKS[surface] else []
    size = weight(list(blocks))
    if surface == "message" and size > limits.MESSAGE_CHARACTERS:
        found.append(f"{size} characters in one message")
    if surface != "message" and size > limits.VIEW_BYTES:
        found.append(f"{size} characters in one view")
    found += [f"{kind} {each!r} is there twice" for kind in ("block_id", "action_id") for each in _twice(_values(blocks, kind))]
    for place, block in enumerate(blocks):
        found += [f"block {place} ({block['type']}): {problem}" for problem in (*_by_models(block), *_by_limits(block), *_by_markup(block))]
    return found


def message_problems(rendered: Sequence[Rendered]) -> list[str]:
    """What is wrong with messages: their blocks, and the text beside them."""
    found = [problem for message in rendered for problem in problems(message.blocks)]
    for message in rendered:
        if not message.text.strip() or units(message.text) > limits.FALLBACK_TEXT:
            found.append(f"a fallback of {units(message.text)} characters")
        found += _unescaped(message.text)
    found += [f"message {number} ends with a heading" for number, message in enumerate(rendered[:-1]) if message.blocks[-1]["type"] == "header"]
    found += [f"message {number} has buttons" for number, message in enumerate(rendered[:-1]) if any(each["type"] == "actions" for each in message.blocks)]
    return found


def plain(rendered: Rendered | Sequence[Rendered]) -> str:
    """The words as a person sees them: links as `label: address`, nothing invisible."""
    if isinstance(rendered, Rendered):
        return "\n".join(line for block in rendered.blocks for line in _shown(block))
    return "\n".join(map(plain, rendered))


def readable(mrkdwn: str) -> str:
    """Markup undone."""
    if code := _CODE.fullmatch(mrkdwn):
        return _unescape(code[1])
    shown = re.sub(r"<!date\^[^|]*\|([^>]*)>", r"\1", mrkdwn)
    shown = _STYLED.sub(r"\2", shown)
    shown = re.sub(r"<(https?://[^|>]*|mailto:[^|>]*)\|([^>]*)>", r"\2: \1", shown)
    return _unescape(re.sub(r"<(https?://[^>]*)>", r"\1", shown))


def _unescape(text: str) -> str:
    return text.translate(INVISIBLE).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(block: Block) -> Iterator[str]:
    for text in _texts(block):
        yield readable(text["text"]) if text["type"] == "mrkdwn" else _unescape(text["text"])


def _texts(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every text object, from the top down."""
    if isinstance(value, Mapping):
        if value.get("type") in ("mrkdwn", "plain_text"):
            yield value
        else:
            for each in value.values():
                yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _values(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (each for key, each in value.items() if key == name)
        for each in value.values():
            yield from _values(each, name)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _values(each, name)


def _twice(values: Iterator[str]) -> set[str]:
    seen: set[str] = set()
    return {each for each in values if each in seen or seen.add(each)}  # type: ignore[func-returns-value]


def _by_models(block: Block) -> Iterator[str]:
    model = Model.parse(dict(block))
    if model is None or block["type"] not in _KNOWN:
        yield "is of no known kind"
        return
    try:
        for each in _models(model):
            each.validate_json()
        if model.to_dict() != _jsonlike(block):
            yield "is read by the SDK as something else"
    except SlackObjectFormationError as error:
        yield str(error)


def _models(model: JsonObject) -> Iterator[JsonObject]:
    yield model
    for value in vars(model).values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, JsonObject):
                yield from _models(each)


def _jsonlike(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _jsonlike(each) for key, each in value.items()}
    return [_jsonlike(each) for each in value] if isinstance(value, list | tuple) else value


def _by_limits(block: Block) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield from _longer([block["text"]["text"]] if "text" in block else [], limits.SECTION_TEXT)
            yield from _longer([each["text"] for each in block.get("fields", ())], limits.FIELD_TEXT)
            yield from _more(block.get("fields", ()), limits.SECTION_FIELDS)
        case "header":
            yield from _longer([block["text"]["text"]], limits.HEADER_TEXT)
        case "context":
            yield from _longer([each["text"] for each in block["elements"] if "text" in each], limits.CONTEXT_TEXT)
            yield from _more(block["elements"], limits.CONTEXT_ELEMENTS, least=1)
        case "actions":
            yield from _more(block["elements"], limits.ACTIONS_ELEMENTS, least=1)
            for each in block["elements"]:
                if each["type"] == "button":
                    yield from _longer([each["text"]["text"]], limits.BUTTON_LABEL)
                yield from _longer([each["action_id"]], limits.ACTION_ID)
                yield from _longer([each["value"]] if "value" in each else [], limits.BUTTON_VALUE)
    yield from _longer([block["block_id"]] if "block_id" in block else [], limits.BLOCK_ID)


def _longer(texts: Sequence[str], most: int) -> Iterator[str]:
    yield from (f"text of {units(text)} characters, {most} at most" for text in texts if units(text) > most or not text.strip())


def _more(elements: Sequence[object], most: int, *, least: int = 0) -> Iterator[str]:
    if not least <= len(elements) <= most:
        yield f"{len(elements)} elements, {most} at most"


def _by_markup(block: Block) -> Iterator[str]:
    for text in _texts(block):
        if text["type"] == "mrkdwn" and not text.get("verbatim"):
            yield "Slack may make links of its own"
        if text["type"] == "plain_text" and text.get("emoji", True):
            yield "Slack may make emoji"
        if block["type"] != "header":  # one that holds `&`, `<` or `>` is a section
            yield from _unescaped(text["text"])


def _unescaped(text: str) -> list[str]:
    """What is neither text nor markup of the kinds that this bot writes, and what no person should be sent."""
    rest = _ENTITY.sub("", _TOKEN.sub("", text))
    found = [f"raw markup in {text[:200]!r}"] if set("<>&") & set(rest) else []
    odd = [char for char in text.translate(INVISIBLE) if char != "\n" and not char.isprintable() and not char.isspace()]
    return found + ([f"control characters {odd[:5]!r}"] if odd else [])
