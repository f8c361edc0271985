# SPDX-License-Identifier: MPL-2.0
"""One meeting is moved, cancelled, held after all, or held besides. Who was told of it as it was is told how it is now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.changing.steps import Step
from handlers.meeting_dates import Occurrence, occurrence
from handlers.meetings.arranging import Arranging, at_another_time, noted
from handlers.meetings.checking import afternoon, check_hours
from handlers.meetings.doubted import speaks_of_cancelling
from handlers.meetings.finding import NONE_THEN
from handlers.meetings.hearing import hear_of_change, who_is_reminded
from handlers.meetings.scheduling import scheduled
from handlers.meetings.targets import names_target, target_of
from handlers.meetings.timing import Told, listed_walls, told_besides
from handlers.meetings.told import links_told, place_told, reason_told
from handlers.permissions import Action
from handlers.posts.meeting_found import as_it_was, hours
from handlers.recurrence.wall_time import moment
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Part, Phrase, Reply, say
from handlers.understanding.dates import Dated, dates
from storage.meetings import MeetingDate, MeetingSeries, date_id

NONE_KNOWN = "meeting.change.none_known"


async def move(arranging: Arranging) -> Reply:
    """To another day, another time, or both; how long it lasts too."""
    found, arranging = await _to_move(arranging)
    await arranging.permit("meeting.change", found.series.group)
    if found.cancelled:
        raise Refusal("meeting.move.cancelled", outcome="asked_back", choices=(_restoring(found),), when=hours(found))
    if found.at <= arranging.now:
        raise Refusal("meeting.move.over", when=hours(found))
    told = target_of(arranging.query, arranging.today, found, found.set_for)
    check_hours(arranging.query, told.at or found.set_for.time(), told.minutes)
    if told == Told():
        raise asking("meeting.move.when", "text", when=hours(found))
    after = replace(_moved(found, told, arranging), reason=await _reason("meeting.change", found, arranging))
    return await _proposed("meeting.change", found, after, arranging, *afternoon(arranging.query, told.at))


def _moved(found: Occurrence, told: Told, arranging: Arranging) -> MeetingDate:
    starts = datetime.combine(told.day or found.set_for.date(), told.at or found.set_for.time())
    minutes = told.minutes or found.minutes
    _check_new(found, starts, minutes, arranging)
    texts: Mapping[str, Any] = {field: text for field, text in _texts(arranging.query.words).items() if text}
    return replace(noted(found), starts=None if starts == found.on else starts, minutes=None if minutes == found.series.minutes else minutes, **texts)


def _texts(words: str) -> Mapping[str, str]:
    """Where it is held, as far as that is said with it."""
    return {"place": place_told(words), **links_told(words)}


async def _to_move(arranging: Arranging) -> tuple[Occurrence, Arranging]:
    """The meeting that is meant. "Move the meeting to 11 May": a single day on which there is no meeting is the one to which it is moved."""
    arranging = _parted(arranging)
    named = _lone_day(arranging)
    if named and names_target(arranging.query.words, named):
        arranging = arranging.saying(on="", on2=arranging.query.slots["on"])
    try:
        return await arranging.finding.next_one(_stands), arranging
    except Refusal as refusal:
        slots = arranging.query.slots
        if refusal.phrase.key != NONE_THEN or named or "on" not in slots or slots.keys() & {"on2", "until"} or "/" in slots["on"]:
            raise
        arranging = arranging.saying(on="", on2=slots["on"])
        return await arranging.finding.next_one(_stands), arranging


def _lone_day(arranging: Arranging) -> Dated | None:
    """The only day in the words, where it is that of the slot."""
    slots = arranging.query.slots
    found = dates(arranging.query.words, arranging.today) if "on" in slots and not slots.keys() & {"on2", "until", "meeting"} else ()
    return found[0] if len(found) == 1 and slots["on"] == str(found[0].first) else None


def _parted(arranging: Arranging) -> Arranging:
    """Two days that follow each other are read as one span: "from 7 to 8 May" is from the one to the other here."""
    slots = arranging.query.slots
    found = dates(arranging.query.words, arranging.today) if "/" in slots.get("on", "") and "on2" not in slots else ()
    follow = len(found) > 1 and found[0].after == found[1].first and found[0].marker == found[1].marker
    return arranging.saying(on=str(found[0].first), on2=str(found[1].first)) if follow else arranging


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
    if not found.cancelled and speaks_of_cancelling(arranging.query.words):
        planned = Choice(Phrase("meeting.restore.planned", {"when": as_it_was(found)}), "change_meeting", {"item": "restore", "meeting": found.id})
        raise Refusal("meeting.restore.not_cancelled", outcome="asked_back", choices=(planned,) if found.moved else (), when=hours(found))
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
    check_hours(arranging.query, told.at or series.starts.time(), told.minutes)
    at = told.at or series.starts.time()
    walls = listed_walls(arranging.query, at) or [datetime.combine(told.day, at)]
    if moment(walls[0], series.zone).at <= arranging.now:
        raise Refusal("meeting.past", outcome="asked_back", when=walls[0].replace(tzinfo=arranging.zone))
    steps = [await _extra_step(series, on, told.minutes, arranging) for on in walls]
    special = [part for step in steps if isinstance(step.after, MeetingDate) for part in await _special(_as(series, step.after), arranging)]
    heard = await who_is_reminded(series, arranging.unit, await arranging.plan_of(series.group))
    notes = (*afternoon(arranging.query, told.at), *special, heard)
    return await arranging.changes.propose("meeting.schedule", steps, notes=notes)


async def _extra_step(series: MeetingSeries, on: datetime, minutes: int | None, arranging: Arranging) -> Step:
    before = await arranging.unit.meetings.date(date_id(series.id, on))
    there = occurrence(series, on, before)
    if there is not None:
        raise Refusal("meeting.extra.already", outcome="asked_back", when=hours(there), choices=(_restoring(there),) if there.cancelled else ())
    texts: Mapping[str, Any] = _texts(arranging.query.words)
    after = MeetingDate(
        id=date_id(series.id, on), series=series.id, on=on, changed_at=arranging.now, extra=True, minutes=None if minutes == series.minutes else minutes,
        sequence=before.sequence + 1 if before else 0, version=before.version if before else 0, **texts,
    )  # fmt: skip
    return Step(before, after)


async def _reason(action: Action, found: Occurrence, arranging: Arranging) -> str:
    """The one that is given, now or with what was shown just before."""
    before = next((step.after for step in await arranging.waiting(action) if isinstance(step.after, MeetingDate) and step.after.id == found.id), None)
    return reason_told(arranging.query.words) or (before.reason if before else "")


async def _proposed(action: Action, found: Occurrence, date: MeetingDate, arranging: Arranging, *taken: Part) -> Reply:
    """`taken`: what is taken for granted."""
    after = _as(found.series, at_another_time(date, arranging.now))
    plan = await arranging.plan_of(found.series.group)
    special = () if after.cancelled else await _special(after, arranging)
    notes = (*taken, *special, *await hear_of_change(found, after, arranging.unit, plan, arranging.now))
    return await arranging.changes.propose(action, [Step(found.date, after.date)], notes=notes)


async def _special(found: Occurrence, arranging: Arranging) -> tuple[Part, ...]:
    return (say("meeting.preview.notice"), await arranging.dates([found])) if await arranging.special(found) else ()


def _as(series: MeetingSeries, date: MeetingDate) -> Occurrence:
    """The meeting, once its date is so."""
    found = occurrence(series, date.on, date)
    if found is None:
        raise Refusal("change.meanwhile")
    return found
