# SPDX-License-Identifier: MPL-2.0
"""The dates of one year of the wheel: what each rule gives, and what is open because its meeting is not scheduled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from config.year_wheel import OwnMeeting, Rule, WheelEntry, Window, YearWheel, day_of
from handlers.meeting_dates import Occurrence
from handlers.year_wheel.anchors import Anchors, anchors, day, is_within
from handlers.year_wheel.counting import latest_after, latest_before


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelDate:
    """One date of one entry. `year`: in which the wheel has it. `which`: of several in a year, which one; else empty.

    `first`, `last`: of a window; of a date, both the same; of a deadline, `last`. None: open, and `latest` is the last day on which it can be, which is so where
    the meeting is held on `if_on`; `earliest`: of the meeting itself, the first. `meeting`: the one that it is reckoned from, or that it is. `outside`: the meeting lies outside the days that the rule has for it.
    """

    entry: WheelEntry
    year: int
    which: str = ""
    first: date | None = None
    last: date | None = None
    earliest: date | None = None
    latest: date | None = None
    if_on: date | None = None
    meeting: Occurrence | None = None
    outside: bool = False

    @property
    def is_open(self) -> bool:
        return self.last is None

    @property
    def is_deadline(self) -> bool:
        return bool(self.entry.rule.before or self.entry.rule.after)

    @property
    def is_window(self) -> bool:
        return self.first != self.last

    @property
    def order(self) -> date:
        """By which it stands among the others."""
        return self.first or self.last or self.latest or date(self.year, 12, 31)

    @property
    def known_at(self) -> datetime | None:
        """Since when its date is as it is (UTC); None: since ever."""
        return self.meeting.known_at if self.meeting else None


def turned(wheel: YearWheel, year: int, meetings: Sequence[Occurrence]) -> list[WheelDate]:
    """The wheel of one year, in the order of its dates. `meetings`: of the wheel's groups, in their order."""
    found = [each for entry in wheel.entries if entry.is_of(year) for each in _dates(entry, entry.rule, wheel, year, meetings)]
    return sorted(found, key=lambda each: each.order)


def _dates(entry: WheelEntry, rule: Rule, wheel: YearWheel, year: int, meetings: Sequence[Occurrence]) -> Iterator[WheelDate]:
    if rule.meeting:
        yield _own(entry, rule.meeting, anchors(rule.meeting, year, meetings), year)
    elif rule.beside:
        for each in _anchors(wheel.by_id[rule.beside], year, meetings).others:
            yield WheelDate(entry=entry, year=year, which=_which(each), first=day(each), last=day(each), meeting=each)
    elif rule.leans_on:
        yield from _reckoned(entry, rule, wheel, year, meetings)
    elif rule.day:
        fixed = day_of(year, rule.day)
        yield WheelDate(entry=entry, year=year, first=fixed, last=fixed)
    else:
        yield from _windows(entry, (*rule.own_windows, *(rule.of_years or {}).get(str(year), ())), year)


def _own(entry: WheelEntry, rule: OwnMeeting, known: Anchors, year: int) -> WheelDate:
    if known.own is None:
        last = day_of(year, rule.within[1])
        return WheelDate(entry=entry, year=year, earliest=day_of(year, rule.within[0]), latest=last, if_on=last)
    on = day(known.own)
    return WheelDate(entry=entry, year=year, first=on, last=on, meeting=known.own, outside=not is_within(rule, on))


def _reckoned(entry: WheelEntry, rule: Rule, wheel: YearWheel, year: int, meetings: Sequence[Occurrence]) -> Iterator[WheelDate]:
    """From each date of the entry it leans on."""
    base = wheel.by_id[rule.leans_on]
    for each in _dates(base, base.rule, wheel, year, meetings):
        on = each.last or each.latest
        if on is None:
            continue
        found = latest_before(on, rule.before) if rule.before else latest_after(on, rule.after) if rule.after else on
        if each.is_open:
            yield WheelDate(entry=entry, year=year, which=each.which, earliest=each.earliest if rule.at else None, latest=found, if_on=on)
        else:
            yield WheelDate(entry=entry, year=year, which=each.which, first=found if rule.at else None, last=found, meeting=each.meeting)


def _windows(entry: WheelEntry, windows: Sequence[Window], year: int) -> Iterator[WheelDate]:
    for number, (first, last) in enumerate(windows, 1):
        yield WheelDate(entry=entry, year=year, which=str(number) if len(windows) > 1 else "", first=day_of(year, first), last=day_of(year, last))


def _anchors(entry: WheelEntry, year: int, meetings: Sequence[Occurrence]) -> Anchors:
    return anchors(entry.rule.meeting, year, meetings) if entry.rule.meeting else Anchors(None, ())


def _which(meeting: Occurrence) -> str:
    """By the time that was first set for it: it stays the same where it is moved."""
    return f"{meeting.series.id}~{meeting.on:%Y%m%dT%H%M}"
