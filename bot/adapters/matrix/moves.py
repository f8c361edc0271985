# SPDX-License-Identifier: MPL-2.0
"""Into rooms, out of them, and after them when they move. Each may be done twice without harm."""

import structlog

from bot.adapter import Host
from bot.adapters.matrix.account import Account
from bot.adapters.matrix.answers import Answers
from bot.adapters.matrix.calls import MatrixCallError
from bot.adapters.matrix.delivery import Delivery, Place
from bot.adapters.matrix.memory import Memory
from bot.adapters.matrix.rooms import Rooms
from bot.outcomes import Outcome
from handlers.reply import Phrase

SPACE = "m.space"
_log = structlog.get_logger(__name__)


class Moves:
    """Raises CallError for what cannot be done now."""

    def __init__(self, account: Account, rooms: Rooms, answers: Answers, memory: Memory, host: Host) -> None:
        self._account, self._rooms, self._answers, self._memory, self._host = account, rooms, answers, memory, host

    async def invited(self, delivery: Delivery) -> None:
        """Accepts what those may bring about whom the operator trusts; all others read why not."""
        room = delivery.place.room
        if why := await self._declined(delivery):
            _log.info("An invitation was declined", action="matrix_invitation_declined", room=room, why=why)
            await self._rooms.leave(room, self._host.words(Phrase(why), self._answers.language))
            return
        try:
            await self._rooms.join(room, delivery.user.partition(":")[2])
        except MatrixCallError as error:
            if error.outcome is not Outcome.REFUSED:
                raise
            _log.info("An invitation no longer stands", action="matrix_invitation_gone", room=room, code=error.code)
            return
        _log.info("The bot came into a room", action="matrix_joined", room=room)
        await self._follow(await self._rooms.predecessor(room), room)
        await self._answers.say(delivery, "matrix.hello_direct" if delivery.private else "matrix.hello", Place(room=room))

    async def _declined(self, delivery: Delivery) -> str:
        if delivery.content.get("room_type") == SPACE:
            return "matrix.declined.space"
        if self._account.allows(delivery.user.partition(":")[2]) or await self._memory.may_invite(delivery.user):
            return ""
        return "matrix.declined.stranger"

    async def upgraded(self, delivery: Delivery) -> None:
        """Where the new room lets nobody in without an invitation, it is followed once the invitation is there.

        Whoever says that the room moved brings the bot into another, so that the same holds as for an invitation; and into none that does not say so itself.
        """
        old, new = delivery.place.room, str(delivery.content.get("replacement", ""))
        if why := await self._declined(delivery):
            _log.warning(
                "A room moved by the word of somebody who may not invite the bot; it waits to be invited", action="matrix_upgrade_closed", room=old, why=why
            )
            return
        if self._rooms.here(new):  # invited there before, perhaps: a room that is none of theirs is not left by their word
            await self._follow(old, new)
            return
        try:
            await self._rooms.join(new, str(delivery.content.get("by", "")).partition(":")[2], self._account.server_name)
        except MatrixCallError as error:
            if error.outcome is not Outcome.REFUSED:
                raise
            _log.warning("A room moved where the bot is not let in; it waits to be invited", action="matrix_upgrade_closed", room=old, new=new, code=error.code)
            return
        if await self._rooms.predecessor(new) != old:
            _log.warning("A room was said to replace one that it does not name; the bot left it again", action="matrix_upgrade_closed", room=old, new=new)
            await self._rooms.leave(new)
            return
        await self._follow(old, new)

    async def _follow(self, old: str, new: str) -> None:
        """Only where each of the two rooms names the other: else anybody could take over what a room subscribes to."""
        if not old or await self._rooms.replacement(old) != new or await self._rooms.predecessor(new) != old:
            return
        moved = await self._memory.room_replaced(old, new)
        _log.info("A room was replaced; what it had asked for goes with it", action="matrix_room_replaced", room=old, new=new, moved=moved)

    async def welcome(self, delivery: Delivery) -> None:
        """Greets somebody who came into a room that has asked for it, in a room of their own."""
        language = await self._host.greets(delivery.channel)
        if language:
            await self._answers.bring_to_person(delivery, self._host.greeting(language))
