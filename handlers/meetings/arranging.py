# SPDX-License-Identifier: MPL-2.0
"""What every change of meetings is made with, and what is shown of it before it is made: dates with what is special about them, and who hears of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.breaks import Break
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step, from_json
from handlers.meeting_dates import Occurrence
from handlers.meetings.clashes import clashes
from handlers.meetings.finding import Finding
from handlers.message import Query
from handlers.permissions import Action, Target
from handlers.posts.meeting_found import hours
from handlers.recurrence.marks import marks
from handlers.reply import Bullets, Listing, Phrase, Value
from storage.conversations import MEMORY
from storage.meetings import MeetingDate
from storage.reminders import ReminderPlan
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

SHOWN = 10
"""Dates of a series that are shown before it is kept."""


@dataclass(frozen=True, slots=True)
class Arranging:
    """For one message. `zone`: the community's. `breaks`: times in which groups seldom meet."""

    query: Query
    actor: Actor
    unit: UnitOfWork
    changes: Changes
    now: datetime
    today: date
    zone: ZoneInfo
    breaks: Sequence[Break]

    @property
    def finding(self) -> Finding:
        return Finding(self.query, self.actor, self.unit, self.now, self.zone)

    def saying(self, **slots: str) -> "Arranging":
        """The same, of a message that says this instead; an empty value: that does not say it."""
        said = {slot: value for slot, value in {**self.query.slots, **slots}.items() if value}
        return replace(self, query=replace(self.query, slots=said))

    async def waiting(self, action: Action) -> Sequence[Step]:
        """What was shown last in this conversation to do the same, and waits for a yes: it stays where a message only corrects the rest of it."""
        request = await self.unit.requests.waiting(self.actor.identity, self.actor.conversation)
        if request is None or request.action != action or self.now - request.made_at > MEMORY:
            return ()
        return from_json(request.steps)

    async def permit(self, action: Action, group: str) -> None:
        """Raises Refusal before more is asked of somebody who may not do it."""
        await self.changes.permit(action, Target(scope=Scope("group", group)))

    async def plan_of(self, group: str) -> ReminderPlan:
        return await self.unit.reminder_plans.of(group) or ReminderPlan(group=group)

    async def dates(self, found: Sequence[Occurrence], but: Collection[str] = ()) -> Bullets:
        """Each with what is special about it: a public holiday, a break, a time that no clock shows, another meeting. `but`: as for `clashes`."""
        clashing = await clashes(found, self.actor, self.unit, self.today, but)
        return Bullets(tuple(_line(each, (*marks(each, self.breaks), *clashing[each.id])) for each in found))

    async def special(self, found: Occurrence) -> tuple[Value, ...]:
        """What is special about one meeting; empty: nothing."""
        return (*marks(found, self.breaks), *(await clashes([found], self.actor, self.unit, self.today))[found.id])


def _line(found: Occurrence, special: tuple[Value, ...]) -> Phrase:
    said = {"when": hours(found)}
    return Phrase("meeting.preview.marked", {**said, "marks": Listing(special)}) if special else Phrase("meeting.preview.date", said)


def noted(found: Occurrence) -> MeetingDate:
    """What is otherwise on its date so far. What is only noted of it does not make it another: reminders are due as they were."""
    return found.date or MeetingDate(id=found.id, series=found.series.id, on=found.on, changed_at=found.series.changed_at)


def at_another_time(date: MeetingDate, now: datetime) -> MeetingDate:
    """Its times are changed once more: calendars learn of it, and nothing is due that would have been due before."""
    return replace(date, changed_at=now, sequence=date.sequence + 1)
