# SPDX-License-Identifier: MPL-2.0
"""A calendar of another program → what it says of meetings, or every problem it has with its line."""

import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from config.catalogue.load import MAX_PROBLEMS
from config.icalendar.components import Component, calendars
from config.icalendar.event import LooseDate, ReadCalendar, ReadEvent, ReadOverride
from config.icalendar.events import Events
from config.icalendar.lines import MAX_BYTES
from config.icalendar.texts import one_line
from config.icalendar.times import Times
from config.icalendar.zones import Zones
from config.problems import ConfigError, Problem

T = TypeVar("T")

MAX_ALL_DATES = 20_000  # that the events of a file list one by one
_TAKEN = ("", "PUBLISH", "REQUEST", "ADD", "CANCEL")
"""The methods (RFC 5546, section 1.4) of calendars that say when something takes place. The others are answers of those invited."""


def read_file(path: Path, home: str) -> ReadCalendar:
    """As `read_calendar`. A file that is too large is refused by its size, and no more of it is read than may be."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a device or a pipe might never end
            raise ConfigError(Problem("is a directory; give a file" if stat.S_ISDIR(status.st_mode) else "is not a file", path))
        if status.st_size > MAX_BYTES:
            raise ConfigError(Problem(f"is larger than {MAX_BYTES // 1024 // 1024} MB; export fewer years, or without attachments", path))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(Problem(f"cannot be read ({error.strerror})", path)) from error
    return read_calendar(data, home, path)


def read_calendar(data: bytes, home: str, path: Path | None = None) -> ReadCalendar:
    """The events of an iCalendar file (RFC 5545). `home`: the zone (IANA) of times that name none, where the calendar itself has none either.

    Each UID is given once, with the dates of its series that differ: of several versions the one with the highest SEQUENCE, then the latest.
    Raises ConfigError with a problem for each event that cannot be read, or with the one that makes the whole file unreadable.
    """
    found = calendars(data, path)
    zones = Zones(found, home, path)
    reading = _Reading(path)
    for calendar in found:
        reading.calendar(calendar, zones, home)
    return reading.read(found)


@dataclass(frozen=True, slots=True)
class _Date:
    """A VEVENT with a RECURRENCE-ID, and what reads it."""

    component: Component
    reader: Events


class _Reading:
    """Gathers what the calendars of a file say, and what is wrong with it."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._events: dict[str, ReadEvent] = {}
        self._dates: dict[str, list[_Date]] = {}
        self._problems: list[Problem] = []
        self._listed = 0

    def calendar(self, calendar: Component, zones: Zones, home: str) -> None:
        method = _value(calendar, "METHOD").upper()
        if method not in _TAKEN:
            self._problems.append(Problem(f"is an answer to an invitation (METHOD:{method[:20]}), not a calendar", self._path, calendar.line))
            return
        home = self._home(calendar, zones, home)
        reader = Events(Times(zones, home, self._path), home, self._path, off=method == "CANCEL")
        for part in calendar.parts:
            if part.name != "VEVENT":
                continue
            if "RECURRENCE-ID" in part.properties:
                if (uid := self._tried(reader.uid, part)) is not None:
                    self._dates.setdefault(uid, []).append(_Date(part, reader))
            elif (event := self._tried(reader.event, part)) is not None:
                self._counted(event)
                self._events[event.uid] = _newest((self._events.get(event.uid, event), event))

    def read(self, found: Sequence[Component]) -> ReadCalendar:
        events = [self._with_dates(event) for event in self._events.values()]
        loose = [each for uid, dates in self._dates.items() if uid not in self._events for each in self._loose(uid, dates)]
        if self._problems:
            raise ConfigError(*sorted(self._problems, key=lambda each: each.line or 0)[:MAX_PROBLEMS])
        name = next((name for each in found if (name := one_line(each, "X-WR-CALNAME") or one_line(each, "NAME"))), "")
        return ReadCalendar(name=name, product=one_line(found[0], "PRODID"), events=tuple(events), loose=tuple(loose))

    def _counted(self, event: ReadEvent) -> None:
        self._listed += len(event.rdates) + len(event.exdates)
        if self._listed > MAX_ALL_DATES:
            raise ConfigError(Problem(f"lists more than {MAX_ALL_DATES:,} single dates; export fewer years", self._path, event.line))

    def _with_dates(self, event: ReadEvent) -> ReadEvent:
        """A date that is listed with its own length (RDATE as a period) may be told in full besides."""
        dates = {each.on: each for each in event.overrides}
        for date in self._dates.get(event.uid, ()):
            if (read := self._tried(partial(date.reader.override, of=event), date.component)) is not None:
                dates[read[0].on] = _newest((dates.get(read[0].on, read[0]), read[0]))
        return replace(event, overrides=tuple(dates[on] for on in sorted(dates)))

    def _loose(self, uid: str, dates: Sequence[_Date]) -> Iterator[LooseDate]:
        for date in dates:
            if (read := self._tried(partial(date.reader.override, of=None), date.component)) is not None:
                yield LooseDate(uid=uid, zone=read[1], date=read[0])

    def _home(self, calendar: Component, zones: Zones, home: str) -> str:
        """The zone that the calendar says it is meant in, as Google and Apple do, where that is one."""
        named = calendar.first("X-WR-TIMEZONE")
        return zones.named(named.value) or home if named else home

    def _tried(self, read: Callable[[Component], T], part: Component) -> T | None:
        """What is read of it; None where that cannot be, which is noted."""
        if len(self._problems) >= MAX_PROBLEMS:
            return None
        try:
            return read(part)
        except ConfigError as error:
            self._problems += error.problems
            return None


Versioned = TypeVar("Versioned", ReadEvent, ReadOverride)


def _newest(versions: tuple[Versioned, Versioned]) -> Versioned:
    """Of two versions of one thing; of equal ones, that which stands later in the file."""
    before, after = versions
    if before.sequence != after.sequence:
        return max(versions, key=lambda each: each.sequence)
    older = before.last_modified is not None and after.last_modified is not None and after.last_modified < before.last_modified
    return before if older else after


def _value(found: Component, name: str) -> str:
    given = found.first(name)
    return given.value.strip() if given else ""
