# SPDX-License-Identifier: MPL-2.0
"""How a series is to be from a day on: what is said of it, and what stays as it was."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from handlers.icalendar.writing import uid_of
from handlers.meetings.arranging import Arranging
from handlers.meetings.grouping import kept
from handlers.meetings.splitting import MOST, Anew
from handlers.meetings.timing import day_of, minutes_of, time_of
from handlers.recurrence import rule
from handlers.recurrence.parts import Day, Rule, RuleError, written
from handlers.recurrence.said import rhythm_said
from handlers.recurrence.wall_time import moment
from handlers.recurrence.words import WEEKDAY, weekdays
from handlers.refusal import Refusal, asking
from handlers.reply import Choice
from handlers.understanding.dates import dates
from handlers.understanding.text import fold
from storage.meetings import MeetingSeries

_DAY = timedelta(days=1)
_FROM_DAY_TO_DAY = re.compile(rf"(?<!\w)(?:fra|from)\s+{WEEKDAY}\s+(?:til|to)\s+(?P<day>{WEEKDAY})(?!\s+(?:den\s+|the\s+)?[0-9])")
_TO_DAY = re.compile(rf"(?<!\w)(?:til|til\s+om|om|paa|to|on)\s+(?P<day>{WEEKDAY})(?!\s+(?:den\s+|the\s+)?[0-9])")
_EACH = re.compile(r"(?<!\w)(?:hver\w*|every|each|ugentlig\w*|weekly|om\s+ugen|a\s+week)(?!\w)")
_OF_SERIES = frozenset(("rule", "time", "time2", "minutes"))


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says of a series. `weekday`: another one, in the rhythm that was; `first`: from which day on; `until`: the day after the last.

    None: it does not say.
    """

    rule: str = ""
    weekday: int | None = None
    first: date | None = None
    until: date | None = None

    @property
    def when(self) -> bool:
        return bool(self.rule) or self.weekday is not None


def said_of(arranging: Arranging) -> Said:
    """`from Monday to Wednesday` names the day that is meant, and no span of time."""
    query = arranging.query
    folded = fold(query.words)
    match = _FROM_DAY_TO_DAY.search(folded)
    lone = match or (_TO_DAY.search(folded) if "rule" not in query.slots else None)
    if lone is None:
        return Said(query.slots.get("rule", ""), first=day_of(query, "from") or day_of(query, "on"), until=day_of(query, "until"))
    rest = dates(folded[: lone.start()] + " | " + folded[lone.end() :], arranging.today)
    first = next((each.first for marker in ("from", "on") for each in rest if each.marker == marker), None)
    until = next((each.after if each.inclusive else each.first for each in rest if each.marker == "until"), None)
    return Said(weekday=weekdays(lone["day"])[0], first=first, until=until)


def says_anew(arranging: Arranging) -> bool:
    """Whether anything is said that a series can be changed to."""
    return bool(arranging.query.slots.keys() & _OF_SERIES) or said_of(arranging).when


def anew(series: MeetingSeries, said: Said, begun: bool, reason: str, arranging: Arranging) -> Anew:
    """`begun`: one of its meetings takes place today and has begun. Raises Refusal for what is unclear, no change at all, or cannot be."""
    if not (arranging.query.slots.keys() & _OF_SERIES or said.when):
        raise asking("meeting.series.how", "rule", "time")
    first = _first(series, said, begun, arranging)
    at = time_of(arranging.query, "time") or series.starts.time()
    minutes = minutes_of(arranging.query, at) or series.minutes
    own = _in_rhythm(series, said, arranging)
    left = _with_end(own, series, first, said.until)
    starts = _starts(series, left, at, first, arranging, in_step=not said.rule or own != _parsed(said.rule))
    if (_endless(own), at, minutes) == (_endless(rule.parsed(series.rule)), series.starts.time(), series.minutes) and not said.until:
        raise Refusal("meeting.series.same", outcome="asked_back")
    return Anew(id=(id_ := uuid4().hex), uid=uid_of(id_), first=first, starts=starts, rule=written(left), minutes=minutes, reason=reason)


def _first(series: MeetingSeries, said: Said, begun: bool, arranging: Arranging) -> date:
    """From the day that is said on; else from now on, and not before the series begins. What has begun today is over."""
    earliest = arranging.today + _DAY if begun else arranging.today
    if said.first is None:
        return max(earliest, _opening(series.starts.date(), rule.parsed(series.rule)))
    if said.first < arranging.today:
        raise Refusal("meeting.past", outcome="asked_back", when=datetime.combine(said.first, series.starts.time(), arranging.zone))
    return max(said.first, earliest)


def _parsed(text: str) -> Rule:
    try:
        return rule.parsed(text)
    except RuleError as error:
        raise Refusal(error.phrase.key, error.phrase.values, outcome="asked_back", missing=("rule",)) from error


def _in_rhythm(series: MeetingSeries, said: Said, arranging: Arranging) -> Rule:
    """The rule that is meant. "To Wednesdays" may be every Wednesday, or the Wednesday of the rhythm that was: it is asked."""
    was = rule.parsed(series.rule)
    told = _parsed(said.rule) if said.rule else None
    bare = said.weekday if told is None else _bare(told, arranging.query.words)
    if bare is None:
        return told or was
    same = replace(was, days=(replace(was.days[0], weekday=bare),)) if len(was.days) == 1 else _on_that_day(was, bare)
    weekly = Rule(freq="WEEKLY", days=(Day(0, bare),))
    if told is None or same is None or replace(_endless(same), week_start=0) == weekly:
        return same or weekly
    slots = {**kept(arranging.query), "item": "series"}
    choices = tuple(Choice(rhythm_said(each), "change_meeting", {**slots, "rule": each}) for each in (written(same), written(weekly)))
    raise asking("meeting.series.which_rhythm", choices=choices)


def _on_that_day(was: Rule, weekday: int) -> Rule | None:
    """The rhythm on a weekday that its first date alone says; None: it has several, or none."""
    return replace(was, days=(Day(0, weekday),)) if was.freq == "WEEKLY" and was.plain else None


def _bare(told: Rule, words: str) -> int | None:
    """The weekday of a rule that is told by it alone, in words: "til onsdage"."""
    plain = _endless(told) == Rule(freq="WEEKLY", days=told.days)
    return told.days[0].weekday if plain and len(told.days) == 1 and words and not _EACH.search(fold(words)) else None


def _endless(own: Rule) -> Rule:
    return replace(own, until=None, count=0)


def _with_end(own: Rule, series: MeetingSeries, first: date, until: date | None) -> Rule:
    """With the end that is said; else with that of the series, of which so many meetings are left as have not been."""
    if until:
        own = replace(own, until=until - _DAY, count=0)
    elif not own.until and not own.count:
        was = rule.parsed(series.rule)
        midnight = datetime.combine(first, time())
        held = sum(1 for _ in rule.dates(series.rule, series.starts, rule.EARLIEST, midnight, MOST)) if was.count else 0
        own = replace(own, until=was.until, count=was.count - held if was.count else 0)
        if (was.until and was.until < first) or (was.count and own.count < 1):
            raise Refusal("meeting.end.over", outcome="unknown")
    return own


def _starts(series: MeetingSeries, own: Rule, at: time, first: date, arranging: Arranging, *, in_step: bool) -> datetime:
    """The first wall time that is still to come. `in_step`: every second week goes on as every second week."""
    text = written(own)
    begin = datetime.combine(first, at)
    if moment(begin, series.zone).at <= arranging.now:
        begin += _DAY
    found = _next_in_step(series, own, at, begin) if in_step else rule.first_on(text, begin)
    if found is None:
        raise Refusal("recurrence.wrong.never", outcome="asked_back", missing=("rule",))
    return found


def _next_in_step(series: MeetingSeries, own: Rule, at: time, begin: datetime) -> datetime | None:
    was = rule.parsed(series.rule)
    opening = _opening(series.starts.date(), own) if own.days != was.days else series.starts.date()
    endless = written(replace(own, count=0))
    anchor = rule.first_on(endless, datetime.combine(opening, at))
    return next(rule.dates(endless, anchor, begin, rule.LATEST, 1), None) if anchor else None


def _opening(day: date, own: Rule) -> date:
    """The first day of the week, or else of the month, in which it is."""
    return day - timedelta(days=(day.weekday() - own.week_start) % 7 if own.freq == "WEEKLY" else day.day - 1)
