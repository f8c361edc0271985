# SPDX-License-Identifier: MPL-2.0
"""What a text says of how often: hver anden tirsdag, first Monday of the month, i lige uger, en gang om året. Each thing by itself, not yet a rule."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from handlers.recurrence import rhythm_forms as forms
from handlers.recurrence.parts import MONTHS
from handlers.recurrence.rhythm_forms import Cycle
from handlers.recurrence.unread import Unread
from handlers.recurrence.words import months, number, ordinals, unit, weekdays

Parity = Literal["", "even", "odd"]
_OF_WEEKDAYS = ("day", "week", "fortnight")
AMBIGUOUS_FROM = 3
"""Every third Thursday: every three weeks, or the third of each month."""
WORKDAYS, WEEKEND, WEEK = (0, 1, 2, 3, 4), (5, 6), (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Nth:
    """The first and third of some days: of weekdays, of workdays, or simply of days. `each`: "hver første mandag", which means every month's."""

    nths: tuple[int, ...]
    weekdays: tuple[int, ...] = ()
    kind: Literal["weekday", "workday", "day"] = "weekday"
    each: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`sure`: its weekdays alone say that it repeats ("mandage"). `within`: the months that are not left out. `loose`: it has no rule: "some Mondays",
    "every second or third week", or all its days are left out.
    """

    cycles: tuple[Cycle, ...] = ()
    nths: tuple[Nth, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    sure: bool = False
    within: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    parity: Parity = ""
    count: int = 0
    loose: bool = False

    @property
    def repeats(self) -> bool:
        """Whether anything says that it does, rule or not."""
        return bool(self.cycles or self.sure or self.parity or self.loose)


def rhythm_told(unread: Unread) -> Rhythm:
    """What is said of it; what is read is struck out."""
    loose = unread.take(forms.LOOSE) is not None
    parity = _parity(unread)
    counted = unread.take(forms.COUNT)
    within = _within(unread)
    loose = loose or within is None
    free = {day for match in unread.take_all(forms.EXCEPT_DAYS) for day in weekdays(match["days"])}
    nths = _nths(unread)
    loose = loose or bool(nths and forms.RELATED.search(unread.folded))
    cycles, each = _cycles(unread)
    periods = tuple(Cycle(1, (match.lastgroup or "").removesuffix("s_own")) for match in unread.take_all(forms.PERIOD))
    month_days = _month_days(unread, {cycle.unit for cycle in (*cycles, *periods)})
    either = forms.EITHER.search(unread.folded) is not None
    loose = loose or (not nths and _on_some(unread, cycles)) or bool(parity and unread.take(forms.OTHER_WEEKS))
    days, sure = _weekdays(unread, each, weekly=bool(parity) or any(cycle.unit in _OF_WEEKDAYS for cycle in cycles))
    cycles = tuple(dict.fromkeys((*cycles, *periods))) if cycles or nths or month_days else ()  # "three more in the month" is no rhythm
    found = Rhythm(cycles, nths, month_days, days, sure or bool(each), within or (), (), parity, _count(counted), loose)
    found = _free(replace(found, months=_months(unread, found)), free)
    return replace(found, loose=True) if (found.repeats or nths) and (either or unread.take(forms.NARROWED)) else found


def _within(unread: Unread) -> tuple[int, ...] | None:
    """The months that it is kept to, or all but those that are left out; empty: nothing is said. None: all are left out."""
    left_out = {month for match in unread.take_all(forms.EXCEPT_MONTHS) for month in months(match["months"])}
    only = {month for match in unread.take_all(forms.ONLY_MONTHS) for month in months(match["months"])}
    kept = tuple(sorted((only or set(range(1, MONTHS + 1))) - left_out))
    return () if not (only or left_out) else kept or None


def _parity(unread: Unread) -> Parity:
    match = unread.take(forms.PARITY)
    return "" if match is None else "odd" if match["odd"] or match["odd_numbers"] else "even"


def _count(match: re.Match[str] | None) -> int:
    return number(match["all"] or match["times"] or match["meetings"] or "once") if match else 0


def _nths(unread: Unread) -> tuple[Nth, ...]:
    found = []
    for match in forms.NTH.finditer(unread.folded):
        nths = ordinals(match["nths"])
        paced = match["each"] and len(nths) == 1 and nths[0] > 1
        if paced and not forms.OF_PERIOD.match(unread.folded, match.end()):
            continue  # every so many weeks
        unread.strike(match.start(), match.end())
        kind: Literal["weekday", "workday", "day"] = "weekday" if match["days"] else "workday" if match["workday"] else "day"
        found.append(Nth(nths, weekdays(match["days"] or ""), kind, bool(match["each"])))
    return tuple(found)


def _cycles(unread: Unread) -> tuple[tuple[Cycle, ...], tuple[int, ...]]:
    """And the weekdays that they were told by."""
    found = [
        Cycle(1, unit(match), {"once": 1, "twice": 2, "thrice": 3}.get(match["few"] or "", 0) or number(match["count"]))
        for match in unread.take_all(forms.TIMES)
    ]
    days: list[int] = []
    for match in unread.take_all(forms.EACH_DAYS):
        interval = _interval(match)
        found.append(Cycle(interval, "week", unsure=interval >= AMBIGUOUS_FROM))
        days += weekdays(match["days"])
    found += [Cycle(_interval(match), unit(match)) for match in unread.take_all(forms.EACH_UNIT)]
    found += [Cycle(number(match["count"]), unit(match)) for match in unread.take_all(forms.GAPS)]
    found += [cycle for words, cycle in forms.ADVERBS if unread.take(words)]
    return tuple(dict.fromkeys(found)), tuple(sorted(set(days)))


def _interval(match: re.Match[str]) -> int:
    if match["nth"]:
        return 2 if match["nth"] in ("other", "alternate") else ordinals(match["nth"])[0]
    if match.groupdict().get("alternate"):
        return 2
    return number(match["count"]) if match["count"] else 1


def _month_days(unread: Unread, units: set[str]) -> tuple[int, ...]:
    """The 15th: of each month; the 15th of May: of each year, else it is a date."""
    found: list[int] = []
    for match in forms.MONTH_DAYS.finditer(unread.folded):
        bounded = match["days"][0].isdigit() and match["article"] and not units.isdisjoint({"year"} if match["month"] else {"month", "year"})
        if bounded or match["struck"]:
            unread.strike(match.start(), match.end("days"))
            found += ordinals(match["days"])
    return tuple(found)


def _weekdays(unread: Unread, each: tuple[int, ...], *, weekly: bool) -> tuple[tuple[int, ...], bool]:
    """And whether they alone say that it repeats."""
    found, sure = set(each), False
    for match in forms.PLURAL_WORKDAYS.finditer(unread.folded):
        if not match["number"]:
            found, sure = found | set(WORKDAYS if match["workdays"] else WEEKEND), True
            unread.strike(match.start(), match.end())
    for match in forms.DAYS.finditer(unread.folded):
        plural = forms.PLURAL.search(match[0]) is not None
        begins = len(weekdays(match["days"])) == 1 and not plural and forms.BEGINNING.search(unread.folded[: match.start()])
        if plural or (weekly and not begins):
            found, sure = found | set(weekdays(match["days"])), sure or plural
            unread.strike(match.start(), match.end())
    return tuple(sorted(found)), sure


def _on_some(unread: Unread, cycles: tuple[Cycle, ...]) -> bool:
    """Every month on a Monday: on which?"""
    if not any(cycle.unit in ("month", "quarter", "half", "year") for cycle in cycles) or any(cycle.unit in _OF_WEEKDAYS for cycle in cycles):
        return False
    return any(not forms.BEGINNING.search(unread.folded[: match.start()]) for match in forms.DAYS.finditer(unread.folded))


def _months(unread: Unread, found: Rhythm) -> tuple[int, ...]:
    """Those that a day of the month or of the year is in. Of what is weekly, months are a span of time, and are left to be read as that."""
    yearly = any(cycle.unit == "year" for cycle in found.cycles)
    matches = unread.take_all(forms.IN_MONTHS) if found.nths or found.month_days or yearly else []
    return tuple(sorted({month for match in matches for month in months(match["months"])}))


def _free(found: Rhythm, free: set[int]) -> Rhythm:
    """Every day but Fridays."""
    if not free:
        return found
    units = {cycle.unit for cycle in found.cycles if cycle.interval == 1}
    base = found.weekdays or (WORKDAYS if "workday" in units else WEEK if "day" in units else ())
    left = tuple(day for day in base if day not in free)
    return replace(found, weekdays=left, sure=True) if left else replace(found, loose=True)
