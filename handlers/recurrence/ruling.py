# SPDX-License-Identifier: MPL-2.0
"""What was said of how often, as a rule; None where it could mean several, or none."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from handlers.recurrence.parts import MONTHS, WEEKS, Day, Rule
from handlers.recurrence.rhythm import WEEKEND, WORKDAYS, Rhythm
from handlers.recurrence.rhythm_forms import Cycle

_UNSAID = Cycle(1, "")
OPENING_MONTHS: Mapping[str, tuple[int, ...]] = {"quarter": (1, 4, 7, 10), "half": (1, 7)}
CLOSING_MONTHS: Mapping[str, tuple[int, ...]] = {"quarter": (3, 6, 9, 12), "half": (6, 12)}
_MONTHS_IN: Mapping[str, int] = {"month": 1, "quarter": 3, "half": 6}
_WEEK = 7
SURELY_IN_ONE_MONTH = 4  # a fifth Monday may lie in any month of the quarter


def ruled(told: Rhythm, day: date | None) -> Rule | None:
    """The rule, without its end. `day`: the one that is named beside it, as in "hvert år den 4. maj"."""
    cycle = _cycle(told)
    if cycle is None or told.loose:
        return None
    if told.parity:
        rule = _of_weeks(told, cycle)
    elif told.nths or told.month_days:
        rule = _of_days(told, cycle)
    else:
        rule = _of_weekdays(told, cycle) if told.weekdays else _of_unit(told, cycle, day)
    if rule is None or (cycle.times > 1 and cycle.times != _days_in(rule)):
        return None
    return replace(rule, count=told.count)


def _days_in(rule: Rule) -> int:
    """How many it gives in each week, month or year."""
    months = len(rule.months) if rule.months and (rule.freq == "YEARLY" or rule.interval == 1) else 1
    return (len(rule.positions) or len(rule.days) + len(rule.month_days)) * (1 if rule.freq == "WEEKLY" else months)


def _cycle(told: Rhythm) -> Cycle | None:
    """The one that is meant: "hver anden måned den første mandag i måneden" is every second month."""
    units = {cycle.unit for cycle in told.cycles}
    if units == {"week", "month"} and told.weekdays and not told.nths and all(cycle.interval == 1 for cycle in told.cycles):
        units = {"week"}  # each Monday of each month
    if len(units) > 1:
        return None
    cycles = [cycle for cycle in told.cycles if cycle.unit in units]
    paced = {cycle.interval for cycle in cycles if cycle.interval != 1}
    if len(paced) > 1 or any(interval < 1 for interval in paced):
        return None
    found = Cycle(max(paced, default=1), next(iter(units)), max(cycle.times for cycle in cycles)) if cycles else _UNSAID
    return replace(found, interval=2 * found.interval, unit="week") if found.unit == "fortnight" else found


def _of_weeks(told: Rhythm, cycle: Cycle) -> Rule | None:
    """Not every second week: after a year of 53 weeks an odd one follows an odd one."""
    if not told.weekdays or cycle.unit not in ("", "week") or cycle.interval > 2 or told.nths:  # noqa: PLR2004 - every even week is every second
        return None
    weeks = tuple(range(2 if told.parity == "even" else 1, WEEKS + 1, 2))
    return Rule(freq="YEARLY", weeks=weeks, days=_each(told.weekdays), months=told.within)


def _of_days(told: Rhythm, cycle: Cycle) -> Rule | None:
    """Days of a month, quarter or year."""
    chosen = _chosen(told)
    unit = cycle.unit or ("month" if any(nth.each for nth in told.nths) else "")
    months = _months(told)
    if chosen is None or told.weekdays:
        return None
    if told.months:
        return _of_named_months(chosen, replace(cycle, unit=unit), months)
    if unit in OPENING_MONTHS and cycle.interval == 1:
        months = tuple(month for month in _of_part(told, unit) if month in _months(told))
        return replace(chosen, months=months) if months else None
    if unit == "month":
        return replace(chosen, interval=cycle.interval, months=told.within)
    if unit == "year" and not chosen.month_days:
        return replace(chosen, freq="YEARLY", interval=cycle.interval)
    return None


def _of_named_months(chosen: Rule, cycle: Cycle, months: tuple[int, ...]) -> Rule | None:
    """The first Wednesday of May is one day, unless it is each year's; that of January and of July is each year's."""
    if cycle.unit not in ("", "month", "year") or not months or (not cycle.unit and len(months) == 1):
        return None
    if cycle.unit == "month" and cycle.interval > 1:
        return replace(chosen, interval=cycle.interval, months=months)
    yearly = len(months) == 1 or cycle.interval > 1
    return replace(chosen, freq="YEARLY" if yearly else "MONTHLY", interval=cycle.interval, months=months)


def _of_part(told: Rhythm, unit: str) -> tuple[int, ...]:
    """The month of the quarter or half year that all its days are in; empty: no one month has them."""
    nths = [*told.month_days, *(each for nth in told.nths for each in nth.nths)]
    if told.month_days or any(abs(nth) > SURELY_IN_ONE_MONTH for nth in nths):
        return ()
    return OPENING_MONTHS[unit] if min(nths) > 0 else CLOSING_MONTHS[unit] if max(nths) < 0 else ()


def _chosen(told: Rhythm) -> Rule | None:
    """The days of a month, as the rule of every month."""
    kinds = {nth.kind for nth in told.nths} | ({"day"} if told.month_days else set())
    nths = tuple(sorted({each for nth in told.nths for each in nth.nths}))
    match sorted(kinds):
        case ["weekday"]:
            days = {Day(each, weekday) for nth in told.nths for each in nth.nths for weekday in nth.weekdays}
            return Rule(freq="MONTHLY", days=tuple(sorted(days)))
        case ["workday"]:
            return Rule(freq="MONTHLY", days=_each(WORKDAYS), positions=nths)
        case ["day"]:
            return Rule(freq="MONTHLY", month_days=tuple(sorted({*told.month_days, *nths})))
    return None


def _of_weekdays(told: Rhythm, cycle: Cycle) -> Rule | None:
    if cycle.unit == "day" and cycle.interval % _WEEK == 0:  # every fourteenth day, on Tuesdays
        cycle = Cycle(cycle.interval // _WEEK, "week", cycle.times)
    if cycle.unit not in ("", "day", "week", "workday") or (not cycle.unit and not told.sure) or (cycle.unit != "week" and cycle.interval > 1):
        return None
    return Rule(freq="WEEKLY", interval=cycle.interval, days=_each(told.weekdays), months=told.within)


def _of_unit(told: Rhythm, cycle: Cycle, day: date | None) -> Rule | None:
    plain = Rule(freq="DAILY", interval=cycle.interval, months=told.within)
    match cycle.unit:
        case "day":
            return plain
        case "week":
            return replace(plain, freq="WEEKLY")
        case "workday" if cycle.interval == 1:
            return replace(plain, freq="WEEKLY", days=_each(WORKDAYS))
        case "weekend":
            return replace(plain, freq="WEEKLY", days=_each(WEEKEND))
        case "month" | "quarter" | "half":
            return replace(plain, freq="MONTHLY", interval=cycle.interval * _MONTHS_IN[cycle.unit])
        case "year":
            return replace(plain, freq="YEARLY", months=(day.month,) if day else told.months, month_days=(day.day,) if day else ())
    return None


def _each(weekdays: tuple[int, ...]) -> tuple[Day, ...]:
    return tuple(Day(0, weekday) for weekday in weekdays)


def _months(told: Rhythm) -> tuple[int, ...]:
    """Those that are named and not left out."""
    return tuple(month for month in told.months or range(1, MONTHS + 1) if not told.within or month in told.within)
