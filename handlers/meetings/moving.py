# SPDX-License-Identifier: MPL-2.0
"""One meeting is moved, cancelled, held after all, or held besides. Who was told of it as it was is told how it is now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.changing.steps import Step
from handlers.meeting_dates import Occurrence, occurrence
from handlers.meetings.arranging import Arranging, at_another_time, noted
from handlers.meetings.finding import NONE_THEN
from handlers.meetings.hearing import hear_of_change, who_is_reminded
from handlers.meetings.scheduling import scheduled
from handlers.meetings.timing import Told, told_anew, told_besides
from handlers.meetings.told import always_told, links_told, place_told, reason_told
from handlers.permissions import Action
from handlers.posts.meeting_found import hours
from handlers.recurrence.wall_time import moment
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Part, Phrase, Reply, say
from handlers.understanding.dates import dates
from storage.meetings import MeetingDate, MeetingSeries, date_id

NONE_KNOWN = "meeting.change.none_known"


async def move(arranging: Arranging) -> Reply:
    """To another day, another time, or both; how long it lasts too."""
    if always_told(arranging.query.words):
        raise Refusal("meeting.move.all", outcome="asked_back")
    found, arranging = await _to_move(arranging)
    await arranging.permit("meeting.change", found.series.group)
    if found.cancelled:
        raise Refusal("meeting.move.cancelled", outcome="asked_back", choices=(_restoring(found),), when=hours(found))
    if found.at <= arranging.now:
        raise Refusal("meeting.move.over", when=hours(found))
    told = told_anew(arranging.query, arranging.today, found.set_for.time())
    if told == Told():
        raise asking("meeting.move.when", "text", when=hours(found))
    after = replace(_moved(found, told, arranging), reason=await _reason("meeting.change", found, arranging))
    return await _proposed("meeting.change", found, after, arranging)


def _moved(found: Occurrence, told: Told, arranging: Arranging) -> MeetingDate:
    starts = datetime.combine(told.day or found.set_for.date(), told.at or found.set_for.time())
    minutes = told.minutes or found.minutes
    _check_new(found, starts, minutes, arranging)
    return replace(noted(found), starts=None if starts == found.on else starts, minutes=None if minutes == found.series.minutes else minutes)


async def _to_move(arranging: Arranging) -> tuple[Occurrence, Arranging]:
    """The meeting that is meant. "Move the meeting to 11 May": a single day on which there is no meeting is the one to which it is moved."""
    arranging = _parted(arranging)
    try:
        return await arranging.finding.next_one(_stands), arranging
    except Refusal as refusal:
        slots = arranging.query.slots
        if refusal.phrase.key != NONE_THEN or "on" not in slots or "on2" in slots or "/" in slots["on"]:
            raise
        arranging = arranging.saying(on="", on2=slots["on"])
        return await arranging.finding.next_one(_stands), arranging


def _parted(arranging: Arranging) -> Arranging:
    """Two days that follow each other are read as one span: "from 7 to 8 May" is from the one to the other here."""
    slots = arranging.query.slots
    found = dates(arranging.query.words, arranging.today) if "/" in slots.get("on", "") and "on2" not in slots else ()
    return arranging.saying(on=str(found[0].first), on2=str(found[1].first)) if len(found) > 1 else arranging


def _stands(found: Occurrence) -> bool:
    return not found.cancelled


def _check_new(found: Occurrence, starts: datetime, minutes: int, arranging: Arranging) -> None:
    if (starts, minutes) == (found.set_for, found.minutes):
        raise Refusal("meeting.move.same", outcome="asked_back", when=hours(found))
    at = moment(starts, found.series.zone).at
    if at <= arranging.now:
        raise Refusal("meeting.past", outcome="asked_back", when=at.astimezone(arranging.zone))


def _restoring(found: Occurrence) -> Choice:
    return Choice(Phrase("meeting.restore.choice"), "change_meeting", {"item": "restore", "meeting": found.id})


async def cancel(arranging: Arranging) -> Reply:
    """With the reason that is given. It stays in the calendar, as cancelled."""
    found = await arranging.finding.next_one(_stands)
    await arranging.permit("meeting.cancel", found.series.group)
    if found.cancelled:
        raise Refusal("meeting.cancel.already", outcome="asked_back", choices=(_restoring(found),), when=hours(found))
    return await _proposed("meeting.cancel", found, replace(noted(found), cancelled=True, reason=await _reason("meeting.cancel", found, arranging)), arranging)


async def restore(arranging: Arranging) -> Reply:
    """What was cancelled is held after all; what was moved is held as it was first planned."""
    found = await arranging.finding.next_one(lambda each: each.cancelled)
    await arranging.permit("meeting.change", found.series.group)
    if not found.cancelled and not found.moved:
        raise Refusal("meeting.restore.as_planned", outcome="asked_back", when=hours(found))
    date = replace(noted(found), cancelled=False, reason="", starts=noted(found).starts if found.cancelled else None)
    after = _as(found.series, date)
    if after.at <= arranging.now:
        raise Refusal("meeting.past", outcome="asked_back", when=after.at.astimezone(arranging.zone))
    return await _proposed("meeting.change", found, date, arranging)


async def extra(arranging: Arranging) -> Reply:
    """A meeting besides those of the series, at its usual time unless another is said. A group without a series gets one meeting of its own."""
    try:
        series = await replace(arranging.finding, by_day=False).series()
    except Refusal as refusal:
        if refusal.phrase.key != NONE_KNOWN or not arranging.query.slots.keys() >= {"on", "time"}:
            raise
        return await scheduled(arranging)
    await arranging.permit("meeting.schedule", series.group)
    told = told_besides(arranging.query, arranging.today, series.starts.time())
    if told.day is None:
        raise asking("meeting.ask.day", "text")
    on = datetime.combine(told.day, told.at or series.starts.time())
    if moment(on, series.zone).at <= arranging.now:
        raise Refusal("meeting.past", outcome="asked_back", when=on.replace(tzinfo=arranging.zone))
    return await _proposed_extra(series, on, told.minutes, arranging)


async def _proposed_extra(series: MeetingSeries, on: datetime, minutes: int | None, arranging: Arranging) -> Reply:
    before = await arranging.unit.meetings.date(date_id(series.id, on))
    there = occurrence(series, on, before)
    if there is not None:
        raise Refusal("meeting.extra.already", outcome="asked_back", when=hours(there), choices=(_restoring(there),) if there.cancelled else ())
    texts: Mapping[str, Any] = {"place": place_told(arranging.query.words), **links_told(arranging.query.words)}
    after = MeetingDate(
        id=date_id(series.id, on), series=series.id, on=on, changed_at=arranging.now, extra=True, minutes=None if minutes == series.minutes else minutes,
        sequence=before.sequence + 1 if before else 0, version=before.version if before else 0, **texts,
    )  # fmt: skip
    notes = (*await _special(_as(series, after), arranging), await who_is_reminded(series, arranging.unit, await arranging.plan_of(series.group)))
    return await arranging.changes.propose("meeting.schedule", [Step(before, after)], notes=notes)


async def _reason(action: Action, found: Occurrence, arranging: Arranging) -> str:
    """The one that is given, now or with what was shown just before."""
    before = next((step.after for step in await arranging.waiting(action) if isinstance(step.after, MeetingDate) and step.after.id == found.id), None)
    return reason_told(arranging.query.words) or (before.reason if before else "")


async def _proposed(action: Action, found: Occurrence, date: MeetingDate, arranging: Arranging) -> Reply:
    after = _as(found.series, at_another_time(date, arranging.now))
    plan = await arranging.plan_of(found.series.group)
    special = () if after.cancelled else await _special(after, arranging)
    notes = (*special, *await hear_of_change(found, after, arranging.unit, plan, arranging.now))
    return await arranging.changes.propose(action, [Step(found.date, after.date)], notes=notes)


async def _special(found: Occurrence, arranging: Arranging) -> tuple[Part, ...]:
    return (say("meeting.preview.notice"), await arranging.dates([found])) if await arranging.special(found) else ()


def _as(series: MeetingSeries, date: MeetingDate) -> Occurrence:
    """The meeting, once its date is so."""
    found = occurrence(series, date.on, date)
    if found is None:
        raise Refusal("change.meanwhile")
    return found
