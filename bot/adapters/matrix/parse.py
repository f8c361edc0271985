# SPDX-License-Identifier: MPL-2.0
"""Events of a room as deliveries. What is not as the specification has it raises ValueError: it is refused, and counted.

The shapes: https://spec.matrix.org/latest/client-server-api/#room-events
"""

from dataclasses import dataclass, replace
from typing import Any

from bot.adapters.matrix import room_events
from bot.adapters.matrix.addressing import Me, Said, perhaps, said
from bot.adapters.matrix.delivery import Delivery, Place, Work
from bot.adapters.matrix.memory import Posted
from bot.adapters.matrix.reading import Event, identifier, mapping, text
from bot.adapters.matrix.reading import event as read
from bot.adapters.matrix.relating import Relation, relation
from bot.adapters.matrix.words import words

HELP = "hjælp"
_UNREADABLE = frozenset(("m.image", "m.file", "m.audio", "m.video", "m.location"))
_MOST_KEY = 100  # characters of a reaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """A room as the bot knows it. `private`: a direct room of two, the other one and the bot. `encrypted`: nothing plain is sent into it."""

    id: str
    private: bool = False
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Perhaps:
    """Said to the others, unless the bot began or answered this thread, or wrote the message it replies to. One of the two is there.

    `decides`: it is a choice or a yes. Anything else is for the bot only where it collects what is answered.
    """

    delivery: Delivery
    thread: str
    replied: str
    decides: bool = True


def parse(raw: object, room: RoomView, me: Me, device: str = "") -> Delivery | Perhaps | None:
    """What is to be done about an event, decrypted where it was encrypted by the `device` with this Curve25519 key. None: nothing. Raises ValueError."""
    identifier(room.id, "!")
    event = read(raw)
    if event.sender == me.user or "transaction_id" in event.unsigned:
        return None
    if event.state_key is not None:
        return room_events.state(event, room.id, private=room.private)
    match event.kind:
        case "m.room.message":
            return _message(event, room, me, device)
        case "m.reaction":
            return _reaction(event, room)
        case "m.room.redaction":
            return room_events.redacted(mapping(raw), event, room.id, private=room.private)
        case "m.room.encrypted" if not relation(event.content).edits:
            return replace(_delivery(event, room, "undecrypted"), content=dict(mapping(raw)), encrypted=True)
    return None


def following(delivery: Delivery, posted: Posted) -> Delivery:
    """Said in reply to an answer of the bot's: it goes on with that conversation, where that stands."""
    place = replace(delivery.place, thread=posted.thread or delivery.place.thread)
    return replace(delivery, conversation=posted.conversation or delivery.conversation, place=place)


def _message(event: Event, room: RoomView, me: Me, device: str) -> Delivery | Perhaps | None:
    kind, relates = text(event.content.get("msgtype", "")), relation(event.content)
    if relates.edits:
        return None
    if kind in _UNREADABLE and room.private:
        return _delivery(event, room, "unreadable", relates, device)
    if kind != "m.text":
        return None
    text(event.content.get("body"))
    found = said(words(event.content, me.user), event.content, me)
    delivery = replace(_delivery(event, room, "answer", relates, device), text=_asked(found), addressed=found.addressed)
    if room.private or found.addressed:
        return delivery if delivery.text else None
    if (relates.thread or relates.replied) and delivery.text:
        return Perhaps(delivery, relates.thread, relates.replied, perhaps(found.text))
    return None


def _asked(found: Said) -> str:
    """Called and asked for nothing, the bot says what it can do."""
    return found.text.strip() or (HELP if found.addressed else "")


def _reaction(event: Event, room: RoomView) -> Delivery | None:
    """A choice, if the caller finds the answer that it stands on: see `keycaps.chosen`."""
    relates = mapping(event.content.get("m.relates_to"))
    if relates.get("rel_type") != "m.annotation":
        return None
    clicked, key = identifier(relates.get("event_id"), "$"), text(relates.get("key"))
    delivery = _delivery(event, room, "answer", Relation(thread="" if room.private else clicked))
    return replace(delivery, clicked=clicked, label=key[:_MOST_KEY], place=replace(delivery.place, to=clicked))


def _delivery(event: Event, room: RoomView, work: Work, relates: Relation | None = None, device: str = "") -> Delivery:
    """In a direct room the answer stands where the question does; elsewhere always in a thread, which the question begins if it stands in none."""
    relates = relates or Relation()
    thread = relates.thread or ("" if room.private else event.id)
    content: dict[str, Any] = {"in_reply_to": relates.replied} if relates.replied else {}
    return Delivery(
        id=f"matrix:{room.id}:{event.id}", key=f"matrix:{room.id}:{event.id}", work=work, user=event.sender, private=room.private, at=event.at,
        conversation=f"matrix:{room.id}:{thread}" if thread else f"matrix:{room.id}", place=Place(room=room.id, thread=thread, to=event.id),
        encrypted=bool(device), device=device, content=content,
    )  # fmt: skip
