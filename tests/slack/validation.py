# SPDX-License-Identifier: MPL-2.0
"""Whether blocks and views are within Slack's limits, said as Slack says it: what is wrong, and where."""

import json
from collections import Counter
from collections.abc import Iterator

from tests.slack import limits
from tests.slack.limits import Shape
from tests.slack.shapes import fits, length, text_problems
from tests.slack.workspace import JSON

Problems = Iterator[str]

URLS = ("http://", "https://", "mailto:")


def elements_of(block: JSON) -> list[JSON]:
    """The interactive parts of a block."""
    found = [*block.get("elements", [])] if block.get("type") == "actions" else []
    found += [block[name] for name in ("accessory", "element") if isinstance(block.get(name), dict)]
    return [element for element in found if isinstance(element, dict) and element.get("type") != "image"]


def blocks_problems(blocks: object, surface: str) -> list[str]:
    """What Slack would refuse these blocks for; empty where nothing is wrong."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return ["[ERROR] must be an array of blocks [json-pointer:/blocks]"]
    most = limits.MESSAGE_BLOCKS if surface == "message" else limits.VIEW_BLOCKS
    found = [f"[ERROR] no more than {most} items allowed [json-pointer:/blocks]"] if len(blocks) > most else []
    for number, block in enumerate(blocks):
        found += _block(block, surface, f"/blocks/{number}")
    return [*found, *_unique(blocks), *_tables(blocks)]


def view_problems(view: object, surfaces: tuple[str, ...]) -> list[str]:
    if not isinstance(view, dict) or view.get("type") not in surfaces:
        return [f"[ERROR] must be a view of type {' or '.join(surfaces)} [json-pointer:/view/type]"]
    kind = view["type"]
    found = [*fits(view, limits.VIEWS[kind], "/view")]
    if isinstance(view.get("blocks"), list):
        found += blocks_problems(view["blocks"], kind)
        if kind == "modal" and not view.get("submit") and any(block.get("type") == "input" for block in view["blocks"]):
            found.append("[ERROR] submit is required when an input block is within blocks [json-pointer:/view/submit]")
    return found


def view_bytes(view: JSON) -> int:
    return len(json.dumps(view).encode())


def text_of_blocks(blocks: list[JSON]) -> int:
    """The characters of all text in the blocks, as far as they count for `msg_blocks_too_long`."""
    return sum(length(block) for block in blocks)


def _block(block: JSON, surface: str, at: str) -> Problems:
    kind = str(block.get("type"))
    if kind not in limits.SURFACES[surface]:
        yield f"[ERROR] unsupported type: {kind} [json-pointer:{at}/type]"
        return
    yield from fits(block, limits.BLOCKS[kind], at)
    for number, text in enumerate(block.get("fields") or []):
        yield from text_problems(text, limits.ANY, 2000, f"{at}/fields/{number}")
    if kind == "context":
        yield from _context(block, at)
    else:
        for element in elements_of(block):
            yield from _element(element, limits.ALLOWED.get(kind, frozenset()), f"{at}/{element.get('action_id', 'element')}")


def _context(block: JSON, at: str) -> Problems:
    for number, element in enumerate(block.get("elements") or []):
        if element.get("type") == "image":
            yield from fits(element, limits.ELEMENTS["image"], f"{at}/elements/{number}")
        else:
            yield from text_problems(element, limits.ANY, limits.TEXT_OBJECT, f"{at}/elements/{number}")


def _element(element: JSON, allowed: frozenset[str], at: str) -> Problems:
    kind = str(element.get("type"))
    if kind not in allowed:
        yield f"[ERROR] unsupported element type: {kind} [json-pointer:{at}/type]"
        return
    yield from fits(element, limits.ELEMENTS[kind], at)
    yield from _options(element, at)
    if isinstance(element.get("confirm"), dict):
        yield from fits(element["confirm"], limits.CONFIRM, f"{at}/confirm")
    if element.get("style") not in {None, "primary", "danger"}:
        yield f"[ERROR] must be primary or danger [json-pointer:{at}/style]"
    if "url" in element and not str(element["url"]).startswith(URLS):
        yield f"[ERROR] must be a valid URL [json-pointer:{at}/url]"
    if kind == "plain_text_input":
        yield from _input(element, at)
    if kind.endswith("static_select") and ("options" in element) == ("option_groups" in element):
        yield f"[ERROR] must have either options or option_groups [json-pointer:{at}]"


def _options(element: JSON, at: str) -> Problems:
    for number, group in enumerate(element.get("option_groups") or []):
        yield from fits(group, limits.OPTION_GROUP, f"{at}/option_groups/{number}")
        yield from _options(group, f"{at}/option_groups/{number}")
    options = element.get("options") or []
    for number, option in enumerate(options):
        yield from option_problems(option, str(element.get("type")), f"{at}/options/{number}")
    known = options + [option for group in element.get("option_groups") or [] for option in group.get("options") or []]
    initial = [element["initial_option"]] if "initial_option" in element else element.get("initial_options") or []
    if known and any(option not in known for option in initial):
        yield f"[ERROR] initial option is none of the options [json-pointer:{at}]"


def option_problems(option: object, kind: str, at: str) -> Problems:
    if not isinstance(option, dict):
        yield f"[ERROR] must be an option [json-pointer:{at}]"
        return
    rich = kind in {"checkboxes", "radio_buttons"}
    shape = limits.OPTION
    kinds = limits.ANY if rich else limits.PLAIN
    yield from fits(option, Shape({name: (kinds, most) for name, (_, most) in shape.texts.items()}, shape.strings, required=shape.required), at)
    if "url" in option and kind != "overflow":
        yield f"[ERROR] url is only for overflow [json-pointer:{at}/url]"


def _input(element: JSON, at: str) -> Problems:
    least, most = element.get("min_length", 0), element.get("max_length", limits.TEXT_OBJECT)
    if not 0 <= least <= limits.TEXT_OBJECT:
        yield f"[ERROR] min_length must be from 0 to 3000 [json-pointer:{at}/min_length]"
    if not 1 <= most <= limits.TEXT_OBJECT or most < least:
        yield f"[ERROR] max_length must be from 1 to 3000 and not less than min_length [json-pointer:{at}/max_length]"
    if len(element.get("initial_value", "")) > most:
        yield f"[ERROR] initial_value is longer than max_length [json-pointer:{at}/initial_value]"


def _unique(blocks: list[JSON]) -> Problems:
    ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    yield from (f"[ERROR] block_id `{name}` already exists [json-pointer:/blocks]" for name, times in ids.items() if times > 1)
    actions = Counter(element["action_id"] for block in blocks for element in elements_of(block) if element.get("action_id"))
    yield from (f"[ERROR] action_id `{name}` already exists [json-pointer:/blocks]" for name, times in actions.items() if times > 1)
    if sum(bool(element.get("focus_on_load")) for block in blocks for element in elements_of(block)) > 1:
        yield "[ERROR] focus_on_load is set more than once [json-pointer:/blocks]"


def _tables(blocks: list[JSON]) -> Problems:
    tables = [block for block in blocks if block.get("type") == "table" and isinstance(block.get("rows"), list)]
    if len(tables) > 1:
        yield "[ERROR] only_one_table_allowed [json-pointer:/blocks]"
    for table in tables:
        if length(table) > limits.TABLE_TEXT:
            yield "[ERROR] no more than 10000 characters in a table [json-pointer:/blocks]"
        for number, row in enumerate(table["rows"]):
            yield from _row(row, f"/rows/{number}")


def _row(row: object, at: str) -> Problems:
    if not isinstance(row, list) or not 1 <= len(row) <= limits.TABLE_COLUMNS:
        yield f"[ERROR] a row has from 1 to {limits.TABLE_COLUMNS} cells [json-pointer:{at}]"
        return
    for cell in row:
        kind = cell.get("type") if isinstance(cell, dict) else None
        if kind not in {"raw_text", "rich_text"} or (kind == "raw_text" and not cell.get("text")):
            yield f"[ERROR] a cell is raw_text or rich_text and not empty [json-pointer:{at}]"
