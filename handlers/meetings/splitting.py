# SPDX-License-Identifier: MPL-2.0
"""A group meets otherwise from a day on: the series that was ends, another carries on, and nothing that is known of a meeting to come is lost on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from handlers.changing.steps import Step
from handlers.meeting_dates import Occurrence, occurrence, occurrences
from handlers.meetings.arranging import at_another_time, noted
from handlers.recurrence import rule
from handlers.recurrence.parts import Rule, written
from handlers.recurrence.wall_time import moment
from storage.meetings import MeetingDate, MeetingSeries, date_id

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
MOST = 1000
"""Meetings that are gone through, at most: somebody was told of the last of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anew:
    """How it is from then on. `first`: the day from which on; `starts`: the first naive wall time that the rule gives then.

    `id`, `uid`: of the series that carries on.
    """

    id: str
    uid: str
    first: date
    starts: datetime
    rule: str
    minutes: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a meeting to come. `after`: the meeting that it is now; None: there is none. `stays`: it is the old series' own."""

    before: Occurrence
    after: Occurrence | None
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """`first`: from which day on. `old`: as it is to be. `new`: the series that carries on; None: the old one has all that is left.

    `kept`: meetings of the old series that take the new times. `fates`: by the time that the old rule gave.
    """

    first: date
    old: MeetingSeries
    new: MeetingSeries | None
    steps: tuple[Step, ...]
    kept: tuple[Occurrence, ...]
    fates: Mapping[datetime, Fate] = field(default_factory=dict)

    def next_to(self, found: Occurrence) -> Occurrence | None:
        """The first meeting from the day of this one on; else the first there is."""
        later = self.coming(datetime.combine(found.on.date(), time()), 1)
        return next(iter(later or self.coming(rule.EARLIEST, 1)), None)

    def coming(self, first: datetime, most: int) -> list[Occurrence]:
        """The meetings from the day of the change on that begin at or after this naive wall time; cancelled ones are left out."""
        dates = [step.after for step in self.steps if isinstance(step.after, MeetingDate)]
        new: list[Occurrence] = []
        if self.new:
            begin = moment(max(first, self.new.starts - _DAY), self.new.zone).at
            new = occurrences(self.new, dates, begin, moment(rule.LATEST, self.new.zone).at, most + len(dates))
        found = [each for each in (*self.kept, *new) if not each.cancelled and each.wall >= first]
        return sorted(found, key=lambda each: each.at)[:most]


def split(series: MeetingSeries, anew: Anew, dates: Sequence[MeetingDate], told: frozenset[str], now: datetime, known: frozenset[str] = frozenset()) -> Split:
    """The series from `anew.first` on. `dates`: what is otherwise on its dates; `told`: ids of those that somebody was told of; `known`: of others that matter.

    A meeting of the same day is the same meeting: one that somebody was told of keeps its id, one that nobody was told of takes what is known of it along.
    Extra meetings, and those that were moved away from before the change, are as they were.
    """
    return _Splitting(series, anew, {each.on: each for each in dates if each.series == series.id}, told, known, now).split()


@dataclass(frozen=True, slots=True)
class _Splitting:
    series: MeetingSeries
    anew: Anew
    dates: Mapping[datetime, MeetingDate]
    told: frozenset[str]
    known: frozenset[str]
    now: datetime

    def split(self) -> Split:
        staying = self._staying()
        ons = self._by_rule(max(staying) + _MINUTE) if staying else []
        kept = self._kept(ons, staying)
        old, new = self._shorter([*staying, *kept]), self._carrying_on(len(kept))
        if new and old.starts.date() > (rule.parsed(old.rule).until or date.max):
            old, moved_along = self._over(old), [each for each in self.dates.values() if each.extra and not each.withdrawn]
        else:
            moved_along = []
        fates = dict(self._fates(ons, kept, staying, old, new, moved_along))
        steps = [Step(self.series, old), *([Step(None, new)] if new else []), *self._steps(ons, fates, new)]
        return Split(self.anew.first, old, new, tuple(steps), tuple(each.after for on, each in fates.items() if on in kept and each.after), fates)

    def _staying(self) -> set[datetime]:
        """Of the dates from the change on, those that stay in the old series: somebody was told of them, or they are held before."""
        known = {on for on, each in self.dates.items() if not each.extra and each.on.date() >= self.anew.first}
        known |= {on for on in map(_on, self.told) if on.date() >= self.anew.first}
        found = [each for on in known if (each := self._was(on)) and not each.extra and self._gives(on)]
        return {each.on for each in found if each.id in self.told or each.wall.date() < self.anew.first or each.at <= self.now}

    def _was(self, on: datetime) -> Occurrence | None:
        return occurrence(self.series, on, self.dates.get(on))

    def _gives(self, on: datetime) -> bool:
        return next(rule.dates(self.series.rule, self.series.starts, on, on + _MINUTE, 1), None) is not None

    def _by_rule(self, end: datetime) -> list[datetime]:
        return list(rule.dates(self.series.rule, self.series.starts, datetime.combine(self.anew.first, time()), end, MOST))

    def _kept(self, ons: Sequence[datetime], staying: set[datetime]) -> list[datetime]:
        """The first ones, as long as the new rule gives the same days, up to the last that stays."""
        new = rule.dates(self.anew.rule, self.anew.starts, self.anew.starts, rule.LATEST, len(ons))
        run = 0
        for on, instead in zip(ons, new, strict=False):
            if on.date() != instead.date():
                break
            run += 1
        last = max((place for place in range(run) if ons[place] in staying), default=-1)
        return list(ons[: last + 1])

    def _shorter(self, staying: Sequence[datetime]) -> MeetingSeries:
        """It is no other series, and its meetings that were are as they were: nothing is due anew for them."""
        until, own = max([self.anew.first - _DAY, *(on.date() for on in staying)]), rule.parsed(self.series.rule)
        counted = list(rule.dates(self.series.rule, self.series.starts, rule.EARLIEST, rule.LATEST, MOST)) if own.count else []
        over = bool(counted) and counted[-1].date() <= until
        return replace(self.series, rule=written(own if over else replace(own, until=until, count=0)), sequence=self.series.sequence + 1)

    def _over(self, old: MeetingSeries) -> MeetingSeries:
        return replace(old, rule=self.series.rule, ended=True, changed_at=self.now)

    def _carrying_on(self, kept: int) -> MeetingSeries | None:
        own = rule.parsed(self.anew.rule)
        starts = next((each for place, each in enumerate(self._new(own, kept + 1)) if place == kept), None)
        if starts is None:
            return None
        left = written(replace(own, count=own.count - kept if own.count else 0))
        return replace(
            self.series,
            id=self.anew.id,
            uid=self.anew.uid,
            starts=starts,
            rule=left,
            minutes=self.anew.minutes,
            changed_at=self.now,
            source="told",
            sequence=0,
            version=0,
        )

    def _new(self, own: Rule, most: int) -> Iterator[datetime]:
        return rule.dates(written(own), self.anew.starts, self.anew.starts, rule.LATEST, most)

    def _fates(
        self, ons: Sequence[datetime], kept: Sequence[datetime], staying: set[datetime], old: MeetingSeries, new: MeetingSeries | None,
        along: Sequence[MeetingDate],
    ) -> Iterator[tuple[datetime, Fate]]:  # fmt: skip
        dated = {on for on, each in self.dates.items() if each in along or not (each.extra or each.withdrawn)}
        for on in sorted(on for on in {*ons, *dated, *map(_on, self.known)} if on.date() >= self.anew.first or on in ons):
            before = self._was(on)
            if before is None or not (self._gives(on) or before.date in along):
                continue
            if on in kept:
                yield on, Fate(before, occurrence(old, on, self._adapted(before)), stays=True)
            elif on in staying and (before.wall.date() < self.anew.first or before.at <= self.now):
                yield on, Fate(before, before, stays=True)
            else:
                yield on, Fate(before, self._instead(before, new), stays=on in staying or on in ons)

    def _adapted(self, before: Occurrence) -> MeetingDate | None:
        """The date of the old series at the time of the new; one that was moved by itself stays where it was moved to, and one that is over as it was."""
        if before.at <= self.now or before.wall.date() < self.anew.first:
            return before.date
        date_ = noted(before)
        starts = date_.starts or datetime.combine(before.on.date(), self.anew.starts.time())
        minutes = date_.minutes or self.anew.minutes
        after = replace(date_, starts=None if starts == before.on else starts, minutes=None if minutes == self.series.minutes else minutes)
        return before.date if after == date_ else at_another_time(replace(after, reason=after.reason or self.anew.reason), self.now)

    def _instead(self, before: Occurrence, new: MeetingSeries | None) -> Occurrence | None:
        """The meeting of the new series on the same day, with what is known of this one."""
        if new is None:
            return None
        day = datetime.combine(before.on.date(), time())
        on = before.on if before.extra else next(rule.dates(new.rule, new.starts, day, day + _DAY, 1), None)
        return occurrence(new, on, self._carried(before, on, new)) if on else None

    def _carried(self, before: Occurrence, on: datetime, new: MeetingSeries) -> MeetingDate | None:
        date_ = before.date
        if date_ is None or (before.id in self.told and not date_.extra):
            return None
        starts = None if date_.starts == on else date_.starts
        return replace(date_, id=date_id(new.id, on), series=new.id, on=on, starts=starts, changed_at=self.now, sequence=0, version=0)

    def _steps(self, ons: Sequence[datetime], fates: Mapping[datetime, Fate], new: MeetingSeries | None) -> Iterator[Step]:
        for on, fate in fates.items():
            before, after = fate.before, fate.after
            if fate.stays and after and after.series.id == self.series.id:
                if after.date != before.date:
                    yield Step(before.date, after.date)
                continue
            if on in ons and not before.cancelled:
                yield Step(before.date, replace(at_another_time(noted(before), self.now), cancelled=True, reason=self.anew.reason))
            elif on not in ons and before.date and (before.moved or before.extra):
                yield Step(before.date, replace(at_another_time(before.date, self.now), withdrawn=True))
            if new and after and after.date:
                yield Step(None, after.date)


def _on(id_: str) -> datetime:
    return datetime.fromisoformat(id_.rpartition("/")[2])
