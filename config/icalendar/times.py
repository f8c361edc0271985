# SPDX-License-Identifier: MPL-2.0
"""Dates and times of a calendar (RFC 5545, sections 3.3.4 to 3.3.6): wall times with their zone, to the minute."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar.prop import vDDDTypes, vDuration

from config.icalendar.components import Property
from config.icalendar.zones import Zones
from config.problems import ConfigError, Problem

MAX_DATES = 2_000  # of one property line, and of all of one name in an event
FIRST_YEAR, LAST_YEAR = 1970, 2199
LONGEST = timedelta(days=366)
DAY = 24 * 60  # minutes

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Time:
    """A naive wall time in `zone`. `day`: a whole day was said; then it is midnight, and of no zone in particular."""

    wall: datetime
    zone: str
    day: bool = False

    def seen_in(self, zone: str) -> datetime:
        """The wall time of the same moment in another zone."""
        if self.day or zone == self.zone:
            return self.wall
        return self.wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    def until(self, end: "Time") -> timedelta:
        """How long it lasts: days are counted on the calendar, all else by the clock."""
        if self.day or end.day:
            return end.wall - self.wall
        return _moment(end) - _moment(self)


def _moment(time_: Time) -> datetime:
    return time_.wall.replace(tzinfo=ZoneInfo(time_.zone)).astimezone(UTC)


class Times:
    """Reads the times of one calendar. `home`: the zone of those that name none."""

    def __init__(self, zones: Zones, home: str, path: Path | None) -> None:
        self._zones, self._home, self._path = zones, home, path

    def one(self, found: Property, what: str) -> Time:
        """Raises ConfigError where it is no date."""
        return self._time(found, self._value(found, found.value, what), what)

    def listed(self, found: Property, what: str) -> Iterator[tuple[Time, int | None]]:
        """Each date of a list; of periods, with their minutes."""
        if found.value.count(",") >= MAX_DATES:
            raise self.problem(found, f"{what} holds more than {MAX_DATES:,} dates")
        for text in filter(None, (each.strip() for each in found.value.split(","))):
            value = self._value(found, text, what)
            if isinstance(value, tuple):
                start = self._time(found, value[0], what)
                lasting = value[1] if isinstance(value[1], timedelta) else start.until(self._time(found, value[1], what))
                yield start, self.minutes(found, lasting)
            else:
                yield self._time(found, value, what), None

    def lasting(self, start: Time, end: Property | None, duration: Property | None) -> int | None:
        """Minutes; None where nothing is said."""
        if end is not None:
            return self.minutes(end, start.until(self.one(end, "DTEND")))
        if duration is None:
            return DAY if start.day else None
        try:
            return self.minutes(duration, vDuration.from_ical(duration.value.strip().upper()))  # type: ignore[no-untyped-call]
        except ValueError as error:
            raise self.problem(duration, "DURATION is no length of time") from error

    def minutes(self, found: Property, lasting: timedelta) -> int:
        if not timedelta() <= lasting <= LONGEST:
            raise self.problem(found, "ends before it begins" if lasting < timedelta() else f"lasts longer than {LONGEST.days} days")
        return lasting // _MINUTE

    def problem(self, found: Property, message: str) -> ConfigError:
        return ConfigError(Problem(message, self._path, found.line))

    def _value(self, found: Property, text: str, what: str) -> object:
        try:
            read: object = vDDDTypes.from_ical(text.strip().upper())  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError, TypeError) as error:
            raise self.problem(found, f"{what} is no date such as 20270104T130000") from error
        return read

    def _time(self, found: Property, value: object, what: str) -> Time:
        if not isinstance(value, date) or not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise self.problem(found, f"{what} is no date from {FIRST_YEAR} to {LAST_YEAR}")
        if not isinstance(value, datetime):
            return Time(datetime.combine(value, time()), self._home, day=True)
        wall = value.replace(second=0, microsecond=0, tzinfo=None)
        if value.tzinfo is not None:
            return Time(wall, "UTC")
        named = found.parameters.get("TZID", "")
        return Time(wall, self._zones.zone(named, value.year, found.line) if named.strip() else self._home)
