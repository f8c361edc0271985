# SPDX-License-Identifier: MPL-2.0
"""The port that every platform implements, and what a platform may ask of the bot."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.localise import LocalisedReply
from handlers.forms import FieldKind
from handlers.message import Language, Message
from handlers.posts.agenda_thread import Called
from handlers.reply import Value

OnMessage = Callable[[Message], Awaitable[LocalisedReply | None]]
"""Answers a message; None where it was answered before."""


class Adapter(Protocol):
    """A platform: takes messages in and shows replies."""

    async def run(self, on_message: OnMessage) -> None:
        """Connects, hands every message to `on_message` and shows its reply, until the platform or the person ends it."""


class Poster(Protocol):
    """A platform as the relay sees it: where something is posted of the bot's own accord."""

    @property
    def posts(self) -> bool:
        """Whether it can post now: it is connected, and it is this process that is."""

    async def post(self, address: str, reply: LocalisedReply, key: str, since: datetime, *, again: bool) -> str:
        """Posts it once; the platform's id of what stands there. `address`: a channel, a room, or a person by their identity, who is written to alone.

        `again`: it may have been posted before, though not before `since`: then it is found and not posted twice. Raises CallError; never waits for long.
        """

    async def edit(self, address: str, message: str, reply: LocalisedReply) -> None:
        """Writes it in place of what stands there, and calls nobody anew. `message`: its id, as `post` gave it. Done twice, it changes nothing the second time.

        Raises CallError: REFUSED where it is not possible any more, such as where the message is gone, and for what takes several messages.
        """

    async def delete(self, address: str, message: str) -> None:
        """Takes it away: its id, as `post` gave it. Where it is gone already, that is just as well. Raises CallError: REFUSED where it may not be taken away."""


class Host(Protocol):
    """What the bot offers its platforms besides an answer."""

    async def look(self, message: Message) -> LocalisedReply:
        """What would be answered to a message that `asks` something; nothing is kept of it."""

    def kept(self, reply: str) -> LocalisedReply:
        """An answer as the durable inbox kept it."""

    def words(self, value: Value, language: Language) -> str:
        """A phrase, or any other value of a reply, in words."""

    async def suggest(self, kind: FieldKind, typed: str, sender: Message, form: str) -> Sequence[tuple[str, str]]:
        """Ids and names of what is written like what was typed: an `organisation`, a `product`, or a `question` that this sender may deal with by this form. A few."""

    async def named(self, kind: FieldKind, id_: str) -> str | None:
        """The name of what has this id."""

    async def language(self, identity: str) -> Language | None:
        """The language this person has asked to be answered in; None where they have not."""

    async def draft(self, owner: str, form: str) -> Mapping[str, str]:
        """What the owner filled into this form and did not send: field → value."""

    async def learn_forms(self) -> None:
        """Makes the forms known that were opened before this process began, or by another."""

    async def save_draft(self, owner: str, form: str, values: Mapping[str, str]) -> None:
        """Keeps it for a while; nothing filled in removes it."""

    async def greets(self, channel: str) -> Language | None:
        """The language in which whoever comes into this channel (`slack:T0123` : workspace) is greeted; None where nobody asked for it."""

    async def collecting(self, channel: str, message: str) -> Called | None:
        """The meeting for whose agenda points are collected in the thread under this message of the bot's (its id as `Poster.post` gave it); None where none are.

        `channel`: as of a `Message`. One indexed read.
        """

    def greeting(self, language: Language) -> LocalisedReply:
        """What somebody who has come is greeted with."""

    def today(self) -> date:
        """The community's date."""
