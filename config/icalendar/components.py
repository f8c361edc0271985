# SPDX-License-Identifier: MPL-2.0
"""Content lines → the components of a calendar, as far as meetings are told by them. What is not read is not kept either."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from config.icalendar.lines import content_lines, decoded
from config.problems import ConfigError, Problem

MAX_DEPTH = 8
MAX_EVENTS = 5_000
MAX_ZONES = 100
MAX_OBSERVANCES = 500  # times at which the offset of a zone changes, as a file writes them
MAX_REPEATED = 500  # lines of one name in one component

DATES = frozenset(("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"))
LINKS = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGCONFLINK")
"""Where the address of a video meeting stands, the surest first: that of RFC 7986 (section 5.11), then those of Google and Outlook."""
WHOLE_DAY = "X-MICROSOFT-CDO-ALLDAYEVENT"
"""TRUE where Outlook means a whole day, though it writes times from midnight to midnight."""

_OBSERVANCE = frozenset(("DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"))
_READ: Mapping[str, Collection[str]] = {
    "VCALENDAR": frozenset(("METHOD", "PRODID", "X-WR-CALNAME", "X-WR-TIMEZONE", "NAME")),
    "VEVENT": DATES | {
        "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "DURATION", "RRULE", "EXRULE", WHOLE_DAY, *LINKS,
    },
    "VTIMEZONE": frozenset(("TZID", "X-LIC-LOCATION")),
    "STANDARD": _OBSERVANCE,
    "DAYLIGHT": _OBSERVANCE,
}  # fmt: skip
"""Component → the properties of it that are read."""
_INSIDE: Mapping[str, Collection[str]] = {"": ("VCALENDAR",), "VCALENDAR": ("VEVENT", "VTIMEZONE"), "VTIMEZONE": ("STANDARD", "DAYLIGHT")}
_LIMITS: Mapping[str, tuple[int, str]] = {
    "VEVENT": (MAX_EVENTS, "events; export fewer years"),
    "VTIMEZONE": (MAX_ZONES, "time zones"),
    "STANDARD": (MAX_OBSERVANCES, "changes of winter time"),
    "DAYLIGHT": (MAX_OBSERVANCES, "changes of summer time"),
}
_NAME = re.compile(rb"([A-Za-z0-9-]+)[;:]")
_HEAD = re.compile(r'[A-Za-z0-9-]+(?P<parameters>(?:;[^":]*(?:"[^"]*"[^":]*)*)?):(?P<value>.*)', re.DOTALL)
_PARAMETER = re.compile(r';(TZID|VALUE|RANGE)=("[^"]*"|[^;"]*)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Property:
    """One content line. `parameters`: TZID, VALUE and RANGE, without quotes; no others are read. `value`: as written."""

    line: int
    parameters: Mapping[str, str]
    value: str


_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Component:
    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def first(self, *names: str) -> Property | None:
        """The first property of any of these names, in their order."""
        return next((found[0] for name in names if (found := self.properties.get(name))), None)


def calendars(data: bytes, path: Path | None = None) -> tuple[Component, ...]:
    """The calendars of a file; there is at least one. Raises ConfigError where it is none, is cut off, or exceeds a limit."""
    reader = _Reader(path)
    for number, raw in content_lines(data, path):
        reader.read(number, raw)
    return reader.ended()


class _Reader:
    """Keeps on its stack what has begun and not ended: with the component, where it is one that is read."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file = Component("", 0)
        self._stack: list[tuple[str, int, Component | None]] = []
        self._count: dict[str, int] = {}

    def read(self, number: int, raw: bytes) -> None:
        found = _NAME.match(raw)
        name = found[1].upper().decode() if found else ""
        if name == "BEGIN":
            self._begin(number, decoded(raw[found.end() :]) if found else "")
        elif not self._stack:
            if not self._file.parts:
                raise self._problem("is no calendar: its first line must be BEGIN:VCALENDAR", number)
        elif name == "END":
            self._end(number, decoded(raw[found.end() :]) if found else "")
        else:
            self._property(name, number, raw)

    def ended(self) -> tuple[Component, ...]:
        if self._stack:
            name, line, _ = self._stack[-1]
            raise self._problem(f"{name} begins here and does not end: the file is cut off", line)
        if not self._file.parts:
            raise self._problem("is no calendar: nothing begins with BEGIN:VCALENDAR", None)
        return tuple(self._file.parts)

    def _begin(self, number: int, value: str) -> None:
        name = value.strip().upper()
        if len(self._stack) >= MAX_DEPTH:
            raise self._problem(f"is nested more than {MAX_DEPTH} deep", number)
        parent = self._stack[-1][2] if self._stack else self._file
        if parent is None or name not in _INSIDE.get(parent.name, ()):
            self._stack.append((name, number, None))
            return
        self._counted(name, number)
        component = Component(name, number)
        parent.parts.append(component)
        self._stack.append((name, number, component))

    def _counted(self, name: str, number: int) -> None:
        self._count[name] = count = self._count.get(name, 0) + 1
        limit, what = _LIMITS.get(name, (MAX_EVENTS, "calendars"))
        if count > limit:
            raise self._problem(f"holds more than {limit:,} {what}", number)

    def _end(self, number: int, value: str) -> None:
        name, line, _ = self._stack.pop()
        if value.strip().upper() != name:
            raise self._problem(f"something else ends here than {name}, which begins on line {line}", number)

    def _property(self, name: str, number: int, raw: bytes) -> None:
        component = self._stack[-1][2]
        if component is None or name not in _READ[component.name]:
            return
        kept = component.properties.setdefault(name, [])
        if len(kept) >= MAX_REPEATED:
            raise self._problem(f"{name} stands more than {MAX_REPEATED} times in one {component.name}", number)
        if (found := _parsed(name, number, decoded(raw))) is None:
            raise self._problem(f"{name} has no value", number)
        kept.append(found)

    def _problem(self, message: str, line: int | None) -> ConfigError:
        return ConfigError(Problem(message, self._path, line))


def _parsed(name: str, number: int, text: str) -> Property | None:
    """A date holds no colon, but the names of Outlook's zones do, and are not always put in quotes: what stands after the last one is the date."""
    if name in DATES:
        head, colon, value = text.rpartition(":")
        parameters = head[len(name) :]
    else:
        found = _HEAD.match(text)
        parameters, colon, value = (found["parameters"], ":", found["value"]) if found else (text[len(name) :], "", "")
    if not colon:
        return None
    return Property(number, {key.upper(): given.strip('"') for key, given in _PARAMETER.findall(parameters)} if parameters else _NONE, value)
