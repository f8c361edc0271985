# SPDX-License-Identifier: MPL-2.0
"""From words to a rule and times: "første mandag i måneden kl. 13-14.30 fra januar", "every second Tuesday at noon, six times"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from handlers.recurrence.clock import DAY, TimeOfDay, as_time
from handlers.recurrence.durations import minutes_told
from handlers.recurrence.parts import Rule, written
from handlers.recurrence.rhythm import AMBIGUOUS_FROM, Rhythm, rhythm_told
from handlers.recurrence.rule import RuleError, dates, first_on, parsed
from handlers.recurrence.ruling import ruled
from handlers.recurrence.spans import Bounds, bounds_told
from handlers.recurrence.times import Hours, hours_told
from handlers.recurrence.unread import Unread
from handlers.understanding.dates import Dated
from handlers.understanding.text import MAX_CHARACTERS, clean

Vague = Literal["rhythm", "interval", "start", "until", "except", "time"]
"""What the words leave open. rhythm: it repeats, but how is not known, and there is no rule · interval: "biweekly", "every third Thursday" · start: the rule
depends on its first date, and none was said · until: whether the last day is in it, or an end that is no date · except: something is left out that no rule
can say · time: several times, or one that can be read in two ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """What a text says of when something takes place. None: it does not say so, or not clearly.

    `rule`: as `rule.checked` gives it, with its end. `time`, `ends`: naive wall time; an end that is no later than the time is of the next day. `minutes`: how
    long it lasts. `first`: the first date of the rule, from the day that is said, else from today on. `vague`: what is taken for granted in all this.
    `days`: the dates that are named beside the rule, with their places in the text.
    """

    rule: str | None = None
    time: TimeOfDay | None = None
    ends: TimeOfDay | None = None
    minutes: int | None = None
    first: date | None = None
    vague: tuple[Vague, ...] = ()
    days: tuple[Dated, ...] = ()


def recurrence(text: str, today: date, default: date | None = None) -> Recurrence:
    """Reads a text of any kind, Danish or English. `default`: from when it repeats where the text does not say; None: from today, which is then marked as vague.

    Times from one to seven that are said without their half of the day are in the afternoon: "kl. 1" is 13:00; "01:00" and "kl. 1 om natten" are not.
    """
    unread = Unread(clean(text)[:MAX_CHARACTERS])
    minutes = minutes_told(unread)
    marked = hours_told(unread)
    told = rhythm_told(unread)
    bounds = bounds_told(unread, today)
    found = replace(_timed(marked if marked.begins is not None else _rather(hours_told(unread, bare=True), marked), minutes), days=bounds.days)
    rule = _ended(None if bounds.impossible else ruled(told, bounds.day), bounds)
    said = bounds.start or (None if rule and _names_day(rule) and not told.months else bounds.day)
    begins = _first(rule, said or default or today, found.time)
    if rule is None or begins is None:
        vague: tuple[Vague, ...] = ("rhythm",) if told.repeats else ()
        return replace(found, vague=(*vague, *found.vague))
    vague = (*_vague(rule, told, bounds, said or default), *_vague_end(rule, begins, bounds), *found.vague)
    return replace(found, rule=written(rule), first=begins.date(), vague=vague)


def _rather(bare: Hours, marked: Hours) -> Hours:
    return bare if bare.begins is not None else marked


def _timed(hours: Hours, minutes: int | None) -> Recurrence:
    ends = hours.ends
    if ends is None and hours.begins is not None and minutes:
        ends = hours.begins + minutes
    if minutes is None and hours.begins is not None and ends is not None:
        minutes = (ends - hours.begins) % DAY or None
    return Recurrence(
        time=None if hours.begins is None else as_time(hours.begins),
        ends=None if ends is None else as_time(ends),
        minutes=minutes,
        vague=("time",) if hours.unsure else (),
    )


def _ended(rule: Rule | None, bounds: Bounds) -> Rule | None:
    """With its end. None: there is none, or it has two."""
    if rule is None or (rule.count and bounds.last):
        return None
    try:
        return parsed(written(replace(rule, until=bounds.last)))
    except RuleError:  # 31 June, every 200 weeks
        return None


def _names_day(rule: Rule) -> bool:
    """Whether the day that was named is part of the rule: that of "every year on 4 May"."""
    return rule.freq == "YEARLY" and bool(rule.month_days)


def _first(rule: Rule | None, day: date, at: TimeOfDay | None) -> datetime | None:
    return first_on(written(rule), datetime.combine(day, at or TimeOfDay.min)) if rule else None


def _vague(rule: Rule, told: Rhythm, bounds: Bounds, said: date | None) -> Iterator[Vague]:
    if any(cycle.unsure and (said is None or cycle.interval < AMBIGUOUS_FROM) for cycle in told.cycles):
        yield "interval"
    depends = rule.interval > 1 or (rule.freq != "DAILY" and not (rule.days or rule.month_days))
    if bounds.unsure_start or bounds.beginnings > 1 + _names_day(rule) or (depends and said is None):
        yield "start"
    if bounds.excepted:
        yield "except"


def _vague_end(rule: Rule, first: datetime, bounds: Bounds) -> Iterator[Vague]:
    """An end that is no date; or a last day on which there would be a meeting, if it is meant to be in it."""
    last = datetime.combine(bounds.last, TimeOfDay.min) if bounds.last and bounds.unsure_last else None
    if bounds.open_end or (last and next(dates(written(rule), first, last, last + timedelta(days=1), 1), None)):
        yield "until"
