# SPDX-License-Identifier: MPL-2.0
"""Whether one object of Block Kit has the shape the table of limits gives it."""

from collections.abc import Iterator

from tests.slack.limits import Shape
from tests.slack.workspace import JSON

_COUNTED = ("text", "title", "label", "hint", "fields", "elements", "rows")


def fits(given: JSON, shape: Shape, at: str) -> Iterator[str]:
    """What is wrong with this object, each with the place."""
    yield from (f"[ERROR] invalid additional property: {name} [json-pointer:{at}]" for name in given.keys() - shape.known)
    yield from (f"[ERROR] missing required field: {name} [json-pointer:{at}]" for name in sorted(shape.required) if given.get(name) is None)
    if shape.one_of and not any(given.get(name) for name in shape.one_of):
        yield f"[ERROR] must have one of {', '.join(sorted(shape.one_of))} [json-pointer:{at}]"
    for name, (kinds, most) in shape.texts.items():
        if given.get(name) is not None:
            yield from text_problems(given[name], kinds, most, f"{at}/{name}")
    for name, most in shape.strings.items():
        yield from _string(given.get(name), most, f"{at}/{name}")
    for name, (least, most) in shape.lists.items():
        yield from _list(given.get(name), least, most, f"{at}/{name}")


def text_problems(text: object, kinds: tuple[str, ...], most: int, at: str) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"[ERROR] must be a text object of type {' or '.join(kinds)} [json-pointer:{at}]"
        return
    allowed = {"type", "text", "emoji"} if text["type"] == "plain_text" else {"type", "text", "verbatim"}
    yield from (f"[ERROR] invalid additional property: {name} [json-pointer:{at}]" for name in text.keys() - allowed)
    said = text.get("text")
    if not isinstance(said, str) or not said:
        yield f"[ERROR] must be more than 0 characters [json-pointer:{at}/text]"
    elif len(said) > most:
        yield f"[ERROR] must be less than {most + 1} characters [json-pointer:{at}/text]"


def length(part: object) -> int:
    """The characters of all text in a block or a part of one."""
    if isinstance(part, str):
        return len(part)
    if isinstance(part, list):
        return sum(length(inner) for inner in part)
    if isinstance(part, dict):
        return sum(length(part[name]) for name in _COUNTED if name in part)
    return 0


def _string(value: object, most: int, at: str) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, str):
        yield f"[ERROR] must be a string [json-pointer:{at}]"
    elif len(value) > most:
        yield f"[ERROR] must be less than {most + 1} characters [json-pointer:{at}]"


def _list(value: object, least: int, most: int, at: str) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, list):
        yield f"[ERROR] must be an array [json-pointer:{at}]"
    elif len(value) > most:
        yield f"[ERROR] no more than {most} items allowed [json-pointer:{at}]"
    elif len(value) < least:
        yield f"[ERROR] no fewer than {least} items allowed [json-pointer:{at}]"
