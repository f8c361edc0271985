# SPDX-License-Identifier: MPL-2.0
"""How far a zone is from UTC in two years, as a VTIMEZONE says it (RFC 5545, section 3.6.5) and as the time zone database does."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from config.icalendar.components import MAX_REPEATED, Component

_YEARS = 2
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d)(?:\d\d)?")
_ONSET = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d\dZ?")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"(?P<nth>[+-]?[1-5])?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_PLAIN = frozenset(("FREQ", "BYMONTH", "BYDAY", "BYMONTHDAY", "INTERVAL", "UNTIL", "WKST"))
"""What a rule of summer or winter time consists of. Others are not computed: a file may not keep the bot busy with them."""

Moment = tuple[datetime, timedelta]
"""From when (UTC), and the offset from then on."""


@dataclass(frozen=True, slots=True)
class Offsets:
    """The offset at the beginning of `year`, and every change within it and the next."""

    year: int
    first: timedelta
    changes: tuple[Moment, ...]

    @classmethod
    def of_zone(cls, zone: ZoneInfo, year: int) -> "Offsets":
        days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(366 * _YEARS)]
        changes = [(after, _at(zone, after)) for before, after in pairwise(days) if _at(zone, before) != _at(zone, after)]
        return cls(year, _at(zone, days[0]), tuple((_first_with(zone, moment, offset), offset) for moment, offset in changes))

    def kept_by(self, zone: ZoneInfo) -> bool:
        """Whether this zone of the database has the same offsets, before and after each change and in every month."""
        start = datetime(self.year, 1, 1, tzinfo=UTC)
        moments = [start, *(start + timedelta(days=15 + 30 * month) for month in range(12 * _YEARS))]
        moments += [near for moment, _ in self.changes for near in (moment - timedelta(minutes=1), moment)]
        return all(_at(zone, moment) == self._at(moment) for moment in moments)

    def _at(self, moment: datetime) -> timedelta:
        return next((offset for since, offset in reversed(self.changes) if since <= moment), self.first)


def _at(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _first_with(zone: ZoneInfo, moment: datetime, offset: timedelta) -> datetime:
    """The first quarter of an hour of the day before `moment` from which the offset is this."""
    quarters = (moment - timedelta(minutes=15 * quarter) for quarter in range(1, 97))
    return next((each for each in quarters if _at(zone, each) != offset), moment) + timedelta(minutes=15)


def offsets_of(defined: Component, year: int) -> Offsets | None:
    """What a VTIMEZONE says of this year and the next; None where it says nothing that can be understood."""
    try:
        changes = sorted(change for observance in defined.parts for change in _changes(observance, year))
    except (ValueError, OverflowError):
        return None
    start = datetime(year, 1, 1, tzinfo=UTC)
    before, after = [each for each in changes if each[0] <= start], tuple(each for each in changes if each[0] > start)
    if before and not after and _leaves_open(before):
        return None
    first = [offset for _, offset in before[-1:]] or [_offset(observance, "TZOFFSETFROM") for observance in sorted(defined.parts, key=_begin)[:1]]
    return Offsets(year, first[0], after) if first else None


def _leaves_open(changes: Sequence[Moment]) -> bool:
    """Whether summer and winter time are both there and never begin again: Exchange writes that of zones of its own, and means it otherwise."""
    latest = [offset for moment, offset in changes if moment.year == changes[-1][0].year]
    return len(set(latest)) > 1


def _begin(observance: Component) -> str:
    found = observance.first("DTSTART")
    return found.value if found else ""


def _changes(observance: Component, year: int) -> Iterator[Moment]:
    """When the observance begins: up to the end of the second year; of a rule, from the year before on."""
    since, until = _offset(observance, "TZOFFSETFROM"), _offset(observance, "TZOFFSETTO")
    first = _onset(_begin(observance))
    onsets = [first]
    for listed in observance.properties.get("RDATE", ()):
        onsets += [_onset(each) for each in listed.value.split(",", MAX_REPEATED)]
    for rule in observance.properties.get("RRULE", ()):
        onsets += list(_yearly(rule.value, first, year))
    for onset in onsets:
        if onset.year < year + _YEARS:
            yield (onset - since).replace(tzinfo=UTC), until


def _yearly(rule: str, first: datetime, year: int) -> Iterator[datetime]:
    """The onsets of a yearly rule near this year. Raises ValueError for a rule that is another."""
    parts = dict(part.split("=", 1) for part in rule.strip().upper().rstrip(";").split(";"))
    if parts.get("FREQ") != "YEARLY" or not parts.keys() <= _PLAIN or parts.get("INTERVAL", "1") != "1":
        raise ValueError("no plain rule of summer time")
    until = _onset(parts["UNTIL"]) if "UNTIL" in parts else datetime.max  # noqa: DTZ901 - wall times
    month = int(parts.get("BYMONTH", first.month))
    for each in range(max(year - 1, first.year), year + _YEARS):
        for day in _days(each, month, parts)[:1]:
            if first < (onset := datetime.combine(day, first.time())) <= until:
                yield onset


def _days(year: int, month: int, parts: dict[str, str]) -> list[date]:
    """The days of the month that `BYDAY` and `BYMONTHDAY` leave."""
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    if "BYMONTHDAY" in parts:
        wanted = {int(each) for each in parts["BYMONTHDAY"].split(",")}
        days = [day for day in days if day.day in wanted]
    if "BYDAY" not in parts:
        return days
    found = _DAY.fullmatch(parts["BYDAY"])
    if found is None:
        raise ValueError("no plain rule of summer time")
    days = [day for day in days if day.weekday() == _WEEKDAYS.index(found["day"])]
    nth = int(found["nth"] or 0)
    return days if not nth else days[nth - 1 : nth] if nth > 0 else days[nth:][:1]


def _onset(text: str) -> datetime:
    found = _ONSET.fullmatch(text.strip())
    if found is None:
        raise ValueError("no time at which summer time begins or ends")
    year, month, day, hour, minute = map(int, found.groups())
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a wall time


def _offset(observance: Component, name: str) -> timedelta:
    found = observance.first(name)
    match = _OFFSET.fullmatch(found.value.strip()) if found else None
    if match is None:
        raise ValueError("no offset from UTC")
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    return -offset if match["sign"] == "-" else offset
