# SPDX-License-Identifier: MPL-2.0
"""Whether a message may be posted as it is: its text, its blocks, its metadata, and what a considerate bot leaves out."""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.slack import limits
from tests.slack.validation import blocks_problems, elements_of, text_of_blocks
from tests.slack.workspace import JSON
from tests.slack.world import Refused, World

BROADCAST = re.compile(r"<!(?:channel|here|everyone)(?:\|[^>]*)?>")


@dataclass
class Content:
    text: str = ""
    blocks: list[JSON] = field(default_factory=list)
    metadata: JSON | None = None


def checked(world: World, given: JSON, where: str, *, most: int = limits.TEXT) -> Content:
    """The message these arguments make. Refused where Slack refuses it; strict about `text`, which must stand beside blocks too."""
    text, blocks = given.get("text"), given.get("blocks")
    if not isinstance(text, str) or not text.strip():
        raise Refused("no_text", response_metadata={"messages": ["strict: `text` is what notifications and screen readers show"]})
    if len(text) > most:
        raise Refused("msg_too_long", response_metadata={"messages": [f"text has {len(text)} characters, {most} are allowed"]})
    if given.get("attachments"):
        raise Refused("invalid_attachments", response_metadata={"messages": ["strict: the stand-in knows no attachments"]})
    note_manners(world, given, where)
    return Content(text, checked_blocks(world, blocks) if blocks else [], checked_metadata(given.get("metadata")))


def checked_blocks(world: World, blocks: object) -> list[JSON]:
    if problems := blocks_problems(blocks, "message"):
        raise Refused("invalid_blocks", errors=problems, response_metadata={"messages": problems})
    assert isinstance(blocks, list)
    if (total := text_of_blocks(blocks)) > limits.BLOCKS_TEXT:
        raise Refused("msg_blocks_too_long", response_metadata={"messages": [f"the blocks have {total} characters, {limits.BLOCKS_TEXT} are allowed"]})
    return completed(world, blocks)


def completed(world: World, blocks: list[JSON]) -> list[JSON]:
    """A copy in which every block and element has an id, as Slack hands them back."""
    kept = copy.deepcopy(blocks)
    for block in kept:
        if not block.get("block_id"):
            block["block_id"] = f"b{world.number()}"
        for element in elements_of(block):
            if not element.get("action_id"):
                element["action_id"] = f"a{world.number()}"
    return kept


def checked_metadata(metadata: object) -> JSON | None:
    if metadata in (None, "", {}):
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > limits.METADATA_BYTES:
        raise Refused("metadata_too_large")
    return metadata


def note_manners(world: World, given: JSON, where: str) -> None:
    """Writes down what works but should not be done."""
    if given.get("link_names"):
        world.violation(f"{where}: link_names is on")
    posts = where == "chat.postMessage" or (where == "response_url" and given.get("response_type") == "in_channel")
    for name in ("unfurl_links", "unfurl_media"):
        if posts and given.get(name) is not False:
            world.violation(f"{where}: {name} is not false")
    note_broadcasts(world, [given.get("text"), given.get("blocks")], where)


def note_broadcasts(world: World, given: object, where: str) -> None:
    for said in _strings(given):
        if BROADCAST.search(said):
            world.violation(f"{where}: everybody is called in {said[:80]!r}")


def _strings(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from _strings(list(part.values()))
    elif isinstance(part, list):
        for inner in part:
            yield from _strings(inner)
