# SPDX-License-Identifier: MPL-2.0
"""Finding what a person means on a message or view, and what Slack says of the choice they make there."""

from typing import Any

from tests.slack.shapes import length
from tests.slack.validation import elements_of
from tests.slack.workspace import JSON

_FIELDS = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_TYPED = ("value", "initial_value")


def label(element: JSON) -> str:
    return str((element.get("text") or {}).get("text", ""))


def find(blocks: list[JSON], wanted: str) -> tuple[JSON, JSON]:
    """The block and the element with this action_id, or else with this label or in the block of this id."""
    every = [(block, element) for block in blocks for element in elements_of(block)]
    for found in (
        [pair for pair in every if pair[1].get("action_id") == wanted],
        [pair for pair in every if label(pair[1]) == wanted or (pair[0].get("label") or {}).get("text") == wanted],
        [pair for pair in every if pair[0].get("block_id") == wanted],
    ):
        if found:
            assert len(found) == 1, f"{wanted!r} is there {len(found)} times"
            return found[0]
    raise AssertionError(f"there is no {wanted!r}, only {[(element['action_id'], label(element)) for _, element in every]}")


def options_of(element: JSON) -> list[JSON]:
    return [*element.get("options", []), *(option for group in element.get("option_groups", []) for option in group["options"])]


def chosen(element: JSON, value: Any, offered: list[JSON]) -> JSON:
    """The state of the element once this was typed or chosen; options are named by their value or by what they say."""
    kind = element["type"]
    name, _ = _FIELDS.get(kind, _TYPED)
    if name == "selected_option":
        value = None if value is None else _option(element, value, offered)
    elif name == "selected_options":
        value = [_option(element, one, offered) for one in value]
    elif name == "value" and value is not None:
        _typeable(element, value)
    return {"type": kind, name: value}


def initial(element: JSON) -> JSON:
    kind = element["type"]
    name, initially = _FIELDS.get(kind, _TYPED)
    nothing: Any = [] if name.endswith("s") else None
    return {"type": kind, name: element.get(initially, nothing)}


def is_empty(state: JSON) -> bool:
    return not any(value for name, value in state.items() if name != "type")


def action(block: JSON, element: JSON, state: JSON | None) -> JSON:
    """The entry in `actions`, without its time."""
    shown: JSON = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] == "button":
        return shown | {name: element[name] for name in ("text", "value", "style", "url") if name in element}
    shown |= {"placeholder": element["placeholder"]} if "placeholder" in element else {}
    return shown | (state or {})


def _option(element: JSON, wanted: Any, offered: list[JSON]) -> JSON:
    options = options_of(element) or offered
    if isinstance(wanted, dict):
        assert wanted in options, f"{wanted} is none of {options}"
        return wanted
    found = [one for one in options if one.get("value") == wanted] or [one for one in options if one["text"]["text"] == wanted]
    assert found, f"there is no option {wanted!r}, only {[(one.get('value'), one['text']['text']) for one in options]}"
    return found[0]


def _typeable(element: JSON, value: str) -> None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    assert least <= length(value) <= most, f"Slack lets nobody type {length(value)} characters where {least} to {most} are allowed"
