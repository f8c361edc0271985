# SPDX-License-Identifier: MPL-2.0
"""A rule as a sentence: the first Monday of the month, 13:00-14:30, from 4 January 2027. Every rule has one, and no two that differ have the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from handlers.recurrence.clock import DAY
from handlers.recurrence.parts import MONTHS, WEEKS, Rule
from handlers.recurrence.rhythm import WORKDAYS
from handlers.recurrence.rule import parsed
from handlers.recurrence.ruling import CLOSING_MONTHS, OPENING_MONTHS, SURELY_IN_ONE_MONTH
from handlers.recurrence.said_days import among, chosen, month, months, of_workdays, only, weekday, weekdays
from handlers.reply import Listing, PartialDate, Phrase, Value

_HOUR = 60
_ALTERNATE = 2
_SEVERAL = 6  # so many months are said by those that are missing


def said(rule: str, at: time | None = None, minutes: int | None = None, first: date | None = None) -> Phrase:
    """What a rule that is checked, its time (naive wall time), its length and its first date come to in words; an empty rule is one date. Begins with a small letter.

    Raises RuleError.
    """
    if at == time() and minutes and minutes % DAY == 0:
        return Phrase("recurrence.said.days", {"rule": said(rule, first=first), "count": minutes // DAY})
    if not rule:
        return _once(at, minutes, first)
    own = parsed(rule)
    phrase = _base(own)
    if at is not None:
        phrase = Phrase("recurrence.said.time", {"rule": phrase, "time": hours(at, minutes)})
    phrase = _narrowed(own, phrase)
    if first:
        phrase = Phrase("recurrence.said.first", {"rule": phrase, "first": PartialDate(str(first))})
    if own.until:
        phrase = Phrase("recurrence.said.last", {"rule": phrase, "last": PartialDate(str(own.until))})
    return Phrase("recurrence.said.count", {"rule": phrase, "count": own.count}) if own.count else phrase


def rhythm_said(rule: str) -> Phrase:
    """How often alone: without time, beginning and end. Raises RuleError."""
    own = parsed(rule)
    return _narrowed(own, _base(own))


def hours(at: time, minutes: int | None = None) -> Phrase:
    """13.00, 13:00-14:30."""
    begins = at.hour * _HOUR + at.minute
    if not minutes:
        return _clock(begins)
    return Phrase("recurrence.hours", {"begins": _clock(begins), "ends": _clock((begins + minutes) % DAY)})


def _base(rule: Rule) -> Phrase:
    """Without what narrows it to months."""
    match rule.freq:
        case "DAILY":
            phrase = _paced("daily", rule.interval)
            return Phrase("recurrence.only_on", {"rule": phrase, "days": only(rule)}) if rule.days or rule.month_days else phrase
        case "WEEKLY":
            return _weekly(rule)
        case "MONTHLY":
            return _monthly(rule)
    return _yearly(rule)


def _narrowed(rule: Rule, phrase: Phrase) -> Phrase:
    if rule.months and _months_aside(rule):
        if len(rule.months) <= _SEVERAL:
            phrase = Phrase("recurrence.only_in", {"rule": phrase, "months": months(rule.months)})
        else:
            missing = [each for each in range(1, MONTHS + 1) if each not in rule.months]
            phrase = Phrase("recurrence.not_in", {"rule": phrase, "months": months(missing)})
    return Phrase("recurrence.week_start", {"rule": phrase, "day": weekday(rule.week_start)}) if rule.week_start else phrase


def _months_aside(rule: Rule) -> bool:
    """Whether its months are said after all else, not as those that its days are of."""
    if rule.freq == "YEARLY":
        return bool(rule.weeks)
    of_them = rule.freq == "MONTHLY" and rule.interval == 1 and (rule.days or rule.month_days)
    return not of_them or (len(rule.months) > _SEVERAL and not _part(rule))


def _once(at: time | None, minutes: int | None, first: date | None) -> Phrase:
    day = Phrase("recurrence.once", {"day": PartialDate(str(first))}) if first else Phrase("recurrence.once.some_day")
    return day if at is None else Phrase("recurrence.said.time", {"rule": day, "time": hours(at, minutes)})


def _clock(minutes: int) -> Phrase:
    hour, minute = divmod(minutes, _HOUR)
    return Phrase("recurrence.clock", {"hour": f"{hour:02}", "minute": f"{minute:02}"})


def _paced(pace: str, interval: int) -> Phrase:
    """Every week, every other week, every 3 weeks."""
    if interval <= _ALTERNATE:
        return Phrase(f"recurrence.{pace}" if interval == 1 else f"recurrence.{pace}.other")
    return Phrase(f"recurrence.{pace}.many", {"number": interval})


def _weekly(rule: Rule) -> Phrase:
    pace = _paced("weekly", rule.interval)
    if rule.positions:
        return Phrase("recurrence.weekly.on", {"pace": pace, "days": among(rule.positions, weekdays(rule.days))}) if rule.days else among(rule.positions, pace)
    if not rule.days:
        return pace
    if rule.interval == 1 and tuple(day.weekday for day in rule.days) == WORKDAYS:
        return Phrase("recurrence.each", {"days": Phrase("recurrence.workday")})
    if rule.interval <= _ALTERNATE:
        return Phrase("recurrence.each" if rule.interval == 1 else "recurrence.each.other", {"days": weekdays(rule.days)})
    return Phrase("recurrence.weekly.on", {"pace": pace, "days": weekdays(rule.days)})


def _monthly(rule: Rule) -> Phrase:
    if not (rule.days or rule.month_days):
        pace = _paced("monthly", rule.interval)
        return among(rule.positions, pace) if rule.positions else pace
    if not rule.months or _months_aside(rule):
        return _within(rule, _paced("of_month", rule.interval))
    if part := _part(rule):
        return _within(rule, Phrase(f"recurrence.of_{part}"))
    return _within(rule, Phrase("recurrence.of_months", {"months": months(rule.months), "pace": _paced("yearly", 1)}))


def _yearly(rule: Rule) -> Phrase:
    pace = _paced("yearly", rule.interval)
    if rule.weeks:
        return _within(rule, _of_weeks(rule.weeks))
    if rule.positions and len(rule.months) != 1 and not (of_workdays(rule) and not rule.months):
        return among(rule.positions, _yearly(replace(rule, positions=())), "recurrence.among.year")
    if not (rule.days or rule.month_days):
        phrase = Phrase("recurrence.yearly.in", {"pace": pace, "months": months(rule.months)}) if rule.months else pace
        return among(rule.positions, phrase) if rule.positions else phrase
    if len(rule.months) == len(rule.month_days) == 1 and rule.month_days[0] > 0 and not (rule.days or rule.positions):
        return Phrase("recurrence.yearly.on", {"pace": pace, "day": rule.month_days[0], "month": month(rule.months[0])})
    if rule.months or rule.month_days:
        named = months(rule.months) if rule.months else Phrase("recurrence.any_month")
        return _within(rule, Phrase("recurrence.of_months", {"months": named, "pace": pace}))
    return _within(rule, _paced("of_year", rule.interval))


def _within(rule: Rule, period: Value) -> Phrase:
    return Phrase("recurrence.within", {"days": chosen(rule), "period": period})


def _part(rule: Rule) -> str:
    """The quarter or half year that these months begin or end, where its first or last days are meant."""
    numbers = rule.positions or tuple(day.nth for day in rule.days)
    if rule.month_days or not numbers or 0 in numbers or any(abs(number) > SURELY_IN_ONE_MONTH for number in numbers):
        return ""
    parts = OPENING_MONTHS if min(numbers) > 0 else CLOSING_MONTHS if max(numbers) < 0 else {}
    return next((part for part, own in parts.items() if own == rule.months), "")


def _of_weeks(weeks: Sequence[int]) -> Phrase:
    for parity, first in (("odd", 1), ("even", 2)):
        if tuple(weeks) == tuple(range(first, WEEKS + 1, 2)):
            return Phrase(f"recurrence.of_weeks.{parity}")
    return Phrase("recurrence.of_weeks", {"weeks": Listing(tuple(str(week) for week in weeks))})
