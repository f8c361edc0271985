# SPDX-License-Identifier: MPL-2.0
"""What a calendar says of meetings, without how it says it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Status = Literal["confirmed", "tentative", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOverride:
    """One date of a series that differs. `on`, `starts`: naive wall times in the zone of the event; `on` is the RECURRENCE-ID (RFC 5545, section 3.8.4.4)."""

    line: int
    on: datetime
    starts: datetime
    minutes: int
    status: Status = "confirmed"
    summary: str = ""
    description: str = ""
    location: str = ""
    link: str = ""
    sequence: int = 0
    last_modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvent:
    """A meeting, or a series of them. `line`: where it begins in the file.

    `starts`, `rdates`, `exdates`: naive wall times in `zone` (IANA) to the minute; of an `all_day` event midnight. `minutes`: how long one lasts.
    `rule`: an RRULE value as written; whether it can be kept is for others to say. `url`: of a page about it; `link`: where it is held.
    `last_modified`: when it was last changed (UTC): LAST-MODIFIED, else DTSTAMP.
    """

    line: int
    uid: str
    starts: datetime
    zone: str
    minutes: int
    all_day: bool = False
    rule: str = ""
    rdates: tuple[datetime, ...] = ()
    exdates: tuple[datetime, ...] = ()
    overrides: tuple[ReadOverride, ...] = ()
    summary: str = ""
    description: str = ""
    location: str = ""
    url: str = ""
    link: str = ""
    sequence: int = 0
    status: Status = "confirmed"
    last_modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseDate:
    """One date of a series that the file does not hold itself: an invitation to this date alone, or a change of it. `zone`: of its wall times."""

    uid: str
    zone: str
    date: ReadOverride


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCalendar:
    """Events in the order of the file, each UID once."""

    name: str
    product: str
    events: tuple[ReadEvent, ...]
    loose: tuple[LooseDate, ...] = ()
