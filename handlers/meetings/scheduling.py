# SPDX-License-Identifier: MPL-2.0
"""Setting up a group's meetings: a series by its rule, or one meeting. Everything that is taken for granted is shown before it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from config.breaks import Break
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.meeting_dates import Occurrence, occurrences
from handlers.meetings.arranging import SHOWN, Arranging, noted
from handlers.meetings.checking import afternoon, check_hours, check_weekdays
from handlers.meetings.doubted import decided
from handlers.meetings.finding import AHEAD
from handlers.meetings.grouping import group_of
from handlers.meetings.hearing import who_is_reminded
from handlers.meetings.leaving_out import LeftOut, left_out
from handlers.meetings.rearranging import carried_on, rearranged
from handlers.meetings.several import MOST
from handlers.meetings.timing import DEFAULT_MINUTES, day_after, day_of, listed_walls, minutes_of, over_days, time_of
from handlers.meetings.told import links_told, place_told, purpose_told, title_told
from handlers.message import Query
from handlers.posts.meeting_found import hours
from handlers.recurrence.parts import written
from handlers.recurrence.reading import recurrence
from handlers.recurrence.rule import LATEST, RuleError, checked, first_on, parsed
from handlers.recurrence.wall_time import moment
from handlers.refusal import Refusal, asking
from handlers.reply import Part, Reply, Value, say
from handlers.understanding.dates import dates
from storage.meetings import MeetingDate, MeetingSeries, Visibility, date_id
from storage.unit_of_work import UnitOfWork

_IN_EVERY_MONTH = 28
"""The last day that every month has."""
_TEXTS = ("title", "purpose", "place", "link", "agenda_url", "minutes_url")
_ONE_DAY = timedelta(days=1)


async def schedule_meeting(
    query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime, today: date, zone: ZoneInfo, breaks: Sequence[Break],
) -> Reply:  # fmt: skip
    """Asks for what is missing; then shows when the group would meet, and keeps it once that is confirmed. Where it meets already, it meets so from then on."""
    arranging = await decided(Arranging(query, actor, unit, changes, now, today, zone, breaks))
    check_weekdays(query, today)
    series = await carried_on(arranging)
    return await rearranged(series, arranging) if series else await scheduled(arranging)


async def scheduled(arranging: Arranging) -> Reply:
    """What was written of the place and the like is not kept while something is asked: that is said, too."""
    written_freely = any(_told(arranging.query.words).values()) or left_out(arranging.query.words, arranging.today, arranging.breaks) != LeftOut()
    try:
        return await _proposed(arranging)
    except Refusal as refusal:
        if not written_freely or not refusal.missing:
            raise
        raise asking("meeting.ask.and_again", *refusal.missing, choices=refusal.choices, question=refusal.phrase) from refusal


async def _proposed(arranging: Arranging) -> Reply:
    query = arranging.query
    group = await group_of(query, arranging.actor, arranging.unit.directory)
    await arranging.permit("meeting.schedule", group)
    at, rule, before = _time(query), _rule(query, arranging.today), await _shown_before(group, arranging)
    listed = () if rule else listed_walls(query, at)
    if not rule and over_days(query, arranging.today):
        raise asking("meeting.ask.one_day", "on", "time")
    starts = _coming(listed[0], arranging) if listed else _starts(query, rule, at, arranging)
    minutes = _minutes(query, at, before, arranging.today)
    check_hours(query, at, minutes)
    series = MeetingSeries(
        id=(id_ := uuid4().hex), group=group, starts=starts, zone=arranging.zone.key, minutes=minutes or DEFAULT_MINUTES, changed_at=arranging.now, uid=f"{id_}@os2bot",
        rule=_checked(rule, starts, arranging.zone) if rule else "", visibility=_visibility(query, before), **_texts(query, before),
    )  # fmt: skip
    length: list[Part] = [] if minutes else [say("meeting.preview.default_minutes", count=DEFAULT_MINUTES)]
    dates = [*(_extra(series, on, arranging) for on in listed[1:]), *_without(series, arranging)]
    notes = [*length, *afternoon(query, at), *await _shown(series, dates, arranging)]
    return await arranging.changes.propose("meeting.schedule", [Step(None, series), *(Step(None, each) for each in dates)], notes=notes)


def _extra(series: MeetingSeries, on: datetime, arranging: Arranging) -> MeetingDate:
    return MeetingDate(id=date_id(series.id, on), series=series.id, on=on, changed_at=arranging.now, extra=True)


def _without(series: MeetingSeries, arranging: Arranging) -> list[MeetingDate]:
    """The dates of the rule that are left out stay in the calendar as cancelled."""
    out = left_out(arranging.query.words, arranging.today, arranging.breaks) if series.rule else LeftOut()
    begin = moment(series.starts, series.zone).at
    found = [each for each in occurrences(series, (), begin, begin + AHEAD) if out.holds(each)][:MOST]
    return [replace(noted(each), changed_at=arranging.now, cancelled=True) for each in found]


async def _shown_before(group: str, arranging: Arranging) -> MeetingSeries | None:
    """The series of this group that this message may correct: what it does not say again stays."""
    shown = [step.after for step in await arranging.waiting("meeting.schedule")]
    return next((each for each in shown if isinstance(each, MeetingSeries) and each.group == group), None)


def _minutes(query: Query, at: time, before: MeetingSeries | None, today: date) -> int | None:
    """How long it lasts. Where only the beginning is corrected, the end that was said before it goes along."""
    if before is None:
        return minutes_of(query, at)
    said = recurrence(query.words, today)
    return before.minutes if said.time and not said.minutes else minutes_of(query, at) or before.minutes


def _time(query: Query) -> time:
    at = time_of(query, "time")
    if at is not None:
        return at
    if not query.slots.keys() & {"rule", "on", "from"}:
        raise asking("meeting.ask.when", "rule", "on", "time")
    raise asking("meeting.ask.time", "time")


def _rule(query: Query, today: date) -> str:
    """With the end that is said beside it. Empty: one meeting."""
    rule, last = query.slots.get("rule", ""), _last_day(query)
    if not rule or last is None:
        return rule
    try:
        own = parsed(rule)
    except RuleError as error:
        raise _wrong(error) from error
    ended = (own.until or own.count) and not _ends_anew(query.words, today)
    return rule if ended else written(replace(own, until=last, count=0))


def _ends_anew(words: str, today: date) -> bool:
    """Whether a message that corrects another says nothing of how often, and until when."""
    return recurrence(words, today).rule is None and any(each.marker == "until" for each in dates(words, today))


def _last_day(query: Query) -> date | None:
    """That of a span in which it repeats, or the one before that until which it does."""
    until = day_after(query, "on") or day_of(query, "until")
    return until - _ONE_DAY if until else None


def _starts(query: Query, rule: str, at: time, arranging: Arranging) -> datetime:
    """The first wall time: on the day that is said or, of a series, on or after it; of a series without such a day, from now on."""
    day = day_of(query, "from") or day_of(query, "on")
    if not rule and (day is None or "/" in query.slots.get("on", "")):
        raise asking("meeting.ask.rule", "rule", "on")
    begin = datetime.combine(day or arranging.today, at)
    if day is None and moment(begin, arranging.zone.key).at <= arranging.now:
        begin += _ONE_DAY
    try:
        starts = first_on(rule, begin) if rule else begin
    except RuleError as error:
        raise _wrong(error) from error
    if starts is None:
        raise Refusal("recurrence.wrong.never", outcome="asked_back", missing=("rule",))
    return _coming(starts, arranging)


def _coming(starts: datetime, arranging: Arranging) -> datetime:
    if moment(starts, arranging.zone.key).at <= arranging.now:
        raise Refusal("meeting.past", outcome="asked_back", when=starts.replace(tzinfo=arranging.zone))
    return starts


def _checked(rule: str, starts: datetime, zone: ZoneInfo) -> str:
    try:
        return checked(rule, starts, zone.key)
    except RuleError as error:
        raise _wrong(error) from error


def _wrong(error: RuleError) -> Refusal:
    return Refusal(error.phrase.key, error.phrase.values, outcome="asked_back", missing=("rule",))


def _texts(query: Query, before: MeetingSeries | None) -> Mapping[str, Any]:
    told = _told(query.words)
    return {field: told.get(field) or (getattr(before, field) if before else "") for field in _TEXTS}


def _visibility(query: Query, before: MeetingSeries | None) -> Visibility:
    told = query.slots.get("visibility")
    return "group" if told == "group" else "open" if told == "open" else before.visibility if before else "open"


def _told(words: str) -> dict[str, str]:
    return {"title": title_told(words), "purpose": purpose_told(words), "place": place_told(words), **links_told(words)}


async def _shown(series: MeetingSeries, dates: Sequence[MeetingDate], arranging: Arranging) -> tuple[Part, ...]:
    """The first dates, what is open to doubt, and who is reminded."""
    all_of_them = occurrences(series, dates, moment(series.starts, series.zone).at, LATEST.replace(tzinfo=UTC), SHOWN + len(dates))
    first = [each for each in all_of_them if not each.cancelled][:SHOWN]
    vague = arranging.query.slots.get("unsure") or recurrence(arranging.query.words, arranging.today).vague
    doubt = (say("meeting.preview.vague"),) if vague and series.rule else ()
    unread = left_out(arranging.query.words, arranging.today, arranging.breaks).unread
    doubt = (say("meeting.preview.not_left_out", what=unread),) if unread else doubt
    return (*await _first(series, first, arranging), *doubt, await who_is_reminded(series, arranging.unit, await arranging.plan_of(series.group)))


def _short_months(rule: str) -> tuple[Part, ...]:
    """That a day which some months lack is left out in those (RFC 5545, section 3.3.10)."""
    day = max(parsed(rule).month_days, default=0)
    return (say("meeting.preview.short_months", day=day),) if day > _IN_EVERY_MONTH else ()


async def _first(series: MeetingSeries, first: Sequence[Occurrence], arranging: Arranging) -> tuple[Part, ...]:
    if series.rule:
        return (say("meeting.preview.dates", count=len(first)), await arranging.dates(first), *_short_months(series.rule))
    special: tuple[Value, ...] = await arranging.special(first[0]) if first else ()
    if special:
        return say("meeting.preview.notice"), await arranging.dates(first)
    return (say("meeting.preview.when", when=hours(first[0])),) if first else ()
