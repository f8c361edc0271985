# SPDX-License-Identifier: MPL-2.0
"""The days of a rule as they are said: first and third Monday, the 15th, last weekday, in January and July."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

from babel.dates import get_day_names, get_month_names

from config.catalogue.values import Bilingual
from handlers.recurrence.parts import MOST_IN_MONTH, Day, Rule
from handlers.recurrence.rhythm import WORKDAYS
from handlers.reply import Listing, Phrase, Value

_SUFFIXES: Mapping[int, str] = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)


def _named(get: Callable[..., Mapping[int, str]]) -> Mapping[int, Bilingual]:
    danish, english = (get("wide", locale=locale) for locale in ("da", "en"))
    return {number: Bilingual(danish[number], english[number]) for number in danish}


_WEEKDAYS, _MONTHS = _named(get_day_names), _named(get_month_names)


def weekday(number: int) -> Value:
    """Monday is 0."""
    return _WEEKDAYS[number]


def month(number: int) -> Value:
    return _MONTHS[number]


def months(numbers: Sequence[int]) -> Value:
    return Listing(tuple(month(number) for number in numbers))


def weekdays(days: Sequence[Day]) -> Value:
    """Of days that are not counted."""
    return Listing(tuple(weekday(day.weekday) for day in sorted(days, key=lambda day: day.weekday)))


def ordinal(number: int) -> Value:
    """1., 22nd."""
    last = 0 if number % 100 in _TEENS else number % 10
    return Phrase(f"recurrence.ordinal.{_SUFFIXES.get(last, 'th')}", {"number": number})


def nth(number: int) -> Value:
    """First, second to last."""
    if abs(number) <= MOST_IN_MONTH:
        return Phrase(f"recurrence.nth.{number}" if number > 0 else f"recurrence.nth.last.{-number}")
    return ordinal(number) if number > 0 else Phrase("recurrence.nth.last.many", {"nth": ordinal(-number)})


def chosen(rule: Rule) -> Value:
    """The days of a month or year."""
    if of_workdays(rule):
        return Phrase("recurrence.the", {"days": _counted(rule.positions, Phrase("recurrence.workday"))})
    if rule.positions:
        return among(rule.positions, _dates_of(rule) if rule.month_days else _either(rule.days))
    return _dates_of(rule) if rule.month_days else _weekdays(rule.days)


def among(positions: Sequence[int], days: Value, key: str = "recurrence.among") -> Phrase:
    """The second of these days."""
    return Phrase(key, {"nth": _nths(positions), "days": days})


def of_workdays(rule: Rule) -> bool:
    """Whether its positions are those of workdays."""
    return bool(rule.positions) and not rule.month_days and rule.days == tuple(Day(0, workday) for workday in WORKDAYS)


def only(rule: Rule) -> Value:
    """The days that a rule is narrowed to."""
    return _dates_of(rule) if rule.month_days else _either(rule.days)


def _dates_of(rule: Rule) -> Value:
    """Days of the month, where they are said with it only if they are certain weekdays."""
    dates = Phrase("recurrence.the", {"days": _dates(rule.month_days)})
    return Phrase("recurrence.when", {"dates": dates, "days": _either(rule.days)}) if rule.days else dates


def _either(days: Sequence[Day]) -> Value:
    """One or another of them."""
    names = [_counted([day.nth], weekday(day.weekday)) if day.nth else weekday(day.weekday) for day in days]
    return reduce(lambda one, other: Phrase("recurrence.either", {"one": one, "other": other}), names)


def _weekdays(days: Sequence[Day]) -> Value:
    """Those that are not counted, then each weekday with its numbers."""
    plain = [day for day in days if not day.nth]
    counted = dict.fromkeys(day.weekday for day in days if day.nth)
    numbered = [_counted([day.nth for day in days if day.nth and day.weekday == each], weekday(each)) for each in counted]
    parts = [Phrase("recurrence.each", {"days": weekdays(plain)})] if plain else []
    parts += [Phrase("recurrence.the", {"days": Listing(tuple(numbered))})] if numbered else []
    return Listing(tuple(parts))


def _counted(numbers: Sequence[int], what: Value) -> Value:
    return Phrase("recurrence.counted", {"nth": _nths(numbers), "day": what})


def _nths(numbers: Sequence[int]) -> Value:
    return Listing(tuple(nth(number) for number in numbers))


def _dates(numbers: Sequence[int]) -> Value:
    """1st and 15th; last day."""
    counted = [number for number in numbers if number > 0]
    parts: list[Value] = [Phrase("recurrence.dates", {"days": Listing(tuple(ordinal(number) for number in counted))})] if counted else []
    last = [number for number in numbers if number < 0]
    parts += [_counted(last, Phrase("recurrence.day"))] if last else []
    return Listing(tuple(parts))
