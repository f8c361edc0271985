# SPDX-License-Identifier: MPL-2.0
"""A calendar beside what is known, compared in memory, and carried out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from config.icalendar.reading import read_calendar
from handlers.icalendar.comparing import Comparison, Trust, compared
from handlers.meeting_dates import occurrences
from storage.meetings import MeetingDate, MeetingSeries
from storage.memory import MemoryDatabase
from storage.unit_of_work import Database
from tests.calendars import HOME, event, ics
from tests.meetings import GROUP

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
UID = "one@example.org"
WEEKLY = "RRULE:FREQ=WEEKLY;BYDAY=MO"
START = f"DTSTART;TZID={HOME}:20270104T130000"


def weekly(*lines: str, start: str = START, uid: str = UID) -> list[str]:
    """A VEVENT: Mondays at one o'clock from 4 January 2027 on."""
    return event(WEEKLY, "SUMMARY:Mandagsmøde", *lines, start=start, uid=uid)


def moved(day: str, *lines: str, to: str = "", uid: str = UID) -> list[str]:
    """A VEVENT of one Monday, such as `20270118`."""
    return event(f"RECURRENCE-ID;TZID={HOME}:{day}T130000", *lines, start=f"DTSTART;TZID={HOME}:{to or f'{day}T130000'}", uid=uid)


class Group:
    """The meetings of one group. Every change of its own, or import, is an hour after the one before."""

    def __init__(self, database: Database | None = None) -> None:
        self.database = database or MemoryDatabase()
        self.now = NOW

    async def compare(self, *parts: list[str], head: tuple[str, ...] = (), group: str = GROUP, trust: Trust = "copy") -> Comparison:
        calendar = read_calendar(ics(*parts, head=head), HOME)
        async with self.database.unit_of_work() as unit:
            return await compared(calendar, unit.meetings, group, "calendar", self.now, trust)

    async def take(self, *parts: list[str], group: str = GROUP, trust: Trust = "copy") -> Comparison:
        """Compared, and carried out."""
        self.now += timedelta(hours=1)
        found = await self.compare(*parts, group=group, trust=trust)
        async with self.database.unit_of_work() as unit:
            for step in (each.step for each in found.changes):
                match step.before, step.after:
                    case None, MeetingSeries() as series:
                        await unit.meetings.add(series)
                    case _, MeetingSeries() as series:
                        await unit.meetings.save(series)
                    case None, MeetingDate() as date:
                        await unit.meetings.add_date(date)
                    case _, MeetingDate() as date:
                        await unit.meetings.save_date(date)
            await unit.commit()
        return found

    async def change(self, **fields: object) -> None:
        """The series is changed here, as in chat."""
        self.now += timedelta(hours=1)
        series = await self.series()
        async with self.database.unit_of_work() as unit:
            await unit.meetings.save(replace(series, **{"sequence": series.sequence + 1, "changed_at": self.now, **fields}))  # type: ignore[arg-type]
            await unit.commit()

    async def note(self, on: datetime, **fields: object) -> None:
        """Something is noted of one date here, as in chat."""
        self.now += timedelta(hours=1)
        series = await self.series()
        key = f"{series.id}/{on.isoformat(timespec='minutes')}"
        async with self.database.unit_of_work() as unit:
            known = await unit.meetings.date(key)
            date = known or MeetingDate(id=key, series=series.id, on=on, changed_at=self.now)
            date = replace(date, **{"sequence": date.sequence + 1, "changed_at": self.now, **fields})  # type: ignore[arg-type]
            await (unit.meetings.save_date(date) if known else unit.meetings.add_date(date))
            await unit.commit()

    async def series(self) -> MeetingSeries:
        async with self.database.unit_of_work() as unit:
            (found,) = await unit.meetings.everything()
            return found

    async def dates(self) -> list[MeetingDate]:
        async with self.database.unit_of_work() as unit:
            return list(await unit.meetings.dates_of([each.id for each in await unit.meetings.everything()]))

    async def held(self, until: str = "2027-02-16") -> list[str]:
        """When its meetings begin, on the wall; cancelled ones with a minus."""
        series, dates = await self.series(), await self.dates()
        found = occurrences(series, dates, NOW, datetime.fromisoformat(f"{until}T00:00+00:00"))
        return [f"{'-' if each.cancelled else ''}{each.wall:%m-%d %H:%M}" for each in found]
