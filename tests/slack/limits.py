# SPDX-License-Identifier: MPL-2.0
"""Slack's documented limits of blocks, elements, messages and views, written down from its documentation and not from the bot."""

from collections.abc import Mapping
from dataclasses import dataclass, field

TEXT = 40_000
UPDATE_TEXT = 4_000
BLOCKS_TEXT = 12_000
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
METADATA_BYTES = 8_000
STACK = 3
RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 1_800
PROMPTS = 4
LOADING_MESSAGES = 10
TABLE_ROWS, TABLE_COLUMNS, TABLE_TEXT = 100, 20, 10_000
TEXT_OBJECT = 3_000

PLAIN, ANY = ("plain_text",), ("plain_text", "mrkdwn")

_ACTION: Mapping[str, int] = {"action_id": 255}
_FOCUS = frozenset({"focus_on_load"})
_CONFIRM = frozenset({"confirm"})


@dataclass(frozen=True)
class Shape:
    """What a block, element or composition object may hold."""

    texts: Mapping[str, tuple[tuple[str, ...], int]] = field(default_factory=dict)
    """Text objects: the kinds allowed, the greatest length."""
    strings: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """The least and the greatest number of items."""
    other: frozenset[str] = frozenset()
    """Fields that are looked at elsewhere or not at all."""
    required: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    """At least one of these must be there."""

    @property
    def known(self) -> frozenset[str]:
        return frozenset({"type", *self.texts, *self.strings, *self.lists, *self.other})


def _select(*, many: bool = False, lists: Mapping[str, tuple[int, int]] | None = None, other: frozenset[str] = frozenset()) -> Shape:
    more = other | _FOCUS | _CONFIRM | (frozenset({"max_selected_items"}) if many else frozenset())
    return Shape({"placeholder": (PLAIN, 150)}, _ACTION, lists or {}, more)


def _chosen(most: int, initial: str) -> Shape:
    return Shape({}, _ACTION, {"options": (1, most)}, frozenset({initial}) | _FOCUS | _CONFIRM, frozenset({"options"}))


_STATIC = {"options": (1, 100), "option_groups": (1, 100)}

OPTION = Shape({"text": (ANY, 75), "description": (ANY, 75)}, {"value": 150, "url": 3000}, required=frozenset({"text", "value"}))
OPTION_GROUP = Shape({"label": (PLAIN, 75)}, {}, {"options": (1, 100)}, required=frozenset({"label", "options"}))
CONFIRM = Shape(
    {"title": (PLAIN, 100), "text": (ANY, 300), "confirm": (PLAIN, 30), "deny": (PLAIN, 30)},
    other=frozenset({"style"}),
    required=frozenset({"title", "text", "confirm", "deny"}),
)

ELEMENTS: Mapping[str, Shape] = {
    "button": Shape(
        {"text": (PLAIN, 75)}, {**_ACTION, "url": 3000, "value": 2000, "accessibility_label": 75}, {}, frozenset({"style"}) | _CONFIRM, frozenset({"text"})
    ),
    "static_select": _select(lists=_STATIC, other=frozenset({"initial_option"})),
    "multi_static_select": _select(many=True, lists=_STATIC, other=frozenset({"initial_options"})),
    "external_select": _select(other=frozenset({"initial_option", "min_query_length"})),
    "multi_external_select": _select(many=True, other=frozenset({"initial_options", "min_query_length"})),
    "users_select": _select(other=frozenset({"initial_user"})),
    "multi_users_select": _select(many=True, other=frozenset({"initial_users"})),
    "conversations_select": _select(other=frozenset({"initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter"})),
    "multi_conversations_select": _select(many=True, other=frozenset({"initial_conversations", "default_to_current_conversation", "filter"})),
    "channels_select": _select(other=frozenset({"initial_channel", "response_url_enabled"})),
    "overflow": Shape({}, _ACTION, {"options": (1, 5)}, _CONFIRM, frozenset({"options"})),
    "checkboxes": _chosen(10, "initial_options"),
    "radio_buttons": _chosen(10, "initial_option"),
    "datepicker": _select(other=frozenset({"initial_date"})),
    "timepicker": _select(other=frozenset({"initial_time", "timezone"})),
    "datetimepicker": Shape({}, _ACTION, {}, frozenset({"initial_date_time"}) | _FOCUS | _CONFIRM),
    "plain_text_input": Shape(
        {"placeholder": (PLAIN, 150)}, _ACTION, {}, frozenset({"initial_value", "multiline", "min_length", "max_length", "dispatch_action_config"}) | _FOCUS
    ),
    "email_text_input": Shape({"placeholder": (PLAIN, 150)}, _ACTION, {}, frozenset({"initial_value", "dispatch_action_config"}) | _FOCUS),
    "url_text_input": Shape({"placeholder": (PLAIN, 150)}, _ACTION, {}, frozenset({"initial_value", "dispatch_action_config"}) | _FOCUS),
    "number_input": Shape(
        {"placeholder": (PLAIN, 150)},
        _ACTION,
        {},
        frozenset({"initial_value", "is_decimal_allowed", "min_value", "max_value", "dispatch_action_config"}) | _FOCUS,
        frozenset({"is_decimal_allowed"}),
    ),
    "image": Shape({}, {"image_url": 3000, "alt_text": 2000}, {}, frozenset({"slack_file"}), frozenset({"alt_text"}), frozenset({"image_url", "slack_file"})),
}

SELECTS = frozenset(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons"})
_TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
ALLOWED: Mapping[str, frozenset[str]] = {
    "actions": SELECTS | _PICKERS | {"button", "overflow"},
    "section": SELECTS | _PICKERS | {"button", "overflow", "image"},
    "input": SELECTS | _PICKERS | _TYPED,
    "context": frozenset({"image"}),
}
"""Which elements stand in which block."""

_ID: Mapping[str, int] = {"block_id": 255}

BLOCKS: Mapping[str, Shape] = {
    "section": Shape({"text": (ANY, 3000)}, _ID, {"fields": (1, 10)}, frozenset({"accessory", "expand"}), one_of=frozenset({"text", "fields"})),
    "header": Shape({"text": (PLAIN, 150)}, _ID, required=frozenset({"text"})),
    "divider": Shape({}, _ID),
    "context": Shape({}, _ID, {"elements": (1, 10)}, required=frozenset({"elements"})),
    "actions": Shape({}, _ID, {"elements": (1, 25)}, required=frozenset({"elements"})),
    "image": Shape(
        {"title": (PLAIN, 2000)},
        {**_ID, "image_url": 3000, "alt_text": 2000},
        {},
        frozenset({"slack_file"}),
        frozenset({"alt_text"}),
        frozenset({"image_url", "slack_file"}),
    ),
    "input": Shape(
        {"label": (PLAIN, 2000), "hint": (PLAIN, 2000)}, _ID, {}, frozenset({"element", "dispatch_action", "optional"}), frozenset({"label", "element"})
    ),
    "rich_text": Shape({}, _ID, {}, frozenset({"elements"}), frozenset({"elements"})),
    "markdown": Shape({}, {**_ID, "text": BLOCKS_TEXT}, required=frozenset({"text"})),
    "table": Shape({}, _ID, {"rows": (1, TABLE_ROWS), "column_settings": (0, TABLE_COLUMNS)}, required=frozenset({"rows"})),
}

SURFACES: Mapping[str, frozenset[str]] = {
    "message": frozenset(BLOCKS),
    "modal": frozenset(BLOCKS) - {"markdown", "table"},
    "home": frozenset(BLOCKS) - {"markdown", "table"},
}

VIEWS: Mapping[str, Shape] = {
    "modal": Shape(
        {"title": (PLAIN, 24), "submit": (PLAIN, 24), "close": (PLAIN, 24)},
        {"callback_id": 255, "private_metadata": 3000, "external_id": 255},
        {"blocks": (1, VIEW_BLOCKS)},
        frozenset({"clear_on_close", "notify_on_close", "submit_disabled"}),
        frozenset({"title", "blocks"}),
    ),
    "home": Shape({}, {"callback_id": 255, "private_metadata": 3000, "external_id": 255}, {"blocks": (1, VIEW_BLOCKS)}, required=frozenset({"blocks"})),
}
