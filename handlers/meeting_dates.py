# SPDX-License-Identifier: MPL-2.0
"""When the meetings of a series take place: what its rule gives, and what is otherwise on single dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handlers.recurrence import rule
from handlers.recurrence.wall_time import moment, wall
from storage.meetings import MeetingDate, MeetingSeries, MeetingState, date_id

_DAY = timedelta(days=1)  # no change of clocks is as long, so that no date near the edge of a window is overlooked
_FIRST, _LAST = rule.EARLIEST.replace(tzinfo=UTC), rule.LATEST.replace(tzinfo=UTC)
_AT_THE_EDGES = 4  # dates of a daily meeting that lie so near to a window, at most
_HELD: tuple[MeetingState, ...] = ("minutes_begun", "sent_for_approval", "approved", "published")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting of a series. `on`: the naive wall time that the rule gives (the RECURRENCE-ID of iCalendar), which stays when it is moved.

    `wall`: naive, what clocks in the zone of the series show as it begins; `at`, `ends_at`: UTC. `date`: what is otherwise on it; None: nothing.
    What a date does not say of itself, the series says.
    """

    series: MeetingSeries
    on: datetime
    wall: datetime
    at: datetime
    ends_at: datetime
    date: MeetingDate | None = None

    @property
    def id(self) -> str:
        return date_id(self.series.id, self.on)

    @property
    def set_for(self) -> datetime:
        """The naive wall time that was set for it: other than `wall` only where no clock shows it that day."""
        return _set_for(self.on, self.date)

    @property
    def cancelled(self) -> bool:
        return self.date is not None and self.date.cancelled

    @property
    def moved(self) -> bool:
        return self.set_for != self.on

    @property
    def extra(self) -> bool:
        return self.date is not None and self.date.extra

    @property
    def reason(self) -> str:
        """Why it is cancelled or moved; empty: nobody said."""
        return self.date.reason if self.date else ""

    @property
    def minutes(self) -> int:
        return _minutes(self.series, self.date)

    @property
    def title(self) -> str:
        """Empty: that of the group."""
        return self.series.title

    @property
    def place(self) -> str:
        return (self.date.place if self.date else "") or self.series.place

    @property
    def link(self) -> str:
        return (self.date.link if self.date else "") or self.series.link

    @property
    def agenda_url(self) -> str:
        return (self.date.agenda_url if self.date else "") or self.series.agenda_url

    @property
    def minutes_url(self) -> str:
        return (self.date.minutes_url if self.date else "") or self.series.minutes_url

    @property
    def state(self) -> MeetingState:
        return self.date.state if self.date else "calendared"

    @property
    def known_at(self) -> datetime:
        """Since when it has been as it is (UTC): nothing is due for it that would have been due before."""
        return max(self.series.changed_at, self.date.changed_at) if self.date else self.series.changed_at


def occurrences(series: MeetingSeries, dates: Sequence[MeetingDate], first: datetime, last: datetime, most: int = 1000) -> list[Occurrence]:
    """The meetings that begin in [first, last), both UTC, in their order; of more than `most` the earliest. `dates`: those of this series; others count for nothing.

    Cancelled ones are there, and marked. A moved one is there when it now begins, and not at its old time. An `extra` one is there until it is withdrawn, and
    one that was moved onto another meeting stands beside it. A date that the rule does not give any more counts where somebody set its time (moved or extra),
    or where minutes show that it was held; anything else that was noted of it, a cancellation too, has lost its meeting. A series that has ended gives nothing.
    Raises ValueError for a rule or a zone that is none.
    """
    if series.ended:
        return []
    own = {each.on: each for each in dates if each.series == series.id and not each.withdrawn}
    found = [_occurrence(series, on, own.get(on)) for on in {*_by_rule(series, own, first, last, most), *_by_themselves(own)}]
    return sorted((each for each in found if first <= each.at < last), key=lambda each: (each.at, each.on))[:most]


def occurrence(series: MeetingSeries, on: datetime, date: MeetingDate | None) -> Occurrence | None:
    """The meeting of one date, by the naive wall time that the rule gives; None where it does not take place at all, cancelled or not."""
    if series.ended or (date is not None and date.withdrawn):
        return None
    found = _occurrence(series, on, date)
    near = occurrences(series, [date] if date else [], found.at, found.at + timedelta(minutes=1))
    return next((each for each in near if each.on == on), None)


def _by_rule(series: MeetingSeries, own: dict[datetime, MeetingDate], first: datetime, last: datetime, most: int) -> Iterator[datetime]:
    """Those of a window a day wider at each end; enough of them for those that were moved away."""
    begin = wall(min(max(first, _FIRST), _LAST), series.zone) - _DAY
    end = wall(min(max(last, _FIRST), _LAST), series.zone) + _DAY
    return rule.dates(series.rule, series.starts, begin, end, most + len(own) + _AT_THE_EDGES)


def _by_themselves(own: dict[datetime, MeetingDate]) -> Iterator[datetime]:
    """Those that take place whatever the rule says."""
    return (on for on, each in own.items() if each.extra or each.starts or each.state in _HELD)


def _occurrence(series: MeetingSeries, on: datetime, date: MeetingDate | None) -> Occurrence:
    at = moment(_set_for(on, date), series.zone).at
    return Occurrence(series, on, wall(at, series.zone), at, at + timedelta(minutes=_minutes(series, date)), date)


def _set_for(on: datetime, date: MeetingDate | None) -> datetime:
    return (date.starts if date else None) or on


def _minutes(series: MeetingSeries, date: MeetingDate | None) -> int:
    return series.minutes if date is None or date.minutes is None else date.minutes
