# SPDX-License-Identifier: MPL-2.0
"""People who arrange meetings, and what they say to the bot once it is understood."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.breaks import Break
from config.intents.intent import load_intents
from config.roles import Role
from handlers import HANDLERS, Handler
from handlers.meetings.changing import change_meeting
from handlers.meetings.reminding import remind_meetings
from handlers.meetings.scheduling import schedule_meeting
from handlers.message import Asked
from storage.deliveries import Delivery
from storage.meetings import MeetingDate, MeetingSeries
from storage.reminders import ReminderPlan
from storage.seeding import seed
from storage.subscriptions import Subscription
from storage.unit_of_work import Database
from tests.cast import assemble, assignment
from tests.conftest import NOW
from tests.dialogues import Cast
from tests.ledger import in_ledger
from tests.meetings import GROUP, noted
from tests.talking import Heard, Talk

CHANNEL = "slack:T0TEST001:C0KANAL01"
CHAIR, TAKER, SECRETARIAT, STRANGER, BOTH = (f"slack:T0TEST001:U0{name}" for name in ("CHAIR001", "TAKER001", "SEK00001", "FREMM001", "BEGGE001"))
PEOPLE = {
    "chair": Cast(CHAIR, ("forperson group os2mo/koordinationsgruppe",), "aarhus"),
    "taker": Cast(TAKER, ("referent group os2mo/styregruppe",), "odense"),
    "secretariat": Cast(SECRETARIAT, ("sekretariat association",)),
    "both": Cast(BOTH, ("gruppemedlem group os2mo/koordinationsgruppe", "gruppemedlem group os2iot/styregruppe"), "vejle"),
    "stranger": Cast(STRANGER, ("forperson group os2iot/koordinationsgruppe",), "vejle"),
}
_ARRANGING: Mapping[str, Handler] = {"schedule_meeting": schedule_meeting, "change_meeting": change_meeting, "remind_meetings": remind_meetings}


def flat(heard: Heard) -> str:
    """What was answered, without its line breaks."""
    return " ".join(heard.text.split())


class Arranged:
    """A database with people in it, and one conversation for each of them and each channel. A second passes with everything that is said."""

    def __init__(self, database: Database, breaks: Sequence[Break] | None = None) -> None:
        self.database, self.now = database, NOW
        self.dispatcher = Dispatcher(database, load_intents(), handlers={**HANDLERS, **_ARRANGING}, breaks=breaks)
        self._talks: dict[tuple[str, str], Talk] = {}

    async def begin(self) -> None:
        await seed(self.database)
        await assemble(self.database, PEOPLE)

    async def keep(self, *records: Any) -> None:
        await noted(self.database, *records)

    async def post(self, *deliveries: Delivery) -> None:
        await in_ledger(self.database, *deliveries)

    async def asks(self, intent: str, words: str = "", *, by: str = CHAIR, channel: str = "", **slots: str) -> Heard:
        """`from_` is the slot `from`."""
        given = {slot.rstrip("_"): value for slot, value in slots.items()}
        return await self._talk(by, channel).say("", self._later(), asks=Asked(intent, given, words))

    async def says(self, words: str, *, by: str = CHAIR, channel: str = "") -> Heard:
        return await self._talk(by, channel).say(words, self._later())

    async def chooses(self, heard: Heard, number: int = 1, *, by: str = CHAIR, channel: str = "") -> Heard:
        choice = heard.answer.reply.choices[number - 1]
        return await self._talk(by, channel).say("", self._later(), asks=Asked(choice.intent, choice.slots))

    async def series(self) -> Sequence[MeetingSeries]:
        """Those that were told here, and those that were there."""
        async with self.database.unit_of_work() as unit:
            return await unit.meetings.everything()

    async def dates(self) -> Sequence[MeetingDate]:
        async with self.database.unit_of_work() as unit:
            return await unit.meetings.dates_of([each.id for each in await unit.meetings.everything()])

    async def subscriptions(self) -> Sequence[Subscription]:
        async with self.database.unit_of_work() as unit:
            return await unit.subscriptions.everything()

    async def plan(self, group: str = GROUP) -> ReminderPlan | None:
        async with self.database.unit_of_work() as unit:
            return await unit.reminder_plans.of(group)

    async def replace_role(self, role: Role, instead: str) -> None:
        """Whoever holds this role holds another (`moderator association`) in its place."""
        async with self.database.unit_of_work() as unit:
            for held in await unit.roles.everything():
                if held.role == role:
                    await unit.roles.save(replace(held, valid_to=NOW.date()))
                    await unit.roles.add(assignment(instead, person=held.person))
            await unit.commit()

    def _later(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def _talk(self, by: str, channel: str) -> Talk:
        if (by, channel) not in self._talks:
            self._talks[by, channel] = Talk(self.dispatcher, Localiser(), by, private=not channel, channel=channel)
        return self._talks[by, channel]
