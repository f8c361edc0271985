# SPDX-License-Identifier: MPL-2.0
"""Who is in each room: counted by the bot itself, for whoever is left out reads along where something personal is said.

matrix-nio passes over a membership whose event is malformed (a display name that is a number), and a homeserver that is asked to name only those who speak must
count the others anew at every sync: measured, 8 % of all that the bot could answer in twenty encrypted rooms.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

THERE = ("join", "invite")
_NOBODY: AbstractSet[str] = frozenset()


class Members:
    """Told of every sync, in order."""

    def __init__(self) -> None:
        self._there: dict[str, set[str]] = {}

    def of(self, room_id: str) -> AbstractSet[str]:
        """Whoever is in the room, and whoever is invited and may come in."""
        return self._there.get(room_id, _NOBODY)

    def take(self, synced: Mapping[str, Any], *, whole: bool) -> None:
        """`synced`: the answer of the homeserver. `whole`: it says everything about each room, whatever was known before."""
        rooms = synced.get("rooms", {})
        if whole:
            self._there.clear()
        for room_id, room in rooms.get("join", {}).items():
            there = self._there.setdefault(room_id, set())
            for user, membership in _memberships(room):
                there.add(user) if membership in THERE else there.discard(user)
        for room_id in rooms.get("leave", {}):
            self._there.pop(room_id, None)


def _memberships(room: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The state is what was before the timeline. https://spec.matrix.org/latest/client-server-api/#syncing"""
    for part in ("state", "timeline"):
        for event in room.get(part, {}).get("events", ()):
            if isinstance(event, Mapping) and event.get("type") == "m.room.member" and isinstance(event.get("state_key"), str):
                content = event.get("content")
                yield event["state_key"], content.get("membership") if isinstance(content, Mapping) else None
