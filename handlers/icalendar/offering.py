# SPDX-License-Identifier: MPL-2.0
"""What a calendar that is followed would change of a group's meetings: offered to whoever answers for them, and carried out when they say yes."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from config.icalendar.event import ReadCalendar
from handlers.changing.steps import Step, from_json, to_json
from handlers.icalendar.comparing import Change, Comparison, Left, UnusableRules, compared
from handlers.meeting_dates import occurrences
from handlers.meetings.known import AHEAD
from storage.calendars import CalendarFeed
from storage.meetings import MeetingDate, Meetings, MeetingSeries

_UNSAID = frozenset(("id", "series", "changed_at", "sequence", "version", "uid", "source"))
"""Fields of which nobody is told: a change of these alone is none."""
_WORTH_SAYING = ("older", "ended", "elsewhere", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`steps`: what would change. `gone`: ids of series with meetings to come that the calendar held once, and no longer does: they stay.

    `left`: how many things differ and stay, because they were changed here since; `unread`: how many meetings have a rule that cannot be kept.
    `digest`: of all that is told; empty: there is nothing to tell.
    """

    steps: tuple[Step, ...] = ()
    gone: tuple[str, ...] = ()
    left: int = 0
    unread: int = 0
    digest: str = ""


async def offered(calendar: ReadCalendar, feed: CalendarFeed, meetings: Meetings, now: datetime) -> Offer:
    """What the calendar as it is at this moment would change. Nothing is written. What took place before it was followed is left out."""
    found, unread = await _compared(calendar, feed, meetings, now)
    steps = tuple(each.step for each in _worthwhile(found.changes, now))
    there = {each.uid for each in calendar.events} | {each.uid for each in calendar.loose}
    gone = tuple(
        [each.id for each in found.vanished if each.source == source_of(calendar, feed) and each.uid not in there and await _comes(each, meetings, now)]
    )
    left = len([each for each in found.left if _counts(each)])
    return Offer(steps=steps, gone=gone, left=left, unread=unread, digest=_digest(steps, gone, unread))


def source_of(calendar: ReadCalendar, feed: CalendarFeed) -> str:
    """What the calendar is called; never its address."""
    return calendar.name or urlsplit(feed.url).hostname or ""


async def _compared(calendar: ReadCalendar, feed: CalendarFeed, meetings: Meetings, now: datetime) -> tuple[Comparison, int]:
    """And how many events were left out, because their rule cannot be kept: nobody could mend that here, and the others are not to wait for it."""
    source = source_of(calendar, feed)
    try:
        return await compared(calendar, meetings, feed.group, source, now, "live"), 0
    except UnusableRules as error:
        wrong = {line for line, _ in error.wrong}
        usable = replace(calendar, events=tuple(each for each in calendar.events if each.line not in wrong))
        return await compared(usable, meetings, feed.group, source, now, "live"), len(wrong)


def _worthwhile(changes: Sequence[Change], now: datetime) -> Iterator[Change]:
    """Without what is merely counted up, and without new series of which nothing is to come."""
    made = [each.step.after for each in changes if each.step.before is None and isinstance(each.step.after, MeetingSeries)]
    dates = [each.step.after for each in changes if isinstance(each.step.after, MeetingDate)]
    over = {each.id for each in made if not occurrences(each, dates, now, now + AHEAD, 1)}
    for each in changes:
        record = each.step.record
        series = record.id if isinstance(record, MeetingSeries) else getattr(record, "series", "")
        if series not in over and _differences(each.step):
            yield each


async def _comes(series: MeetingSeries, meetings: Meetings, now: datetime) -> bool:
    return bool(occurrences(series, await meetings.dates_of([series.id]), now, now + AHEAD, 1))


def _counts(left: Left) -> bool:
    return left.why in _WORTH_SAYING


def _differences(step: Step) -> dict[str, tuple[str, str]]:
    """Field → what it was and what it becomes, of those that are told."""
    names = [each.name for each in fields(step.record) if each.name not in _UNSAID]
    found = {name: (str(getattr(step.before, name, "")), str(getattr(step.after, name, ""))) for name in names}
    return {name: both for name, both in found.items() if both[0] != both[1]}


def _digest(steps: Sequence[Step], gone: Sequence[str], unread: int) -> str:
    """The same for the same changes, however often they are worked out: ids that are made anew each time are not in it."""
    if not steps and not gone and not unread:
        return ""
    uids = {step.record.id: step.record.uid for step in steps if isinstance(step.record, MeetingSeries)}
    said = [[step.kind, _name(step, uids), _differences(step)] for step in steps]
    return hashlib.sha256(json.dumps([said, sorted(gone), unread], sort_keys=True).encode()).hexdigest()


def _name(step: Step, uids: Mapping[str, str]) -> str:
    record = step.record
    if isinstance(record, MeetingDate):
        return f"{uids.get(record.series, record.series)}/{record.on.isoformat()}"
    return uids.get(getattr(record, "id", ""), "")


def rest(offer: Offer) -> str:
    """The digest of what is left to tell once its steps are carried out."""
    return _digest((), offer.gone, offer.unread)


def kept(offer: Offer) -> str:
    """As it waits for an answer."""
    return json.dumps(
        {"steps": to_json(offer.steps), "gone": offer.gone, "left": offer.left, "unread": offer.unread, "digest": offer.digest}, ensure_ascii=False
    )


def waiting(feed: CalendarFeed) -> Offer | None:
    """What waits for an answer, if anything does."""
    if not feed.offer:
        return None
    found: dict[str, Any] = json.loads(feed.offer)
    return Offer(**{**found, "steps": from_json(found["steps"]), "gone": tuple(found["gone"])})
