# SPDX-License-Identifier: MPL-2.0
"""What happens to rooms and in them besides what is said: somebody comes, a message goes, the room moves, the bot is invited.

https://spec.matrix.org/latest/client-server-api/#room-events, #stripped-state, #server-behaviour-16 (room upgrades)
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from bot.adapters.matrix.addressing import Me
from bot.adapters.matrix.delivery import Delivery, Place, Work
from bot.adapters.matrix.reading import Event, identifier, mapping, person, text

_MOST_NAME = 255
_DESCRIBING = {"m.room.name": "name", "m.room.canonical_alias": "alias"}
"""Type of state → what of its content says what the room is called."""


def state(event: Event, room: str, *, private: bool) -> Delivery | None:
    """Raises ValueError."""
    if event.kind == "m.room.tombstone" and event.state_key == "":
        content = {"replacement": identifier(event.content.get("replacement_room"), "!"), "by": event.sender}
        return _happened(event, room, "upgraded", private=private, content=content)
    if event.kind == "m.room.member" and not private and _comes(event):
        return _welcome(event, room)
    return None


def redacted(raw: Mapping[str, Any], event: Event, room: str, *, private: bool) -> Delivery:
    """The id stands beside the content up to room version 10, and in it from version 11 on; homeservers write it beside it as well. Raises ValueError."""
    gone = identifier(raw.get("redacts") or event.content.get("redacts"), "$")
    return _happened(event, room, "redacted", private=private, content={"redacts": gone})


def invited(room: str, stripped: Iterable[object], me: Me) -> Delivery | None:
    """An invitation to the bot, by the few events of state that a homeserver shows with it. Nobody vouches for those but the inviter's homeserver.

    One that is malformed says nothing; None where none of them is the invitation. Raises ValueError for a room without an id.
    """
    identifier(room, "!")
    told: dict[str, Any] = {"direct": False}
    for each in stripped:
        try:
            told |= _described(mapping(each), me)
        except ValueError:
            continue
    if "inviter" not in told:
        return None
    inviter, key = str(told["inviter"]), str(told.pop("event", ""))
    id_ = f"matrix:{room}:invited:{key or unnamed(inviter)}"
    return Delivery(id=id_, key=id_, work="invited", user=inviter, place=Place(room=room), private=bool(told["direct"]), content=told)


def unnamed(user: str) -> str:
    """Tells two users apart in ids, which are logged and kept for days, without saying who they are."""
    return hashlib.sha256(user.encode(errors="replace")).hexdigest()[:16]


def _described(found: Mapping[str, Any], me: Me) -> dict[str, Any]:
    """What one event of the state says about the room: into words of ours."""
    kind, content = text(found.get("type")), mapping(found.get("content"))
    match kind:
        case "m.room.member" if found.get("state_key") == me.user and content.get("membership") == "invite":
            event = found.get("event_id")
            known = {"event": identifier(event, "$")} if event is not None else {}
            return {"inviter": person(found.get("sender")), "direct": content.get("is_direct") is True, **known}
        case "m.room.create":
            return {"room_type": text(content["type"])[:_MOST_NAME]} if content.get("type") else {}
        case "m.room.name" | "m.room.canonical_alias":
            name = _DESCRIBING[kind]
            return {name: text(content[name])[:_MOST_NAME]} if content.get(name) else {}
    return {}


def _comes(event: Event) -> bool:
    before = event.unsigned.get("prev_content")
    was = before.get("membership") if isinstance(before, Mapping) else None
    return event.content.get("membership") == "join" and was != "join"


def _welcome(event: Event, room: str) -> Delivery | None:
    """One for each person and room, however often they come."""
    user = person(event.state_key)
    if user != event.sender:  # nobody else can make them join
        raise ValueError("somebody joined for somebody else")
    id_ = f"matrix:{room}:welcome:{unnamed(user)}"
    return Delivery(id=id_, key=id_, work="welcome", user=user, place=Place(room=room), at=event.at)


def _happened(event: Event, room: str, work: Work, *, private: bool, content: Mapping[str, Any]) -> Delivery:
    id_ = f"matrix:{room}:{event.id}"
    return Delivery(id=id_, key=id_, work=work, user=event.sender, place=Place(room=room), private=private, at=event.at, content=content)
