# SPDX-License-Identifier: MPL-2.0
"""When groups meet: series with a rule, and what is otherwise on one of their dates. Real calendars deviate: no date follows from a rule alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

MeetingState = Literal["calendared", "agenda", "minutes_begun", "sent_for_approval", "approved", "published"]
"""How far a meeting is, as in OS2's template for minutes; in this order."""
Visibility = Literal["open", "group"]
"""open: everybody may read of it · group: it is told to the group's own people alone, and to the secretariat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSeries:
    """Meetings of one group. `group`: as a group's scope (`os2mo/styregruppe`, `bestyrelse`). `starts`: naive wall time in `zone` (IANA) of the first.

    `rule`: an RRULE value (RFC 5545, section 3.3.10) such as `FREQ=MONTHLY;BYDAY=1MO`; empty: one meeting. `minutes`: how long one lasts.
    `title`: empty: that of the group. `quorum`: how many have to come; 0: nobody has said. `uid`, `sequence`: those of iCalendar (sections 3.8.4.7, 3.8.7.4).
    `source`: `told`, or the calendar it was imported from. `changed_at`: when its dates last changed: no reminder is due for what was not known yet.
    `ended`: nothing of it takes place any more; it is kept. `version` grows with each save.
    """

    id: str
    group: str
    starts: datetime
    zone: str
    minutes: int
    changed_at: datetime
    uid: str
    rule: str = ""
    title: str = ""
    purpose: str = ""
    place: str = ""
    link: str = ""
    agenda_url: str = ""
    minutes_url: str = ""
    quorum: int = 0
    visibility: Visibility = "open"
    source: str = "told"
    sequence: int = 0
    ended: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDate:
    """What is otherwise than the series says on one date, or known of it alone. `id`: `<series>/<on>`.

    `on`: the naive wall time that the rule gives (the RECURRENCE-ID of iCalendar); of an `extra` meeting, that at which it was first set.
    `starts`: the wall time it was moved to; `minutes`: how long it lasts instead. `place`, `link`, `agenda_url`, `minutes_url`: empty: those of the series.
    `withdrawn`: an extra meeting that was taken back as never having been meant. `changed_at`: as of a series, for this date.
    """

    id: str
    series: str
    on: datetime
    changed_at: datetime
    extra: bool = False
    starts: datetime | None = None
    minutes: int | None = None
    cancelled: bool = False
    reason: str = ""
    place: str = ""
    link: str = ""
    agenda_url: str = ""
    minutes_url: str = ""
    state: MeetingState = "calendared"
    sequence: int = 0
    withdrawn: bool = False
    version: int = 0


def date_id(series: str, on: datetime) -> str:
    """`2027-01-04T13:00` is how a wall time is written wherever one is part of a key."""
    return f"{series}/{on.isoformat(timespec='minutes')}"


def of_date_id(date_id: str) -> tuple[str, datetime]:
    """The series, and the wall time, to the minute. Raises ValueError for what is no id of a date."""
    series, _, on = date_id.rpartition("/")
    return series, datetime.fromisoformat(on)


class Meetings(Protocol):
    """What has ended or was withdrawn is given by `series`, `date` and `everything` alone.

    Of the series that have not ended, no two have the same uid: `add` and `save` raise ChangedMeanwhileError where another one has it.
    """

    async def revision(self) -> int:
        """Grows with every change of a series or a date, in the transaction that makes it."""

    async def series(self, series_id: str) -> MeetingSeries | None: ...

    async def by_uid(self, uid: str) -> MeetingSeries | None: ...

    async def of_groups(self, groups: Collection[str]) -> Sequence[MeetingSeries]:
        """Ordered by group, then start, then id."""

    async def standing(self) -> Sequence[MeetingSeries]:
        """All that has not ended; ordered as above."""

    async def everything(self) -> Sequence[MeetingSeries]: ...

    async def add(self, series: MeetingSeries) -> None: ...

    async def save(self, series: MeetingSeries) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def date(self, date_id: str) -> MeetingDate | None: ...

    async def dates_of(self, series: Collection[str]) -> Sequence[MeetingDate]:
        """Ordered by series, then `on`."""

    async def dates_within(self, first: datetime, last: datetime) -> Sequence[MeetingDate]:
        """Those that the rule gives, or that were moved to, naive wall times in [first, last), of all series; ordered as above."""

    async def dates_changed(self, after: datetime) -> Sequence[MeetingDate]:
        """Those whose times were changed from then on (UTC), of all series; ordered as above."""

    async def add_date(self, date: MeetingDate) -> None:
        """Raises ChangedMeanwhileError where something is known of this date already."""

    async def save_date(self, date: MeetingDate) -> None:
        """As `save`."""
