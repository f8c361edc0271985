# SPDX-License-Identifier: MPL-2.0
"""What comes in: a message from a platform, and the query that was understood from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = ("da", "en")
Doubt = Literal["", "unsigned", "changed", "unchecked", "reaction"]
"""Why a change from this device is not to be trusted. unsigned: its owner has not signed it · changed: it is signed by another key than the one its owner was
first known by · unchecked: nobody can say now · reaction: it does not say which device it is from. Empty: there is no doubt, or the platform knows of none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that needs no understanding: a button, a form or a surface of the platform says what it asks. `words`: those it was once asked in."""

    intent: str
    slots: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What somebody wrote, freed from its platform. `id` is unique over all platforms; `conversation` is where follow-ups belong together.

    `sender` is the identity that the platform vouches for, such as `slack:T0123:U0123`; in `text`, people who are mentioned are written so too.
    `private`: nobody but the sender reads the conversation. `asks`: stands in place of `text` where there is no text to be understood.
    `event`: the id under which the durable inbox keeps what brought it; its reply is kept there until it is sent.
    `channel`: where it was said, such as `slack:T0123:C0123`; empty where a platform has no channels.
    `step_by_step`: the platform shows no forms: they are asked for in the conversation, field by field. `addressed`: the bot was called by its name or command;
    words that did so may be gone from `text`.
    `guest`: whoever the platform says is a guest, or belongs to another organisation's workspace: may ask, and decides over no one but themselves.
    `collects_for`: the meeting for whose agenda points are collected in the thread where it was said, though the bot was not called (the id of its date);
    `collects_in`: the language in which they were asked for.
    `doubt`: why the platform's word for who this is does not do where something is changed, or told to one person alone.
    """

    id: str
    conversation: str
    sender: str
    text: str
    language: Language | None = None
    private: bool = False
    asks: Asked | None = None
    event: str = ""
    guest: bool = False
    channel: str = ""
    doubt: Doubt = ""
    step_by_step: bool = False
    addressed: bool = False
    collects_for: str = ""
    collects_in: Language | None = None


@dataclass(frozen=True, slots=True)
class Assumed:
    """A thing that was not named plainly: the words that stood for it, and what they were taken to mean. The answer says so."""

    words: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question, understood. Slots hold ids and canonical values (`product: os2mo`, `level: 2`); `words` are those of the question.

    Where it is not understood well enough: `candidates` are the intents, or the ids of the `missing` slot, that it may be about, likeliest first.
    """

    intent: str
    slots: Mapping[str, str] = field(default_factory=dict)
    language: Language = "da"
    words: str = ""
    candidates: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    assumed: tuple[Assumed, ...] = ()
