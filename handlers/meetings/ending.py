# SPDX-License-Identifier: MPL-2.0
"""A series comes to its end. What was held stays in the calendar; whoever was told of a meeting that will not be is told that it is cancelled."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from handlers.changing.steps import Step
from handlers.meeting_dates import Occurrence
from handlers.meetings.arranging import Arranging, at_another_time, noted
from handlers.meetings.finding import AHEAD
from handlers.meetings.hearing import posted_of
from handlers.meetings.known import taking_place
from handlers.meetings.timing import day_of
from handlers.meetings.told import reason_told
from handlers.recurrence.parts import written
from handlers.recurrence.rule import parsed
from handlers.recurrence.wall_time import moment
from handlers.refusal import Refusal
from handlers.reply import Reply, say
from storage.meetings import MeetingSeries

_ONE_DAY = timedelta(days=1)


async def end(arranging: Arranging) -> Reply:
    """From now on, or after the last day that is named. A series of which nothing has been held or told yet is simply over."""
    series = await replace(arranging.finding, by_day=False).series()
    await arranging.permit("meeting.cancel", series.group)
    last = _last_day(arranging)
    coming = await taking_place([series], arranging.unit.meetings, arranging.now, arranging.now + AHEAD)
    dropped = [each for each in coming if last is None or each.wall.date() > last]
    if not dropped and (last is None or _ends_by(series, last)):
        raise Refusal("meeting.end.over", outcome="unknown")
    told = [each for each in dropped if not each.cancelled and await posted_of(each, arranging.unit)]
    hear = say("meeting.end.told", count=len(told)) if told else say("meeting.end.nobody")
    if not told and _not_begun(series, last, arranging):
        over = replace(series, ended=True, changed_at=arranging.now, sequence=series.sequence + 1)
        return await arranging.changes.propose("meeting.cancel", [Step(series, over)], notes=(hear,))
    steps = [*_shorter(series, dropped, told, last, arranging)]
    return await arranging.changes.propose("meeting.cancel", steps, notes=(say("meeting.end.kept"), hear))


def _last_day(arranging: Arranging) -> date | None:
    """On which there may still be a meeting. None: from now on there is none."""
    query = arranging.query
    if on := day_of(query, "on"):
        return on
    after = day_of(query, "until") or day_of(query, "from")
    return after - _ONE_DAY if after else None


def _ends_by(series: MeetingSeries, last: date) -> bool:
    own = parsed(series.rule) if series.rule else None
    return own is None or (own.until is not None and own.until <= last)


def _not_begun(series: MeetingSeries, last: date | None, arranging: Arranging) -> bool:
    """Whether none of its meetings has been, or will be."""
    return moment(series.starts, series.zone).at > arranging.now and (last is None or last < series.starts.date())


def _shorter(series: MeetingSeries, dropped: Sequence[Occurrence], told: Sequence[Occurrence], last: date | None, arranging: Arranging) -> Iterator[Step]:
    """The rule ends before the first meeting that will not be; those that were told of are cancelled, and so stay."""
    until = max([last or _day_before(dropped, arranging), *(each.on.date() for each in told if not each.extra)])
    if series.rule:
        rule = written(replace(parsed(series.rule), until=until, count=0))
        yield Step(series, replace(series, rule=rule, changed_at=arranging.now, sequence=series.sequence + 1))
    reason = reason_told(arranging.query.words)
    for each in dropped:
        date_after = at_another_time(noted(each), arranging.now)
        if each in told or not series.rule or (not each.extra and each.on.date() <= until):
            if not each.cancelled:
                yield Step(each.date, replace(date_after, cancelled=True, reason=reason))
        elif each.extra:
            yield Step(each.date, replace(date_after, withdrawn=True))
        elif each.moved:
            yield Step(each.date, replace(date_after, starts=None))


def _day_before(dropped: Sequence[Occurrence], arranging: Arranging) -> date:
    """The last day that leaves the rule everything that was, and nothing that is to come. What was moved here from a day that is past counts by itself."""
    coming = [each.on.date() - _ONE_DAY for each in dropped if not each.extra and moment(each.on, each.series.zone).at > arranging.now]
    return min([*coming, arranging.today])
