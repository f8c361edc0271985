# SPDX-License-Identifier: MPL-2.0
"""Posts of the bot's own accord: into rooms, and to people in their direct rooms; as what clients notify of, and once, whatever happens in between."""

import functools
import hashlib
import json
from datetime import UTC, datetime, timedelta

from bot.adapters.matrix.answers import MESSAGE
from bot.adapters.matrix.calls import MatrixCallError
from bot.adapters.matrix.keycaps import reactions_for
from bot.adapters.matrix.memory import Memory, Posted
from bot.adapters.matrix.relating import editing
from bot.adapters.matrix.render import render
from bot.adapters.matrix.rooms import Rooms
from bot.adapters.matrix.sending import Sender, transaction
from bot.localise import LocalisedReply
from bot.outcomes import TOO_LONG, UNSETTLED, CallError, Outcome

_REMEMBERED = timedelta(hours=20)
"""Homeservers know a transaction id again for a day (Synapse): after that, what may have been posted is not posted again."""

_GONE = "M_NOT_FOUND"


class Posting:
    """Raises CallError for what could not be posted, or may not have been."""

    def __init__(self, sender: Sender, rooms: Rooms, memory: Memory) -> None:
        self._sender, self._rooms, self._memory = sender, rooms, memory

    async def post(self, address: str, reply: LocalisedReply, key: str, since: datetime, *, again: bool) -> str:
        """`address`: `matrix:!room`, or a person's. Where it took several events, the first is what its id is of: `!room/$event`."""
        if again and datetime.now(UTC) - since > _REMEMBERED:
            raise MatrixCallError(Outcome.REFUSED, f"{UNSETTLED}too_long_ago")
        where = address.partition(":")[2]
        person = where.startswith("@")
        room = await self._rooms.direct(where) if person else where
        alone = functools.partial(self._rooms.alone_with, room, where) if person else None
        events = [
            await self._sender.send(room, MESSAGE, content, transaction(key, number), alone=alone)
            for number, content in enumerate(render(reply, mentions=(where,) if person else (), notify=True))
        ]
        await self._offered(reply, key, room, events, "" if person else events[0])
        return f"{room}/{events[0]}"

    async def edit(self, address: str, message: str, reply: LocalisedReply) -> None:
        """Clients notify nobody of it. The transaction id comes from what it says: said twice, it is sent once."""
        room, _, event = message.partition("/")
        content, *more = render(reply, notify=True)
        if more:
            raise MatrixCallError(Outcome.REFUSED, TOO_LONG)
        said = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        await self._sender.send(room, MESSAGE, editing(content, event), transaction(f"{address}:{message}", said))

    async def delete(self, address: str, message: str) -> None:
        """With every edit of it: those stay readable at the homeserver otherwise. The transaction ids come from what is taken away: told twice, it is done once."""
        room, _, event = message.partition("/")
        for gone in (*await self._sender.edits_of(room, event), event):
            try:
                await self._sender.redact(room, gone, transaction(f"{address}:{gone}", "gone"))
            except CallError as error:
                if error.code != _GONE:
                    raise
        await self._memory.forget_posted(room, event)

    async def _offered(self, reply: LocalisedReply, key: str, room: str, events: list[str], thread: str) -> None:
        """What can be chosen is noted before it is offered as reactions. Where others read, what is answered to it stands in its thread, out of their way."""
        choices = {str(each.number): {"intent": each.intent, "slots": dict(each.slots), "label": each.label} for each in reply.choices if each.intent}
        for event in events:
            posted = Posted(
                room=room, event=event, answers=key[:255], thread=thread, conversation=f"matrix:{room}:{thread}" if thread else f"matrix:{room}",
                choices=choices if event == events[-1] else {},
            )  # fmt: skip
            await self._memory.note_posted(posted)
        for keycap in reactions_for(reply):
            content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": events[-1], "key": keycap}}
            await self._sender.send(room, "m.reaction", content, transaction(key, f"offer:{keycap}"))
