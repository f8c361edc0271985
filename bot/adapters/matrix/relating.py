# SPDX-License-Identifier: MPL-2.0
"""How one message stands to another: in a thread, as a reply, as an edit; read from contents, and written into them.

https://spec.matrix.org/latest/client-server-api/#forwarding-relationships-between-events
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.adapters.matrix.reading import identifier, mapping

Content = dict[str, Any]
"""What is sent as `m.room.message`."""
_MOST_FALLBACK = 500  # characters of an edit for clients that know none: the whole of it stands there already


@dataclass(frozen=True, slots=True)
class Relation:
    """`thread`: the root of the thread it stands in. `replied`: the event that it answers on purpose, not as a thread's fallback."""

    thread: str = ""
    replied: str = ""
    edits: bool = False


def relation(content: Mapping[str, Any]) -> Relation:
    """Raises ValueError where it is not as the specification has it."""
    relates = mapping(content.get("m.relates_to") or {})
    kind = relates.get("rel_type")
    if kind == "m.replace" or "m.new_content" in content:
        return Relation(edits=True)
    thread = identifier(relates.get("event_id"), "$") if kind == "m.thread" else ""
    falls_back = bool(thread) and relates.get("is_falling_back") is True
    reply = None if falls_back else relates.get("m.in_reply_to")
    return Relation(thread, identifier(mapping(reply).get("event_id"), "$") if reply else "")


def in_thread(content: Mapping[str, Any], root: str, replied_to: str) -> Content:
    """In the thread, and as a reply to `replied_to` for clients without threads."""
    relates = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, "m.in_reply_to": {"event_id": replied_to}}
    return {**content, "m.relates_to": relates}


def replying(content: Mapping[str, Any], to: str) -> Content:
    return {**content, "m.relates_to": {"m.in_reply_to": {"event_id": to}}}


def editing(content: Mapping[str, Any], event_id: str) -> Content:
    """In place of an earlier message. It notifies nobody anew. The fallback is cut: an edit holds its words twice, and must not be too large for that."""
    new = {name: value for name, value in content.items() if name != "m.relates_to"}
    body = str(content.get("body", ""))
    shown = body if len(body) <= _MOST_FALLBACK else body[:_MOST_FALLBACK] + "…"
    return {
        "msgtype": content.get("msgtype", "m.notice"), "body": f"* {shown}", "m.mentions": {},
        "m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }  # fmt: skip
