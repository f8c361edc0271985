# SPDX-License-Identifier: MPL-2.0
"""What each room is, as the homeserver tells it: encrypted or not, who may come in and read, and what it is called.

Read from the raw events, as members are (`members.py`): whether something is written in plain, and where personal answers go, must not rest on what matrix-nio could
parse. Nothing of this has to outlast the process: the first sync of each carries the whole state of every room, and it is read here before anything can be sent. Once
encryption stands in a room's state, no later event takes it out: a redaction leaves an empty one, which counts as well. https://spec.matrix.org/latest/client-server-api/#mroomencryption
"""

from collections.abc import Iterator, Mapping
from typing import Any

ENCRYPTION = "m.room.encryption"
_KEPT = frozenset((ENCRYPTION, "m.room.join_rules", "m.room.history_visibility", "m.room.name", "m.room.canonical_alias"))
_CLOSED = ("invite", "private")
_UNSEEN = ("shared", "invited", "joined")


class RoomFacts:
    """Told of every sync, in order."""

    def __init__(self) -> None:
        self._encrypted: set[str] = set()
        self._state: dict[str, dict[str, Mapping[str, Any]]] = {}

    def encrypted(self, room_id: str) -> bool:
        """Once it was seen to be, it is for as long as the process lives."""
        return room_id in self._encrypted

    def named(self, room_id: str) -> bool:
        """Whether it has a name of its own, or an address; whatever that is."""
        return bool(self._said(room_id, "m.room.name", "name") or self._said(room_id, "m.room.canonical_alias", "alias"))

    def closed(self, room_id: str) -> bool:
        """Whether nobody comes in, or reads, who was not invited. What is malformed closes nothing."""
        return self._said(room_id, "m.room.join_rules", "join_rule") in _CLOSED and (
            self._said(room_id, "m.room.history_visibility", "history_visibility", "shared") in _UNSEEN
        )

    def take(self, synced: Mapping[str, Any], *, whole: bool) -> None:
        """`synced`: the answer of the homeserver. `whole`: it says everything about each room, whatever was known before."""
        rooms = synced.get("rooms", {})
        if whole:
            self._state.clear()
        for room_id, room in rooms.get("join", {}).items():
            for kind, content in _state(room):
                if kind == ENCRYPTION:
                    self._encrypted.add(room_id)
                else:
                    self._state.setdefault(room_id, {})[kind] = content
        for room_id in rooms.get("leave", {}):
            self._state.pop(room_id, None)

    def _said(self, room_id: str, kind: str, what: str, otherwise: object = None) -> object:
        return self._state.get(room_id, {}).get(kind, {}).get(what, otherwise)


def _state(room: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The state is what was before the timeline. What has no state key is only said, by anybody: it is no state."""
    for part in ("state", "timeline"):
        for event in room.get(part, {}).get("events", ()):
            kind = event.get("type") if isinstance(event, Mapping) and event.get("state_key") == "" else None
            if isinstance(kind, str) and kind in _KEPT:
                content = event.get("content")
                yield kind, content if isinstance(content, Mapping) else {}
