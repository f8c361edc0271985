# SPDX-License-Identifier: MPL-2.0
"""Several meetings are cancelled at once: each is shown, one yes cancels them, and one "take it back" brings all of them back."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from handlers.changing.steps import Step
from handlers.meeting_dates import Occurrence
from handlers.meetings.arranging import Arranging, at_another_time, noted
from handlers.meetings.grouping import MOST_OFFERED, kept, slots_of
from handlers.meetings.hearing import posted_of
from handlers.meetings.known import taking_place
from handlers.meetings.told import reason_told
from handlers.message import Query
from handlers.periods import said_period
from handlers.permissions import Target, permitting
from handlers.posts.meeting_dues import CALL, REMINDER
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Listing, Part, Phrase, Reply, say
from handlers.role_words import said_scope
from handlers.understanding.several_days import spans_of
from storage.deliveries import OPEN, DeliveryFilter
from storage.meetings import MeetingDate, MeetingSeries
from storage.roles import Scope

MOST = 60
"""Meetings that are cancelled by one yes: more than anybody reads through is no preview."""
EVERYTHING = "everything"
"""The value of `about` by which a choice means the meetings of all groups that the speaker may cancel."""
_ALL = re.compile(r"(?<!\w)(?:alle|samtlige|all)\s+(?:\w+\s+){0,3}?(?:\w*m(?:ø|oe)der\w*|meetings)(?!\w)", re.IGNORECASE)
_AROUND, _ONE_DAY = timedelta(days=2), timedelta(days=1)


def means_several(query: Query) -> bool:
    return "meeting" not in query.slots and ("days" in query.slots or ("on" not in query.slots and _ALL.search(query.words) is not None))


async def cancel_several(arranging: Arranging) -> Reply:
    """All that are to come on the days that are named. Asks for the days, and for the group where it may be several."""
    spans = _spans(arranging.query)
    series = await _series(arranging)
    found = await _standing(series, spans, arranging)
    if not found:
        raise Refusal("meeting.several.none", outcome="asked_back", periods=_said(spans))
    if len(found) > MOST:
        raise Refusal("meeting.several.too_many", outcome="asked_back", count=len(found), most=MOST)
    reason = await _reason(found, arranging)
    steps = [Step(each.date, replace(at_another_time(noted(each), arranging.now), cancelled=True, reason=reason)) for each in found]
    return await arranging.changes.propose("meeting.cancel", steps, notes=await _notes(found, spans, arranging))


def _spans(query: Query) -> list[tuple[date, date]]:
    try:
        return spans_of(query.slots["days"])
    except (KeyError, ValueError):
        raise asking("meeting.several.when", "days") from None


async def _series(arranging: Arranging) -> list[MeetingSeries]:
    """Of the group that is meant; of several only where just that is wanted."""
    query = arranging.query
    found = await arranging.finding.every_series()
    groups = list(dict.fromkeys(each.group for each in found))
    permitted = [each for each in groups if permitting(arranging.actor, "meeting.cancel", Target(scope=Scope("group", each)))]
    if not permitted:
        await arranging.permit("meeting.cancel", groups[0])
    if len(permitted) > 1 and query.slots.get("about") != EVERYTHING:
        raise await _which_group(permitted, arranging)
    return [each for each in found if each.group in permitted]


async def _which_group(groups: Sequence[str], arranging: Arranging) -> Refusal:
    """Asks. A reason that was given is not kept: it is asked for again."""
    rest = {slot: value for slot, value in kept(arranging.query).items() if slot not in ("product", "group_type")}
    own = [
        Choice(await said_scope(Scope("group", each), arranging.unit.directory), arranging.query.intent, {**rest, **slots_of(each)})
        for each in groups[:MOST_OFFERED]
    ]
    everything = Choice(Phrase("meeting.several.every_group"), arranging.query.intent, {**kept(arranging.query), "about": EVERYTHING})
    key = "meeting.several.which_and_why" if reason_told(arranging.query.words) else "meeting.meant.which_of_groups"
    return asking(key, "product", "group_type", choices=(*own, everything))


async def _standing(series: Sequence[MeetingSeries], spans: Sequence[tuple[date, date]], arranging: Arranging) -> list[Occurrence]:
    """Those that now are on these days by the clock on the wall, are still to come and not cancelled yet."""
    begin, end = (datetime.combine(day, time(), UTC) for day in (spans[0][0], spans[-1][1]))
    found = await taking_place(series, arranging.unit.meetings, begin - _AROUND, end + _AROUND)
    return [each for each in found if not each.cancelled and each.at > arranging.now and _within(each, spans)]


def _within(found: Occurrence, spans: Sequence[tuple[date, date]]) -> bool:
    return any(first <= found.wall.date() < after for first, after in spans)


async def _reason(found: Sequence[Occurrence], arranging: Arranging) -> str:
    """The one that is given, now or with what was shown just before."""
    ids = {each.id for each in found}
    before = [step.after.reason for step in await arranging.waiting("meeting.cancel") if isinstance(step.after, MeetingDate) and step.after.id in ids]
    return reason_told(arranging.query.words) or next(iter(before), "")


async def _notes(found: Sequence[Occurrence], spans: Sequence[tuple[date, date]], arranging: Arranging) -> tuple[Part, ...]:
    """Days that were named without a meeting; who hears of it; and what that was planned is not sent."""
    empty = [each for each in spans if not any(_within(meeting, [each]) for meeting in found)]
    told = [each for each in found if await posted_of(each, arranging.unit)]
    planned = [await arranging.unit.deliveries.find(DeliveryFilter(states=OPEN, kinds=(REMINDER, CALL), about=each.id)) for each in found]
    withdrawn = sum(map(len, planned))
    return (
        say("meeting.several.count", count=len(found)),
        *([say("meeting.several.none_then", periods=_said(empty))] if empty else []),
        *([say("meeting.hear.withdrawn", count=withdrawn)] if withdrawn else []),
        say("meeting.end.told", count=len(told)) if told else say("meeting.end.nobody"),
    )


def _said(spans: Sequence[tuple[date, date]]) -> Listing:
    return Listing(tuple(said_period(_as_time(*each)) for each in spans))


def _as_time(first: date, after: date) -> str:
    """A whole month is said as one."""
    if after - first == _ONE_DAY:
        return str(first)
    month = first.day == 1 and after == (first + 31 * _ONE_DAY).replace(day=1)
    return f"{first:%Y-%m}" if month else f"{first}/{after}"
