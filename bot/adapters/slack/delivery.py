# SPDX-License-Identifier: MPL-2.0
"""What Slack delivered, freed from Slack's payloads: what is to be done, for whom, and where the answer goes. So it is kept until it is done."""

import json
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.kept_dataclass import asked_as_kept, check_words, differing, encoded
from handlers.message import Asked, Language, Message

Work = Literal["answer", "share", "home", "welcome", "prompts", "departed"]
"""answer: a message or a choice · share: an answer is shown to the channel · home: App Home is to be shown · welcome: somebody has come ·
prompts: the agent's container was opened · departed: the app was uninstalled, or its tokens were revoked."""
Surface = Literal["channel", "ephemeral", "modal", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an answer goes: into a channel or thread, to one person's eyes (by `response_url`, else in the thread), or into a modal."""

    surface: Surface = "none"
    channel: str = ""
    thread: str = ""
    response_url: str = ""
    view: str = ""

    def __post_init__(self) -> None:
        check_words(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`id`: by which the durable inbox knows it. `key`: by which the message or the action is known, however often and in whatever events it is delivered.

    `team`, `enterprise`: the workspace that installed the app. `foreign`: the sender belongs to another one. `asks`: in place of `text`; for `share`, the questions.
    `at`: when it happened by Slack's clock (Unix time); 0 where Slack does not say. `clicked`: the message whose button was pressed, and the button's label.
    `collects_for`: the meeting for whose agenda points are collected in the thread where it was said (the id of its date), and
    `collects_in` the language in which they were asked for.
    `language`: of the view it comes from; answered in it, where the person has asked for no other.
    """

    id: str
    work: Work
    team: str
    user: str
    enterprise: str = ""
    foreign: bool = False
    key: str = ""
    conversation: str = ""
    text: str = ""
    asks: tuple[Asked, ...] = ()
    private: bool = False
    place: Place = field(default_factory=Place)
    clicked: str = ""
    label: str = ""
    at: float = 0.0
    language: Language | None = None
    collects_for: str = ""
    collects_in: Language | None = None

    def __post_init__(self) -> None:
        check_words(self)

    @property
    def identity(self) -> str:
        """As the workspace knows them: Slack shows the users of other workspaces by ids of their own too."""
        return f"slack:{self.team}:{self.user}"

    @property
    def decides(self) -> bool:
        """Whether a change that was shown is settled by it."""
        return any("change" in each.slots for each in self.asks)

    @property
    def channel(self) -> str:
        """Empty in a direct conversation: that is no channel."""
        return f"slack:{self.team}:{self.place.channel}" if self.place.channel and not self.place.channel.startswith("D") else ""

    def message(self, *, guest: bool) -> Message:
        """As the dispatcher takes it."""
        asks = self.asks[0] if self.asks else None
        return Message(
            id=self.key or self.id, conversation=self.conversation, sender=self.identity, text=self.text, private=self.private, asks=asks, event=self.id, guest=guest,
            channel=self.channel, language=self.language, collects_for=self.collects_for,
            collects_in=self.collects_in,
        )  # fmt: skip


def to_json(delivery: Delivery) -> str:
    """Compact; what has its default is left out."""
    asks = {"asks": [asked_as_kept(each) for each in delivery.asks]} if delivery.asks else {}
    return encoded(differing(delivery, "asks", "place") | asks | {"place": differing(delivery.place)})


def from_json(text: str) -> Delivery:
    """What `to_json` wrote. Raises ValueError for anything else."""
    try:
        kept: dict[str, Any] = json.loads(text)
        asks = tuple(Asked(**each) for each in kept.pop("asks", ()))
        return Delivery(**kept | {"place": Place(**kept.get("place", {})), "asks": asks})
    except (TypeError, AttributeError, RecursionError):
        raise ValueError("this is no delivery") from None


def for_all(delivery: Delivery, asked: Asked, number: int) -> Message:
    """One of the questions of an answer that is shared, asked once more as everybody in the channel may hear it."""
    base = replace(delivery, asks=(asked,), private=False, key=f"{delivery.id}:{number}")
    return replace(base.message(guest=True), event="")
