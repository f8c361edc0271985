# SPDX-License-Identifier: MPL-2.0
"""A calendar beside what is known of a group's meetings: what it changes of them, what it does not change, and why."""

from asyncio import sleep
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from config.icalendar.event import LooseDate, ReadCalendar, ReadEvent
from handlers.changing.steps import Step
from handlers.icalendar.dates import Draft, Said, applied, drafts, new, said_of, staying
from handlers.recurrence.rule import RuleError, checked
from handlers.recurrence.wall_time import moment, wall
from handlers.reply import Phrase
from storage.meetings import MeetingDate, Meetings, MeetingSeries

Why = Literal["older", "elsewhere", "ended", "cancelled", "withdrawn", "alone"]
"""older: it was changed here since · elsewhere: it is another group's · ended: it was ended here · cancelled: it is off, and was never known ·
withdrawn: this date was taken back here · alone: a date of a series that neither the calendar nor anybody here knows."""
Trust = Literal["copy", "live", "wins"]
"""copy: a SEQUENCE lower than ours is not taken over; nor, of an equal one, what was changed in the calendar before it was changed here ·
live: it is the calendar as it is at this moment, so that the SEQUENCE alone decides · wins: whoever looks at it wants it as the calendar has it."""
USUAL_LENGTH = 60  # minutes of a new meeting of which the calendar does not say how long it lasts


@dataclass(frozen=True, slots=True)
class Change:
    """A step, and the line of the calendar that asks for it; 0: it follows from another."""

    line: int
    step: Step


@dataclass(frozen=True, slots=True)
class Left:
    """What differs and is not taken over. `date`: the wall time, where it is about one alone."""

    line: int
    why: Why
    title: str
    date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`unchanged`: events that change nothing. `vanished`: what was imported once and is not in the calendar; `staying`: what differs here on dates to come."""

    changes: tuple[Change, ...]
    left: tuple[Left, ...]
    unchanged: int
    vanished: tuple[MeetingSeries, ...]
    staying: tuple[MeetingDate, ...]


class UnusableRules(Exception):
    """Events whose rule cannot be kept, by their line, and why."""

    def __init__(self, wrong: Sequence[tuple[int, Phrase]]) -> None:
        super().__init__(f"{len(wrong)} rules cannot be kept")
        self.wrong = tuple(wrong)


async def compared(calendar: ReadCalendar, meetings: Meetings, group: str, source: str, now: datetime, trust: Trust = "copy") -> Comparison:
    """What the calendar changes of the group's meetings. `source`: what the calendar is called. Nothing is written. Raises UnusableRules."""
    wrong = list(_wrong(calendar.events))
    if wrong:
        raise UnusableRules(wrong)
    comparing = _Comparing(meetings, await meetings.everything(), group, source, now, trust)
    for event in calendar.events:
        await comparing.event(event)
        await sleep(0)  # a long calendar takes seconds: others have their turn
    for loose in calendar.loose:
        await comparing.loose(loose)
    return comparing.ended(calendar)


def _wrong(events: Sequence[ReadEvent]) -> Iterator[tuple[int, Phrase]]:
    for event in events:
        try:
            _rule(event)
        except RuleError as error:
            yield event.line, error.phrase


def _rule(event: ReadEvent) -> str:
    return checked(event.rule, event.starts, event.zone) if event.rule else ""


class _Comparing:
    def __init__(self, meetings: Meetings, known: Sequence[MeetingSeries], group: str, source: str, now: datetime, trust: Trust) -> None:
        self._meetings, self._group, self._source, self._now, self._trust = meetings, group, source, now, trust
        self._known = known
        ended = sorted((each for each in known if each.ended and each.group == group), key=lambda each: each.changed_at)
        self._by_uid = {each.uid: each for each in ended} | {each.uid: each for each in known if not each.ended}
        self._changes: list[Change] = []
        self._left: list[Left] = []
        self._staying: list[MeetingDate] = []
        self._unchanged = 0

    async def event(self, event: ReadEvent) -> None:
        before = self._by_uid.get(event.uid)
        if why := self._refused(event, before):
            self._left.append(Left(event.line, why, event.summary))
            return
        count = len(self._changes) + len(self._left)
        after = self._series(event, before)
        if after != before:
            self._changes.append(Change(event.line, Step(before, after)))
        if not after.ended:
            await self._dates(event, before, after)
        self._unchanged += len(self._changes) + len(self._left) == count

    async def loose(self, loose: LooseDate) -> None:
        """A date alone is one of a series that is known here."""
        series = self._by_uid.get(loose.uid)
        if series is None or series.ended or series.group != self._group:
            self._left.append(Left(loose.date.line, "alone" if series is None or series.ended else "elsewhere", loose.date.summary, loose.date.on))
            return
        on, starts = (_elsewhere(each, loose.zone, series.zone) for each in (loose.date.on, loose.date.starts))
        override = replace(loose.date, on=on, starts=starts, minutes=loose.date.minutes or series.minutes)
        event = ReadEvent(
            line=loose.date.line, uid=series.uid, starts=series.starts, zone=series.zone, minutes=series.minutes, location=series.place, link=series.link,
            overrides=(override,), sequence=series.sequence, summary=loose.date.summary,
        )  # fmt: skip
        count = len(self._changes) + len(self._left)
        await self._dates(event, series, series)
        self._unchanged += len(self._changes) + len(self._left) == count

    def ended(self, calendar: ReadCalendar) -> Comparison:
        there = {each.uid for each in calendar.events} | {each.uid for each in calendar.loose}
        gone = [each for each in self._known if each.group == self._group and not each.ended and each.source != "told" and each.uid not in there]
        return Comparison(
            changes=tuple(self._changes), left=tuple(self._left), unchanged=self._unchanged, vanished=tuple(gone), staying=tuple(self._staying),
        )  # fmt: skip

    def _refused(self, event: ReadEvent, before: MeetingSeries | None) -> Why | None:
        if before is None:
            return "cancelled" if event.status == "cancelled" else None
        if before.group != self._group:
            return "elsewhere"
        if before.ended and event.status != "cancelled" and event.sequence <= before.sequence and self._trust != "wins":
            return "ended"
        differs = replace(self._series(event, before), sequence=before.sequence) != before
        return "older" if differs and self._older(event.sequence, event.last_modified, before.sequence, before.changed_at) else None

    def _older(self, sequence: int, changed_at: datetime | None, ours: int, ours_at: datetime) -> bool:
        if self._trust == "wins":
            return False
        if sequence != ours or self._trust == "live" or changed_at is None:
            return sequence < ours
        return changed_at < ours_at

    def _series(self, event: ReadEvent, before: MeetingSeries | None) -> MeetingSeries:
        """The series as the calendar has it. Of a text of which the calendar says nothing, ours stays."""
        said = {"title": event.summary, "purpose": event.description, "place": event.location, "link": event.link}
        texts: dict[str, Any] = {name: text for name, text in said.items() if text}
        if before is None:
            return MeetingSeries(
                id=uuid4().hex, group=self._group, starts=event.starts, zone=event.zone, minutes=event.minutes or USUAL_LENGTH, rule=_rule(event),
                uid=event.uid, source=self._source, sequence=event.sequence, changed_at=self._now, **texts,
            )  # fmt: skip
        after = replace(before, sequence=max(before.sequence, event.sequence), ended=event.status == "cancelled")
        if not after.ended:
            after = replace(after, starts=event.starts, zone=event.zone, minutes=event.minutes or before.minutes, rule=_rule(event), **texts)
        return replace(after, changed_at=self._now) if _when(after) != _when(before) else after

    async def _dates(self, event: ReadEvent, before: MeetingSeries | None, after: MeetingSeries) -> None:
        ours = await self._meetings.dates_of([after.id]) if before else ()
        found, said = drafts(ours, before, after, self._now), said_of(event, after)
        for on in [on for on, each in found.items() if each.before is None and await self._meetings.date(each.after.id)]:
            del found[on]  # taken back here: nothing is carried to it
        for on, each in said.items():
            await self._date(event, found, on, each, before, after)
        self._staying += staying(found, said, self._now)
        self._changes += [Change(each.line or event.line, Step(each.before, each.after)) for on, each in sorted(found.items()) if each.before != each.after]

    async def _date(
        self, event: ReadEvent, found: dict[datetime, Draft], on: datetime, said: Said, before: MeetingSeries | None, after: MeetingSeries
    ) -> None:  # fmt: skip
        draft = found.get(on)
        date = draft.after if draft else new(after, on, self._now)
        changed = applied(said, date)
        if changed == date:
            return
        if draft is None and before and await self._meetings.date(date.id):
            self._left.append(Left(said.line, "withdrawn", event.summary, on))
            return
        ours = (before.sequence if before else 0) + date.sequence if date.sequence else said.sequence  # nobody changed it here: only the times tell
        if draft and draft.before and self._older(said.sequence, said.changed_at, ours, draft.before.changed_at):
            self._left.append(Left(said.line, "older", event.summary, on))
            return
        sequence = max(date.sequence, said.sequence - after.sequence, 0)
        found[on] = Draft(draft.before if draft else None, replace(changed, changed_at=self._now, sequence=sequence), said.line)


def _when(series: MeetingSeries) -> tuple[object, ...]:
    return series.starts, series.zone, series.rule, series.minutes, series.ended


def _elsewhere(time: datetime, zone: str, other: str) -> datetime:
    """The wall time in another zone."""
    return time if zone == other else wall(moment(time, zone).at, other)
