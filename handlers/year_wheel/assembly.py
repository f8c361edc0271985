# SPDX-License-Identifier: MPL-2.0
"""What the wheel adds where somebody asks when a meeting is from which dates are reckoned: the general assembly, its notice, its proposals."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from config.year_wheel import WheelEntry, YearWheel
from handlers.actor import Actor
from handlers.citing import cite
from handlers.freshness.marks import Marks
from handlers.meetings.asking import next_meeting as meeting_known
from handlers.meetings.known import may_know
from handlers.message import Query
from handlers.reply import Bullets, Part, Reply, say
from handlers.year_wheel.asking import next_of
from handlers.year_wheel.naming import named
from handlers.year_wheel.reading import Standing, standing
from handlers.year_wheel.saying import line, told
from handlers.year_wheel.turning import WheelDate
from storage.directory import Directory
from storage.meetings import Meetings
from storage.unit_of_work import UnitOfWork

_AFTER = timedelta(days=14)
"""How long after a meeting its dates are those that are meant."""


async def next_meeting(
    query: Query, actor: Actor, unit: UnitOfWork, wheel: YearWheel, meetings: Meetings, directory: Directory, now: datetime, today: date, zone: ZoneInfo,
    marks: Marks,
) -> Reply:  # fmt: skip
    """When it is; and of one from which dates are reckoned, these dates."""
    reply = await meeting_known(query, actor, meetings, directory, now, today, zone, marks)
    return await _with_deadlines(reply, query, actor, unit, wheel, directory, today)


async def _with_deadlines(reply: Reply, query: Query, actor: Actor, unit: UnitOfWork, wheel: YearWheel, directory: Directory, today: date) -> Reply:
    """The answer, with what depends on that meeting. Where just one of these was asked for, that stands first, and answers it as far as its date is known."""
    base = next((each for each in wheel.entries if each.rule.meeting and each.rule.meeting.group == query.slots.get("group_type")), None)
    if base is None or "product" in query.slots:
        return reply
    known = await standing(wheel, unit, [today.year, today.year + 1], lambda series: may_know(series, actor))
    asked = [each for each in named(wheel, query.words) if each.rule.leans_on]
    first = _asked(asked, known, today)
    others = [each for each in _of_next(base, known, today) if each not in first]
    after: tuple[Part, ...] = (say("wheel.deadlines"), Bullets(tuple(line(each, today, done=known.is_done(each)) for each in others))) if others else ()
    sources = await cite(directory, [each.entry for each in (*first, *others)])
    own = told(first, today, done=known.is_done(first[0])) if first else ()
    instead = bool(first) and first[0].is_open  # that the date is not set is said there
    return replace(
        reply, parts=(*own, *(() if instead else reply.parts), *after), outcome="answered" if first and not instead else reply.outcome,
        sources=sources if instead else (*reply.sources, *(each for each in sources if each.url not in {one.url for one in reply.sources})),
    )  # fmt: skip


def _asked(meant: Sequence[WheelEntry], known: Standing, today: date) -> list[WheelDate]:
    ids = {each.id for each in meant}
    return next_of([each for each in known.dates if each.entry.id in ids], today)[:1]


def _of_next(base: WheelEntry, known: Standing, today: date) -> list[WheelDate]:
    """The deadlines of the meeting that comes next, or that was just held."""
    meetings = [each for each in known.dates if each.entry is base and (on := each.last or each.latest) and on >= today - _AFTER]
    year = meetings[0].year if meetings else None
    return [each for each in known.dates if each.year == year and each.is_deadline and each.entry.rule.leans_on == base.id]
