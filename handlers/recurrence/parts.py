# SPDX-License-Identifier: MPL-2.0
"""A recurrence rule taken apart (RFC 5545, section 3.3.10), and why one cannot be used."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeGuard, get_args

from handlers.reply import Phrase

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_CHARACTERS, MOST_INTERVAL, MOST_COUNT = 300, 99, 1000
MONTHS, WEEKS, MONTH_DAYS, POSITIONS, MOST_IN_MONTH = 12, 53, 31, 366, 5
"""The largest number of each: the months and ISO weeks of a year, the days of a month and of a year, and the Mondays of a month."""

_BELOW_A_DAY = frozenset(("SECONDLY", "MINUTELY", "HOURLY", "BYSECOND", "BYMINUTE", "BYHOUR"))
_PARTS = frozenset(("FREQ", "INTERVAL", "BYMONTH", "BYWEEKNO", "BYMONTHDAY", "BYDAY", "BYSETPOS", "COUNT", "UNTIL", "WKST"))
_PART = re.compile(r"([A-Z][A-Z-]{0,19})=([^=]{1,300})")
_NUMBER, _DAY = re.compile(r"[+-]?[0-9]{1,4}"), re.compile(rf"([+-]?[0-9]{{1,2}})?({'|'.join(WEEKDAYS)})")
_UNTIL = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z)?)?")


class RuleError(ValueError):
    """A rule that cannot be used. `phrase`: why, as a sentence for whoever gave it."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.key)
        self.phrase = phrase


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A weekday, Monday is 0. `nth`: which of its period, from its end where negative; 0: each of them."""

    nth: int
    weekday: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The parts of a rule. Empty: what the first date says. `count`: 0: without end. `until`: the last day on which a date may lie."""

    freq: Frequency
    interval: int = 1
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    days: tuple[Day, ...] = ()
    positions: tuple[int, ...] = ()
    count: int = 0
    until: date | None = None
    week_start: int = 0

    @property
    def plain(self) -> bool:
        """Whether its first date alone says which days it gives."""
        return not (self.months or self.weeks or self.month_days or self.days)


@dataclass(frozen=True, slots=True)
class Ending:
    """UNTIL as it was written: a day, or a wall time or UTC moment on it."""

    at: datetime
    timed: bool
    utc: bool


def taken_apart(text: str) -> tuple[Rule, Ending | None]:
    """The parts as written, each sorted and once; `until` is handed back beside them. Raises RuleError for what is no rule of meetings."""
    values = _values(text)
    rule = Rule(
        freq=_frequency(values.get("FREQ", "")),
        interval=_one(values, "INTERVAL", MOST_INTERVAL, 1),
        months=_numbers(values, "BYMONTH", MONTHS),
        weeks=_numbers(values, "BYWEEKNO", WEEKS),
        month_days=_numbers(values, "BYMONTHDAY", MONTH_DAYS, signed=True),
        days=_days(values.get("BYDAY", "")),
        positions=_numbers(values, "BYSETPOS", POSITIONS, signed=True),
        count=_one(values, "COUNT", MOST_COUNT, 0),
        week_start=_week_start(values.get("WKST", WEEKDAYS[0])),
    )
    return rule, _ending(values["UNTIL"]) if "UNTIL" in values else None


def written(rule: Rule) -> str:
    """The rule as calendars write it; the same rule is always written the same."""
    parts = [f"FREQ={rule.freq}"]
    parts += [f"INTERVAL={rule.interval}"] if rule.interval > 1 else []
    parts += [
        f"{name}={','.join(str(number) for number in numbers)}"
        for name, numbers in (("BYMONTH", rule.months), ("BYWEEKNO", rule.weeks), ("BYMONTHDAY", rule.month_days))
        if numbers
    ]
    parts += [f"BYDAY={','.join(f'{day.nth or str()}{WEEKDAYS[day.weekday]}' for day in rule.days)}"] if rule.days else []
    parts += [f"BYSETPOS={','.join(str(number) for number in rule.positions)}"] if rule.positions else []
    parts += [f"COUNT={rule.count}"] if rule.count else []
    parts += [f"UNTIL={rule.until:%Y%m%d}"] if rule.until else []
    parts += [f"WKST={WEEKDAYS[rule.week_start]}"] if rule.week_start else []
    return ";".join(parts)


def from_first_to_last(numbers: set[int]) -> tuple[int, ...]:
    """1, 15, -2, -1: as they come in a month or year."""
    return tuple(sorted(numbers, key=lambda number: (number < 0, number)))


def _values(text: str) -> dict[str, str]:
    stated = text.strip().upper().removeprefix("RRULE:").strip(" ;")
    if not stated:
        raise RuleError(Phrase("recurrence.wrong.empty"))
    if len(stated) > MOST_CHARACTERS:
        raise RuleError(Phrase("recurrence.wrong.too_long", {"count": MOST_CHARACTERS}))
    values: dict[str, str] = {}
    for part in stated.split(";"):
        match = _PART.fullmatch(part.strip())
        name = match[1] if match else part
        if name in _BELOW_A_DAY:
            raise RuleError(Phrase("recurrence.wrong.below_a_day"))
        if not match or name not in _PARTS:
            raise RuleError(Phrase("recurrence.wrong.part", {"part": name}))
        if name in values:
            raise RuleError(Phrase("recurrence.wrong.twice", {"part": name}))
        values[name] = match[2].strip()
    return values


def _frequency(value: str) -> Frequency:
    if value in _BELOW_A_DAY:
        raise RuleError(Phrase("recurrence.wrong.below_a_day"))
    if not _is_frequency(value):
        raise _wrong("FREQ", value) if value else RuleError(Phrase("recurrence.wrong.frequency"))
    return value


def _is_frequency(value: str) -> TypeGuard[Frequency]:
    return value in get_args(Frequency)


def _one(values: dict[str, str], part: str, most: int, otherwise: int) -> int:
    numbers = _numbers(values, part, most)
    if len(numbers) > 1:
        raise _wrong(part, values[part])
    return numbers[0] if numbers else otherwise


def _numbers(values: dict[str, str], part: str, most: int, *, signed: bool = False) -> tuple[int, ...]:
    found: set[int] = set()
    for each in values[part].split(",") if part in values else ():
        number = int(each) if _NUMBER.fullmatch(each.strip()) else 0
        if not 1 <= (abs(number) if signed else number) <= most:
            raise _wrong(part, each)
        found.add(number)
    return from_first_to_last(found)


def _days(value: str) -> tuple[Day, ...]:
    found: set[Day] = set()
    for each in value.split(",") if value else ():
        match = _DAY.fullmatch(each.strip())
        if not match or (match[1] and not 1 <= abs(int(match[1])) <= WEEKS):
            raise _wrong("BYDAY", each)
        found.add(Day(int(match[1] or 0), WEEKDAYS.index(match[2])))
    return tuple(sorted(found, key=lambda day: (day.nth < 0, day)))


def _week_start(value: str) -> int:
    if value not in WEEKDAYS:
        raise _wrong("WKST", value)
    return WEEKDAYS.index(value)


def _ending(value: str) -> Ending:
    match = _UNTIL.fullmatch(value)
    try:
        numbers = [int(each or 0) for each in match.groups()[:6]] if match else []
        at = datetime(*numbers)  # type: ignore[arg-type] # noqa: DTZ001 - a wall time
    except (ValueError, TypeError):
        raise _wrong("UNTIL", value) from None
    return Ending(at, timed="T" in value, utc=value.endswith("Z"))


def _wrong(part: str, value: str) -> RuleError:
    return RuleError(Phrase("recurrence.wrong.value", {"part": part, "value": value}))
