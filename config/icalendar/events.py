# SPDX-License-Identifier: MPL-2.0
"""Components → events: a VEVENT is a series, and one with a RECURRENCE-ID is a date of it (RFC 5545, sections 3.6.1 and 3.8.4.4)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from icalendar.prop import vDatetime

from config.icalendar import texts
from config.icalendar.components import WHOLE_DAY, Component
from config.icalendar.event import ReadEvent, ReadOverride, Status
from config.icalendar.times import MAX_DATES, Time, Times
from config.problems import ConfigError, Problem

MAX_UID = 500  # characters
MAX_SEQUENCE = 2**31 - 1

_STATES: Mapping[str, Status] = {"TENTATIVE": "tentative", "CANCELLED": "cancelled"}
_SINGLE = ("UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "SEQUENCE", "STATUS")
"""What may stand once alone, and would leave open what is meant if it stood twice."""


class Events:
    """Reads the events of one calendar; each of its methods raises ConfigError with what is wrong. `home`: the zone of times that name none.

    `off`: the whole calendar is the news that its events are cancelled.
    """

    def __init__(self, times: Times, home: str, path: Path | None, *, off: bool) -> None:
        self._times, self._home, self._path, self._off = times, home, path, off

    def event(self, found: Component) -> ReadEvent:
        """A single meeting told in UTC is kept in the home zone: it is the same moment, and people move it by their own clock."""
        self._check(found)
        said = self._start(found)
        single = not any(name in found.properties for name in ("RRULE", "RDATE"))
        start = Time(said.seen_in(self._home), self._home) if single and said.zone == "UTC" and not said.day else said
        minutes = self._minutes(found, said)
        added, dropped = self._dates(found, "RDATE", start), self._dates(found, "EXDATE", start)
        return ReadEvent(
            line=found.line, uid=self.uid(found), starts=start.wall, zone=start.zone, minutes=minutes or 0, all_day=start.day, rule=_value(found, "RRULE"),
            rdates=tuple(added), exdates=tuple(dropped), summary=texts.one_line(found, "SUMMARY"), description=texts.description(found),
            location=texts.location(found), url=texts.url(found), link=texts.link(found), sequence=_sequence(found), status=self._status(found),
            last_modified=_changed(found),
            overrides=tuple(ReadOverride(line=found.line, on=on, starts=on, minutes=own) for on, own in added.items() if own not in (None, minutes)),
        )  # fmt: skip

    def override(self, found: Component, of: ReadEvent | None) -> tuple[ReadOverride, str]:
        """A date of a series, and the zone of its wall times: that of the series, where it is known."""
        self._check(found)
        given = found.properties["RECURRENCE-ID"][0]
        if given.parameters.get("RANGE"):
            raise self._times.problem(given, "changes all dates from here on (RANGE); make them a series of their own in the calendar, and export it again")
        named = self._times.one(given, "RECURRENCE-ID")
        series = Time(of.starts, of.zone, of.all_day) if of else named
        said = self._start(found) if "DTSTART" in found.properties else None
        on = _seen_as(named, series)
        minutes = self._minutes(found, said) if said else None
        read = ReadOverride(
            line=found.line, on=on, starts=said.seen_in(series.zone) if said else on, minutes=minutes if minutes is not None else of.minutes if of else 0,
            status=self._status(found), summary=texts.one_line(found, "SUMMARY"), description=texts.description(found), location=texts.location(found),
            link=texts.link(found) or texts.url(found), sequence=_sequence(found), last_modified=_changed(found),
        )  # fmt: skip
        return read, series.zone

    def uid(self, found: Component) -> str:
        uid = _value(found, "UID")
        if not uid or len(uid) > MAX_UID or not uid.isprintable():
            wrong = f"is longer than {MAX_UID} characters" if len(uid) > MAX_UID else "is missing, or no text"
            raise self._problem(found, f"its UID {wrong}; nobody can tell whether it is known already")
        return uid

    def _check(self, found: Component) -> None:
        for name in _SINGLE:
            if len({each.value for each in found.properties.get(name, ())}) > 1:
                raise self._problem(found, f"{name} stands twice in one event")
        if "EXRULE" in found.properties:
            raise self._problem(found, "leaves out dates by a rule (EXRULE), which the standard has given up; leave them out one by one")

    def _start(self, found: Component) -> Time:
        given = found.first("DTSTART")
        if given is None:
            raise self._problem(found, "does not say when it begins (DTSTART)")
        start = self._times.one(given, "DTSTART")
        whole = _value(found, WHOLE_DAY).upper() == "TRUE" and start.wall.time() == time()
        return replace(start, day=True) if whole else start

    def _minutes(self, found: Component, start: Time) -> int | None:
        return self._times.lasting(start, found.first("DTEND"), found.first("DURATION"))

    def _dates(self, found: Component, name: str, start: Time) -> dict[datetime, int | None]:
        """Each date of the lists of this name, in the order of time, and its own minutes, where it has some."""
        read: dict[datetime, int | None] = {}
        for given in found.properties.get(name, ()):
            for each, minutes in self._times.listed(given, name):
                read[_seen_as(each, start)] = minutes
            if len(read) > MAX_DATES:
                raise self._problem(found, f"{name} holds more than {MAX_DATES:,} dates")
        return dict(sorted(read.items()))

    def _status(self, found: Component) -> Status:
        return "cancelled" if self._off else _STATES.get(_value(found, "STATUS").upper(), "confirmed")

    def _problem(self, found: Component, message: str) -> ConfigError:
        return ConfigError(Problem(message, self._path, found.line))


def _seen_as(time_: Time, start: Time) -> datetime:
    """The wall time of a date of the series that begins so: some programs name its days alone."""
    if time_.day and not start.day:
        return datetime.combine(time_.wall.date(), start.wall.time())
    seen = time_.seen_in(start.zone)
    return datetime.combine(seen.date(), time()) if start.day else seen


def _value(found: Component, name: str) -> str:
    given = found.first(name)
    return given.value.strip() if given else ""


def _sequence(found: Component) -> int:
    text = _value(found, "SEQUENCE")[:12]  # digits
    return min(int(text), MAX_SEQUENCE) if text.isascii() and text.isdigit() else 0


def _changed(found: Component) -> datetime | None:
    """LAST-MODIFIED, else DTSTAMP; both are in UTC. What cannot be read counts as not said: nothing but a comparison depends on it."""
    given = found.first("LAST-MODIFIED", "DTSTAMP")
    try:
        said = vDatetime.from_ical(given.value.strip().upper()) if given else None  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return said.astimezone(UTC) if isinstance(said, datetime) and said.tzinfo is not None else None
