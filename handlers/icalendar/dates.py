# SPDX-License-Identifier: MPL-2.0
"""Single dates of a series in a calendar, beside what is known of them here: what people noted here stays."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.icalendar.event import ReadEvent, ReadOverride
from handlers.recurrence.rule import EARLIEST, LATEST, dates
from storage.meetings import MeetingDate, MeetingSeries, date_id

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_MOST = 1000  # dates that a rule counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the calendar says of one date. `alone`: it stands in an event of its own, so that what it does not say is not so.

    `sequence`, `changed_at`: of which version that is; None: the calendar does not say when.
    """

    line: int
    sequence: int
    changed_at: datetime | None
    alone: bool = False
    extra: bool = False
    cancelled: bool = False
    starts: datetime | None = None
    minutes: int | None = None
    place: str = ""
    link: str = ""


@dataclass(slots=True)
class Draft:
    """A date as it is stored (None: it is not), as it is to be, and the line that says so (0: it follows from the series)."""

    before: MeetingDate | None
    after: MeetingDate
    line: int = 0


def said_of(event: ReadEvent, series: MeetingSeries) -> Mapping[datetime, Said]:
    """Every date of which the event says something, by its wall time in the rule. What it leaves out although no rule gives it is no date at all."""
    given = taking_place(series, {*event.exdates, *event.rdates, *(each.on for each in event.overrides)})
    plain = Said(line=event.line, sequence=event.sequence, changed_at=event.last_modified)
    said = {on: replace(plain, extra=True) for on in event.rdates if on not in given and on not in event.exdates}
    said |= {on: replace(plain, cancelled=True) for on in event.exdates if on in given}
    for override in event.overrides:
        extra = override.on not in given
        if not extra or override.on in said or override.status != "cancelled":
            said[override.on] = _alone(override, event, series, extra=extra)
    return said


def _alone(override: ReadOverride, event: ReadEvent, series: MeetingSeries, *, extra: bool) -> Said:
    return Said(
        line=override.line, sequence=override.sequence, changed_at=override.last_modified, alone=True, extra=extra, cancelled=override.status == "cancelled",
        starts=override.starts if override.starts != override.on else None,
        minutes=override.minutes if override.minutes not in (0, series.minutes) else None,
        place=override.location if override.location != event.location else "",
        link=override.link if override.link != event.link else "",
    )  # fmt: skip


def taking_place(series: MeetingSeries, walls: Collection[datetime]) -> frozenset[datetime]:
    """Those of these wall times that the rule gives."""
    if not series.rule:
        return frozenset((series.starts,)) & frozenset(walls)
    if "COUNT=" in series.rule:
        return frozenset(dates(series.rule, series.starts, EARLIEST, LATEST, _MOST)) & frozenset(walls)
    return frozenset(wall for wall in walls if next(dates(series.rule, series.starts, wall, wall + _MINUTE, 1), None))


def drafts(ours: Sequence[MeetingDate], before: MeetingSeries | None, after: MeetingSeries, now: datetime) -> dict[datetime, Draft]:
    """What is known of dates, carried along where the series now begins at another time of the day, or its only meeting on another day.

    A date whose meeting is no more is left as one of which nothing is known; else one that was moved would be a meeting of its own.
    """
    found = {each.on: Draft(each, each) for each in ours}
    if before is None or (before.starts, before.rule, before.zone) == (after.starts, after.rule, after.zone):
        return found
    coming = [each for each in ours if not each.extra and each.on >= now.replace(tzinfo=None)]
    lost = {each.on for each in coming} - taking_place(after, [each.on for each in coming])
    for each in coming:
        to = _instead(each, before, after) if each.on in lost else None
        if to is not None and to not in found:
            single = not after.rule
            starts = None if single or each.starts == to else each.starts
            found[to] = Draft(None, replace(each, id=date_id(after.id, to), on=to, starts=starts, changed_at=now, version=0))
            found[each.on].after = blank(each, now)
    return found


def _instead(date: MeetingDate, before: MeetingSeries, after: MeetingSeries) -> datetime | None:
    """The wall time that now is what the date's was."""
    if not before.rule and not after.rule:
        return after.starts if date.on == before.starts else None
    midnight = datetime.combine(date.on.date(), datetime.min.time())
    return next(dates(after.rule, after.starts, midnight, midnight + _DAY, 1), None)


def blank(date: MeetingDate, now: datetime) -> MeetingDate:
    """The date, without anything that was noted of it."""
    return MeetingDate(id=date.id, series=date.series, on=date.on, changed_at=now, sequence=date.sequence + 1, version=date.version)


def applied(said: Said, date: MeetingDate) -> MeetingDate:
    """The date with what the calendar says of it. What the calendar does not know of stays."""
    cancelled = said.cancelled if said.alone else date.cancelled or said.cancelled
    starts, minutes = (said.starts, said.minutes) if said.alone else (date.starts, date.minutes)
    moved = date.starts is not None and starts is not None  # it takes place whatever the rule says, and need not be called extra for that
    return replace(
        date, cancelled=cancelled, starts=starts, minutes=minutes, place=said.place or date.place, link=said.link or date.link,
        extra=date.extra or (said.extra and not moved),
    )  # fmt: skip


def new(series: MeetingSeries, on: datetime, now: datetime) -> MeetingDate:
    return MeetingDate(id=date_id(series.id, on), series=series.id, on=on, changed_at=now)


def staying(found: Mapping[datetime, Draft], said: Collection[datetime], now: datetime) -> Iterator[MeetingDate]:
    """What is otherwise here on dates to come of which the calendar says nothing."""
    for on, draft in found.items():
        date = draft.after
        if on not in said and on >= now.replace(tzinfo=None) and (date.cancelled or date.starts or date.extra):
            yield date
