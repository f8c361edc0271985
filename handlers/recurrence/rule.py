# SPDX-License-Identifier: MPL-2.0
"""Recurrence rules of meetings (RFC 5545, section 3.3.10): checked, written one way, and the wall times they give."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Literal

from dateutil.rrule import DAILY, MONTHLY, YEARLY, rrule, weekday
from dateutil.rrule import WEEKLY as EACH_WEEK

from handlers.recurrence.parts import MONTHS, MOST_IN_MONTH, WEEKS, Day, Ending, Frequency, Rule, RuleError, taken_apart, written
from handlers.recurrence.wall_time import wall
from handlers.reply import Phrase

__all__ = ["EARLIEST", "LATEST", "Rule", "RuleError", "checked", "dates", "first_on", "parsed"]

EARLIEST, LATEST = datetime(1900, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - wall times
"""Before and after these, no rule gives a date: none can keep the bot counting for long."""

_FREQUENCIES: Mapping[Frequency, Literal[0, 1, 2, 3]] = {"DAILY": DAILY, "WEEKLY": EACH_WEEK, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
_LAST_CENTURY = datetime(9900, 1, 1)  # noqa: DTZ001 - dateutil gives up at the end of the year 9999, and only there; 29 February is each weekday in it
_DAY, _WEEK = timedelta(days=1), 7


def checked(text: str, starts: datetime | None = None, zone: str | None = None) -> str:
    """The rule as it is kept: known parts in one order, without what changes nothing. Raises RuleError, a ValueError, for what is no rule of meetings.

    Allowed: FREQ from DAILY to YEARLY, INTERVAL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, COUNT, UNTIL, WKST; and BYWEEKNO with weekdays in each year, which
    even weeks need. UNTIL becomes a wall date, the last day on which a date may lie: `zone` (IANA) says of a UTC one which day that is, `starts` (naive wall time)
    whether a time on it comes too late; without them it is the day as written.
    """
    return written(parsed(text, starts, zone))


@lru_cache(maxsize=1024)
def parsed(text: str, starts: datetime | None = None, zone: str | None = None) -> Rule:
    """The parts of a rule that is allowed; as `checked`."""
    rule, ending = taken_apart(text)
    rule = _simplest(replace(rule, until=_last_day(ending, starts, zone) if ending else None))
    if refused := _refused(rule):
        raise RuleError(refused)
    return rule


def dates(rule: str, starts: datetime, first: datetime, last: datetime, most: int) -> Iterator[datetime]:
    """The wall times in [first, last) at which it takes place, in order, at most so many. All naive, of one zone; times that a change of clocks leaves out
    or repeats are there as any other. `starts` is the first whatever the rule says, and counts (RFC 5545, section 3.8.2.4), unless it lies behind UNTIL.
    An empty rule: `starts` alone. Takes as long as the window is wide, however far it is; with COUNT, as it is far from the start. Raises RuleError.
    """
    found = _given(parsed(rule), starts, max(first, EARLIEST), min(last, LATEST)) if rule else iter((starts,))
    return islice((each for each in found if first <= each < last), most)


def first_on(rule: str, at: datetime) -> datetime | None:
    """The wall time (naive) on or after this one with which the rule can begin; None: it gives none. A rule of every second week may begin in any. Raises RuleError."""
    own = parsed(rule)
    end = _end(own)
    found = next(_each(_complete(own, at), at, at), None) if EARLIEST <= at < end else None
    return found if found and found < end else None


def _given(rule: Rule, starts: datetime, first: datetime, last: datetime) -> Iterator[datetime]:
    end = min(last, _end(rule))
    if not EARLIEST <= starts < end:
        return
    yield starts
    begin = starts if rule.count else max(starts, first)
    yield from islice(_later(rule, starts, begin, end), rule.count - 1 if rule.count else None)


def _later(rule: Rule, starts: datetime, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Those after the first. The interval is seen to here: no rule that never gives a date in its own weeks or years is then counted to the end of time."""
    own = _complete(rule, starts)
    origin = _period(own, starts)
    for each in _each(own, begin, starts):
        if each >= end:
            return
        if each > starts and (_period(own, each) - origin) % own.interval == 0:
            yield each


def _each(rule: Rule, begin: datetime, starts: datetime) -> Iterator[datetime]:
    """Without end or interval: all from `begin` on, at the time of `starts`. What never comes again is asked for no further."""
    if not _possible(replace(rule, interval=1, count=0, until=None)):
        return
    opening = datetime.combine(_opening(rule, begin.date()), starts.time())
    yield from (each for each in _expansion(rule, opening) if each >= begin)


def _complete(rule: Rule, starts: datetime) -> Rule:
    """With what the first date says written out."""
    if rule.days or rule.month_days or rule.freq == "DAILY":
        return rule
    if rule.freq == "WEEKLY":
        return replace(rule, days=(Day(0, starts.weekday()),))
    months = rule.months or ((starts.month,) if rule.freq == "YEARLY" else ())
    return replace(rule, months=months, month_days=(starts.day,))


def _expansion(rule: Rule, opening: datetime) -> rrule:
    """Of every period from the one that this opens."""
    return rrule(
        _FREQUENCIES[rule.freq],
        dtstart=opening,
        wkst=rule.week_start,
        bymonth=rule.months or None,
        byweekno=rule.weeks or None,
        bymonthday=rule.month_days or None,
        byweekday=[weekday(day.weekday, day.nth or None) for day in _alike(rule)] or None,
        bysetpos=rule.positions or None,
    )


def _alike(rule: Rule) -> tuple[Day, ...]:
    """`MO,1TU` is every Monday and the first Tuesday; dateutil takes it for a Monday that is a first Tuesday, unless each day is counted."""
    if len({bool(day.nth) for day in rule.days}) < 2:  # noqa: PLR2004 - some counted, some not
        return rule.days
    most = WEEKS if rule.freq == "YEARLY" and not rule.months else MOST_IN_MONTH
    return tuple(Day(nth, day.weekday) for day in rule.days for nth in ((day.nth,) if day.nth else range(1, most + 1)))


def _opening(rule: Rule, day: date) -> date:
    """The first day of the period around a day."""
    match rule.freq:
        case "YEARLY":
            return day.replace(month=1, day=1)
        case "MONTHLY":
            return day.replace(day=1)
        case "WEEKLY":
            return day - (day.weekday() - rule.week_start) % _WEEK * _DAY
    return day


def _period(rule: Rule, at: datetime) -> int:
    """A number of the day, week, month or year; the next has the next."""
    match rule.freq:
        case "YEARLY":
            return at.year
        case "MONTHLY":
            return at.year * MONTHS + at.month
        case "WEEKLY":
            return (at.toordinal() - 1 - rule.week_start) // _WEEK
    return at.toordinal()


def _end(rule: Rule) -> datetime:
    return min(LATEST, datetime.combine(rule.until, time.max)) if rule.until else LATEST


@lru_cache(maxsize=1024)
def _possible(rule: Rule) -> bool:
    """Whether the calendar ever has such a day."""
    if rule.freq == "DAILY" and rule.positions:
        return False
    yearly = replace(rule, freq="YEARLY") if rule.freq == "DAILY" else rule  # the same days, and nothing to go through day by day
    return next(iter(_expansion(yearly, _LAST_CENTURY)), None) is not None


def _last_day(ending: Ending, starts: datetime | None, zone: str | None) -> date:
    at = wall(ending.at.replace(tzinfo=UTC), zone) if ending.utc and zone else ending.at
    too_late = ending.timed and starts is not None and at.time() < starts.time()
    return at.date() - _DAY if too_late else at.date()


def _simplest(rule: Rule) -> Rule:
    """Of several ways to write the same, the one that says it most plainly."""
    if rule.freq == "DAILY" and not {1, -1}.isdisjoint(rule.positions):  # the first day of each day
        rule = replace(rule, positions=())
    if rule.freq == "DAILY" and rule.plain and not rule.positions and rule.interval % _WEEK == 0:
        rule = replace(rule, freq="WEEKLY", interval=rule.interval // _WEEK)
    if rule.freq == "DAILY" and rule.days and rule.interval == 1 and not (rule.month_days or rule.positions):
        rule = replace(rule, freq="WEEKLY")
    if len(rule.months) == MONTHS and rule.freq != "YEARLY":
        rule = replace(rule, months=())
    if _counted(rule):
        rule = replace(rule, days=tuple(Day(nth, rule.days[0].weekday) for nth in rule.positions), positions=())
    weekly = rule.freq == "WEEKLY" and (rule.interval > 1 or rule.positions)
    return rule if weekly or rule.weeks else replace(rule, week_start=0)


def _counted(rule: Rule) -> bool:
    """Whether its positions are those of one weekday in a month."""
    monthly = rule.freq == "MONTHLY" or (rule.freq == "YEARLY" and len(rule.months) == 1)
    alone = len(rule.days) == 1 and not rule.days[0].nth and not rule.month_days and not rule.weeks
    return bool(monthly and alone and rule.positions and all(abs(nth) <= MOST_IN_MONTH for nth in rule.positions))


def _refused(rule: Rule) -> Phrase | None:
    """Why it cannot be used; section 3.3.10 says of each part what it may stand with."""
    counted = any(day.nth for day in rule.days)
    for one, other, together in (
        ("COUNT", "UNTIL", rule.count and rule.until),
        ("BYMONTHDAY", "FREQ=WEEKLY", rule.month_days and rule.freq == "WEEKLY"),
        ("BYDAY=1MO", f"FREQ={rule.freq}", counted and rule.freq in ("DAILY", "WEEKLY")),
        ("BYDAY=1MO", "BYWEEKNO", counted and rule.weeks),
        ("BYWEEKNO", f"FREQ={rule.freq}", rule.weeks and rule.freq != "YEARLY"),
        ("BYWEEKNO", f"INTERVAL={rule.interval}", rule.weeks and rule.interval > 1),
        ("BYWEEKNO", "BYMONTHDAY", rule.weeks and rule.month_days),
        ("BYWEEKNO", "BYSETPOS", rule.weeks and rule.positions),
    ):
        if together:
            return Phrase("recurrence.wrong.together", {"one": one, "other": other})
    for part, lacking, missing in (("BYWEEKNO", "BYDAY", rule.weeks and not rule.days), ("BYSETPOS", "BYDAY", rule.positions and rule.plain)):
        if missing:
            return Phrase("recurrence.wrong.alone", {"one": part, "other": lacking})
    given = replace(rule, interval=1, count=0, until=None)
    if rule.freq == "MONTHLY" and any(abs(day.nth) > MOST_IN_MONTH for day in rule.days):
        return Phrase("recurrence.wrong.never")  # no month has a sixth Monday, and dateutil stumbles over a ninth
    return None if rule.plain or _possible(given) else Phrase("recurrence.wrong.never")
