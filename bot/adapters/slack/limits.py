# SPDX-License-Identifier: MPL-2.0
"""Slack's limits: what each is called, how much it allows, and the page that says so."""

from typing import Final, Self

_DOCS = "https://docs.slack.dev/"
_KIT = f"{_DOCS}reference/block-kit/"


class Limit(int):
    """A number that can be counted with, and knows its `source`."""

    source: str

    def __new__(cls, most: int, source: str) -> Self:
        limit = super().__new__(cls, most)
        limit.source = source
        return limit


# A message. Slack counts the characters of all blocks together and tells no one how (slackapi/bolt-js#2509, #2867: 12,000 of text "with a buffer for
# block containers"; 11,341 of text was refused once). The blocks' JSON is therefore what is held to it: whatever Slack counts, it is in there.
MESSAGE_BLOCKS: Final = Limit(50, f"{_KIT}blocks")
MESSAGE_CHARACTERS: Final = Limit(12_000, "https://github.com/slackapi/bolt-js/issues/2867")
FALLBACK_TEXT: Final = Limit(3_000, "https://github.com/slackapi/bolt-js/issues/2867")  # this project's own; 40,000 are taken, 4,000 advised
MESSAGE_TEXT: Final = Limit(40_000, f"{_DOCS}reference/methods/chat.postMessage")
UPDATE_TEXT: Final = Limit(4_000, f"{_DOCS}reference/methods/chat.update")

# Blocks.
BLOCK_ID: Final = Limit(255, f"{_KIT}blocks")
SECTION_TEXT: Final = Limit(3_000, f"{_KIT}blocks/section-block")
SECTION_FIELDS: Final = Limit(10, f"{_KIT}blocks/section-block")
FIELD_TEXT: Final = Limit(2_000, f"{_KIT}blocks/section-block")
HEADER_TEXT: Final = Limit(150, f"{_KIT}blocks/header-block")
CONTEXT_ELEMENTS: Final = Limit(10, f"{_KIT}blocks/context-block")
CONTEXT_TEXT: Final = Limit(2_000, f"{_KIT}blocks/context-block")  # a text object's is 3,000; some clients' was less
ACTIONS_ELEMENTS: Final = Limit(25, f"{_KIT}blocks/actions-block")
INPUT_LABEL: Final = Limit(2_000, f"{_KIT}blocks/input-block")

# Elements.
ACTION_ID: Final = Limit(255, f"{_KIT}block-elements/button-element")
BUTTON_LABEL: Final = Limit(75, f"{_KIT}block-elements/button-element")
BUTTON_VALUE: Final = Limit(2_000, f"{_KIT}block-elements/button-element")
SELECT_OPTIONS: Final = Limit(100, f"{_KIT}block-elements/select-menu-element")
OPTION_LABEL: Final = Limit(75, f"{_KIT}composition-objects/option-object")
OPTION_VALUE: Final = Limit(150, f"{_KIT}composition-objects/option-object")

# Modals and the App Home.
VIEW_BLOCKS: Final = Limit(100, f"{_KIT}blocks")
VIEW_BYTES: Final = Limit(250_000, f"{_DOCS}reference/methods/views.publish")
VIEW_TITLE: Final = Limit(24, f"{_DOCS}reference/views/modal-views")
VIEW_BUTTON: Final = Limit(24, f"{_DOCS}reference/views/modal-views")
PRIVATE_METADATA: Final = Limit(3_000, f"{_DOCS}reference/views/modal-views")
VIEW_STACK: Final = Limit(3, f"{_DOCS}surfaces/modals")


def units(text: str) -> int:
    """Characters as JavaScript and Java count them: an emoji is two. Slack does not say how it counts; this is never less."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, most: int) -> bool:
    """No longer than `most`, however it is counted."""
    return 2 * len(text) <= most or units(text) <= most
