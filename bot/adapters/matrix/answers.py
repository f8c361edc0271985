# SPDX-License-Identifier: MPL-2.0
"""Brings an answer to its place; where that is closed, to the person it is for. Notes what was posted, so that it can be chosen from, gone on with, and taken back."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.adapter import Host
from bot.adapters.matrix.calls import Json
from bot.adapters.matrix.delivery import Delivery, Place
from bot.adapters.matrix.keycaps import reactions_for
from bot.adapters.matrix.memory import Memory, Posted
from bot.adapters.matrix.relating import editing, in_thread, replying
from bot.adapters.matrix.render import render
from bot.adapters.matrix.rooms import Rooms
from bot.adapters.matrix.sending import Alone, NotAloneError, Sender, transaction
from bot.background import Background
from bot.localise import LocalisedPart, LocalisedReply
from bot.outcomes import CallError, Outcome
from handlers.message import Asked, Language
from handlers.reply import Phrase

MESSAGE = "m.room.message"
_log = structlog.get_logger(__name__)


class Answers:
    """Raises CallError for what could not be brought anywhere, or may not have been."""

    def __init__(self, sender: Sender, rooms: Rooms, memory: Memory, host: Host, background: Background, language: Language) -> None:
        self._sender, self._rooms, self._memory, self._host, self._background, self.language = sender, rooms, memory, host, background, language

    async def bring(self, delivery: Delivery, reply: LocalisedReply, working: str = "") -> None:
        """Brought again, it stands there once. `working`: the message that said that the answer takes its time; the answer takes its place.

        What was answered to somebody alone goes to them alone, even where others have come into the room meanwhile.
        """
        try:
            if delivery.private and self._rooms.gone(delivery.place.room, delivery.user):
                raise NotAloneError
            await self._post(delivery, reply, delivery.place, working)
        except NotAloneError:
            await self.bring_to_person(delivery, reply)
            await self.point(delivery, reply.language, working)
        except CallError as error:
            if error.outcome is not Outcome.REFUSED:
                raise
            _log.warning(
                "An answer could not be brought where it belongs; it goes to the person", action="answer_redirected", code=error.code, event_id=delivery.id
            )
            await self.bring_to_person(delivery, self._explained(reply))

    async def bring_to_person(self, delivery: Delivery, reply: LocalisedReply) -> None:
        """In a direct room, encrypted."""
        room = await self._rooms.direct(delivery.user)
        await self._post(delivery, reply, Place(room=room))

    async def point(self, delivery: Delivery, language: Language, working: str = "") -> None:
        """Says, where it was asked, that the answer comes to the person alone; where the bot still is."""
        if self._rooms.here(delivery.place.room):
            await self.say(delivery, "matrix.in_private", delivery.place, language, working)

    def as_it_is(self, delivery: Delivery) -> Delivery:
        """With others to read along, where somebody has come since it was said; of a room that is not known yet nothing is known."""
        room = delivery.place.room
        return replace(delivery, private=False) if delivery.private and self._rooms.here(room) and not self._rooms.alone_with(room, delivery.user) else delivery

    async def moved(self, delivery: Delivery, again: Asked) -> Delivery:
        """What was asked, asked once more in the direct room."""
        room, id_ = await self._rooms.direct(delivery.user), f"{delivery.id}:private"
        return replace(
            delivery,
            id=id_,
            key=id_,
            conversation=f"matrix:{room}",
            asks=again,
            text="",
            private=True,
            place=Place(room=room),
            clicked="",
            content={"said_in": delivery.content.get("said_in") or delivery.place.room},
        )

    async def say(self, delivery: Delivery, key: str, place: Place, language: Language | None = None, working: str = "") -> None:
        """One sentence, nothing personal; in the language of the community, where it is not known who reads it. `working`: as in `bring`."""
        await self._sent(delivery, self.sentence(key, language), place, key, working)

    async def only_text(self, delivery: Delivery) -> None:
        """A picture or a file is nothing that the bot can read."""
        await self.say(delivery, "matrix.only_text", delivery.place)

    def sentence(self, key: str, language: Language | None = None) -> LocalisedReply:
        language = language or self.language
        part = LocalisedPart("paragraph", self._host.words(Phrase(key), language))
        return LocalisedReply(language, "declined", (part,), (), (), "", "")

    async def _post(self, delivery: Delivery, reply: LocalisedReply, place: Place, working: str = "") -> None:
        alone = self._alone(place.room, delivery.user) if delivery.private or place.room != delivery.place.room else None
        events = await self._sent(delivery, reply, place, "answer", working, alone)
        choices = {str(each.number): {"intent": each.intent, "slots": dict(each.slots), "label": each.label} for each in reply.choices if each.intent}
        private = place.room != delivery.place.room
        conversation = f"matrix:{place.room}" if private else delivery.conversation
        for event in events:
            await self._memory.note_posted(Posted(
                room=place.room, event=event, answers=delivery.place.to or delivery.id, thread=place.thread, conversation=conversation, choices=choices if event == events[-1] else {},
            ))  # fmt: skip
        if keys := reactions_for(reply):
            self._background.begin("reactions", self._offer(delivery, place.room, events[-1], keys))

    def _alone(self, room: str, user: str) -> Alone:
        return lambda: self._rooms.alone_with(room, user)

    async def _sent(self, delivery: Delivery, reply: LocalisedReply, place: Place, what: str, working: str = "", alone: Alone | None = None) -> Sequence[str]:
        events = []
        for number, content in enumerate(render(reply)):
            placed = placed_at(content, place)
            if working and not number:
                await self._sender.send(place.room, MESSAGE, editing(placed, working), transaction(delivery.id, f"{what}:edit"), alone=alone)
                events.append(working)
                continue
            events.append(await self._sender.send(place.room, MESSAGE, placed, transaction(delivery.id, f"{what}:{place.room}:{number}"), alone=alone))
        return events

    async def _offer(self, delivery: Delivery, room: str, event: str, keys: Sequence[str]) -> None:
        """The choices as reactions, to be clicked."""
        for key in keys:
            content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": key}}
            await self._sender.send(room, "m.reaction", content, transaction(delivery.id, f"offer:{event}:{key}"))

    async def take_back(self, delivery: Delivery) -> None:
        """What was answered to a message that its writer took back."""
        gone, room = str(delivery.content.get("redacts", "")), delivery.place.room
        for posted in await self._memory.answers_to(room, gone):
            await self._sender.redact(room, posted.event, transaction(delivery.id, posted.event))
            await self._memory.forget_posted(room, posted.event)

    def _explained(self, reply: LocalisedReply) -> LocalisedReply:
        """With the reason why it comes to the person alone."""
        why = LocalisedPart("paragraph", self._host.words(Phrase("matrix.closed"), reply.language))
        return replace(reply, parts=(why, *reply.parts))


def placed_at(content: Json, place: Place) -> Json:
    if place.thread:
        return in_thread(content, place.thread, place.to or place.thread)
    return replying(content, place.to) if place.to else content
