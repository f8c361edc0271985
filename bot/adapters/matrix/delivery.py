# SPDX-License-Identifier: MPL-2.0
"""What Matrix delivered, freed from its events: what is to be done, for whom, and where the answer goes. So it is kept until it is done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.kept_dataclass import asked_as_kept, check_words, differing, encoded
from handlers.message import Asked, Language

Work = Literal["answer", "unreadable", "undecrypted", "invited", "welcome", "upgraded", "redacted"]
"""answer: a message or a choice · unreadable: a picture or a file, in a direct room · undecrypted: an encrypted message whose key is not here yet ·
invited: into a room · welcome: somebody has come into a room · upgraded: the room has been replaced · redacted: a message was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an answer goes: into the room, or the thread with this root. `to`: the event that it answers."""

    room: str = ""
    thread: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`id`: by which the durable inbox knows it. `key`: by which the message is known to the dispatcher. `user`: who did it, as `@anna:example.org`.

    `asks`: in place of `text`. `private`: nobody but the sender and the bot reads the room. `at`: when, by the sender's homeserver (Unix time, seconds).
    `clicked`: the bot's event that a reaction stands on, and `label` what the reaction stood for. `encrypted`, `device`: it came encrypted, by the device with this Curve25519 key.
    `addressed`: the bot was called by its name or command. `collects_for`: the meeting for whose agenda points are collected in its thread (the id of its date),
    and `collects_in` the language in which they were asked for.
    `content`: what else a kind of work needs: of `undecrypted` the whole event, of `upgraded` and `redacted` the id of what it is about.
    """

    id: str
    work: Work
    user: str
    key: str = ""
    conversation: str = ""
    text: str = ""
    asks: Asked | None = None
    private: bool = False
    place: Place = field(default_factory=Place)
    at: float = 0.0
    clicked: str = ""
    label: str = ""
    encrypted: bool = False
    device: str = ""
    addressed: bool = False
    collects_for: str = ""
    collects_in: Language | None = None
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        return f"matrix:{self.user}"

    @property
    def channel(self) -> str:
        """Empty in a direct conversation: that is no channel."""
        return "" if self.private or not self.place.room else f"matrix:{self.place.room}"


def to_json(delivery: Delivery) -> str:
    """Compact; what has its default is left out."""
    asks = {"asks": asked_as_kept(delivery.asks)} if delivery.asks else {}
    content = {"content": dict(delivery.content)} if delivery.content else {}
    return encoded(differing(delivery, "asks", "place", "content") | asks | content | {"place": differing(delivery.place)})


def from_json(text: str) -> Delivery:
    """What `to_json` wrote. Raises ValueError for anything else."""
    try:
        kept: dict[str, Any] = json.loads(text)
        asks = Asked(**kept["asks"]) if "asks" in kept else None
        delivery = Delivery(**kept | {"place": Place(**kept.get("place", {})), "asks": asks, "content": dict(kept.get("content", {}))})
        check_words(delivery)
        check_words(delivery.place)
    except (TypeError, AttributeError, RecursionError):
        raise ValueError("this is no delivery") from None
    return delivery
