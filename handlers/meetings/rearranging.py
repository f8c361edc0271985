# SPDX-License-Identifier: MPL-2.0
"""A whole series is changed from a day on: another rhythm, another time, another length. What was stays; what is to come follows the new rule."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time

from handlers.meeting_dates import Occurrence
from handlers.meetings.arranging import SHOWN, Arranging
from handlers.meetings.fates import Kept, following, said_fates, told_of_answers
from handlers.meetings.finding import AHEAD
from handlers.meetings.grouping import group_of
from handlers.meetings.hearing import posted_of, who_is_reminded
from handlers.meetings.known import taking_place
from handlers.meetings.leaving_out import LeftOut, left_out
from handlers.meetings.renewal import anew, said_of
from handlers.meetings.splitting import Split, split
from handlers.meetings.told import reason_told
from handlers.posts.meeting_dues import CALL, REMINDER
from handlers.recurrence.reading import recurrence
from handlers.refusal import Refusal
from handlers.reply import Part, Reply, say
from storage.deliveries import OPEN, DeliveryFilter
from storage.meetings import MeetingSeries

_SETS_UP = re.compile(
    r"(?<!\w)(?:planl(?:æ|ae)g\w*|opret\w*|l(?:æ|ae)g|lav|book\w*|s(?:æ|ae)t|skriv|registr\w*|indkald\w*|tilf(?:ø|oe)j\w*|"
    r"nyt?|endnu|også|ogsaa|ekstra|oveni|plan|schedule|set\s+up|put|create|add|arrange|another|also|additional|new)(?!\w)",
    re.IGNORECASE,
)


async def rearrange(arranging: Arranging) -> Reply:
    """Shows what ends, what begins, the next dates, and what becomes of everything that is known of meetings to come."""
    series = await arranging.finding.series(_repeats)
    return await rearranged(series, arranging)


async def carried_on(arranging: Arranging) -> MeetingSeries | None:
    """The series that a message which says how a group meets is about: one that goes on, unless it plainly sets up another, or corrects one that was shown."""
    query = arranging.query
    if "rule" not in query.slots or _SETS_UP.search(query.words) or not query.words:
        return None
    try:
        group = await group_of(query, arranging.actor, arranging.unit.directory)
    except Refusal:  # asked by whoever sets it up
        return None
    if any(isinstance(step.after, MeetingSeries) for step in await arranging.waiting("meeting.schedule")):
        return None
    own = [each for each in await arranging.unit.meetings.of_groups([group]) if each.rule]
    coming = await taking_place(own, arranging.unit.meetings, arranging.now, arranging.now + AHEAD)
    day = said_of(arranging).first or arranging.today
    later = [each.series for each in coming if each.wall.date() >= day]
    return later[0] if later else None


async def rearranged(series: MeetingSeries, arranging: Arranging) -> Reply:
    await arranging.permit("meeting.change", series.group)
    if not series.rule:
        raise Refusal("meeting.series.none", outcome="asked_back")
    coming = await taking_place([series], arranging.unit.meetings, datetime.combine(arranging.today, time(), UTC), arranging.now + AHEAD)
    begun = any(each.at <= arranging.now and each.wall.date() == arranging.today for each in coming)
    new = anew(series, said_of(arranging), begun, reason_told(arranging.query.words), arranging)
    kept = await _kept(series, [each for each in coming if each.at > arranging.now], arranging)
    dates = await arranging.unit.meetings.dates_of([series.id])
    divided = split(series, new, dates, kept.told, arranging.now, kept.known)
    told = await told_of_answers(divided, kept, arranging.unit, arranging.actor.id)
    steps = [*divided.steps, *following(divided, kept)]
    return await arranging.changes.propose("meeting.change", steps, told=told, notes=await _notes(divided, kept, arranging))


def _repeats(series: MeetingSeries) -> bool:
    return bool(series.rule)


async def _kept(series: MeetingSeries, coming: Sequence[Occurrence], arranging: Arranging) -> Kept:
    unit = arranging.unit
    told = frozenset([each.id for each in coming if await posted_of(each, unit)])
    points = [each for each in await unit.agenda.of_group(series.group, "point") if not each.done and (each.date or "").startswith(f"{series.id}/")]
    return Kept(told, points, await unit.attendances.of([each.id for each in coming]))


async def _notes(divided: Split, kept: Kept, arranging: Arranging) -> tuple[Part, ...]:
    found = divided.coming(datetime.combine(divided.first, time()), SHOWN)
    query = arranging.query
    vague = (say("meeting.preview.vague"),) if query.slots.get("unsure") or recurrence(query.words, arranging.today).vague else ()
    imported = (say("meeting.series.imported"),) if divided.old.source != "told" else ()
    besides = (say("meeting.series.besides"),) if query.intent == "schedule_meeting" else ()
    series = divided.new or divided.old
    heard = (*await _withdrawn(divided, arranging), await who_is_reminded(series, arranging.unit, await arranging.plan_of(series.group)))
    unread = left_out(query.words, arranging.today, arranging.breaks)
    vague = (say("meeting.preview.except_later"),) if unread != LeftOut() else vague
    shown = (say("meeting.preview.dates", count=len(found)), await arranging.dates(found, [divided.old.id]))
    return (*shown, *vague, say("meeting.end.kept"), *said_fates(divided, kept), *heard, *imported, *besides)


async def _withdrawn(divided: Split, arranging: Arranging) -> tuple[Part, ...]:
    """How many reminders that are planned already are not sent."""
    planned = await arranging.unit.deliveries.find(DeliveryFilter(states=OPEN, kinds=(REMINDER, CALL), after=arranging.now))
    own = f"{divided.old.id}/"
    stay = {each.id for each in divided.kept if each.wall == each.on}
    gone = [each for each in planned if each.about.startswith(own) and each.about not in stay and each.about.rpartition("/")[2] >= str(divided.first)]
    return (say("meeting.hear.withdrawn", count=len(gone)),) if gone else ()
