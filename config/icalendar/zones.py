# SPDX-License-Identifier: MPL-2.0
"""The zones of a calendar → zones of the time zone database: by name, by Windows' name for them, or by what the file itself says of their offsets."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from config.icalendar.components import MAX_ZONES, Component
from config.icalendar.offsets import Offsets, offsets_of
from config.problems import ConfigError, Problem

_NUMBERED = re.compile(r"(?P<name>.+ Time) \d+")  # `Romance Standard Time 1`: Outlook's second of that name
_UTC = frozenset(("z", "utc", "etc/utc", "gmt", "etc/gmt", "zulu", "etc/zulu", "tzone://microsoft/utc"))
_MOST_SEARCHED = 20  # zones of a file that have to be found by their offsets alone


class Zones:
    """The zones that a file names. `home`: where times without one are meant, and the zone that is preferred among those which keep the same time.

    Nothing is kept beyond the file: what one file calls `Customized Time Zone` means nothing in the next.
    """

    def __init__(self, calendars: Sequence[Component], home: str, path: Path | None = None) -> None:
        self._home, self._path = home, path
        self._defined = {_name(part): part for calendar in calendars for part in calendar.parts if part.name == "VTIMEZONE" and "TZID" in part.properties}
        self._found: dict[str, str] = {}
        self._searched = 0

    def zone(self, name: str, year: int, line: int) -> str:
        """The id in the database of the zone that the file calls so. `year`: when it is needed; the first time decides.

        Raises ConfigError with a sentence where there is none.
        """
        name = name.strip()
        if name not in self._found:
            if len(self._found) >= MAX_ZONES:
                raise ConfigError(Problem(f"names more than {MAX_ZONES} time zones", self._path, line))
            self._found[name] = self._looked_up(name, year, line)
        return self._found[name]

    def named(self, name: str) -> str | None:
        """The zone of this name in the database, however its letters are written; None for no name of one."""
        folded = name.strip().strip("/").casefold()
        return "UTC" if folded in _UTC else self._known.get(folded)

    def _looked_up(self, name: str, year: int, line: int) -> str:
        defined = self._defined.get(name)
        named = (self._by_name(name, year) for name in self._names(name, defined))
        if found := next((zone for zone in named if zone), None):
            return found
        if defined is None:
            raise ConfigError(Problem(f"the time zone '{_shown(name)}' is not known, and the file does not say what it is", self._path, line))
        if found := self._by_offsets(defined, year):
            return found
        raise ConfigError(
            Problem(f"no known time zone keeps the time that the file says '{_shown(name)}' does; export the calendar in a usual time zone", self._path, line)
        )

    @staticmethod
    def _names(name: str, defined: Component | None) -> Iterator[str]:
        """As it is; without what a program put before it, such as `/freeassociation.sourceforge.net/Europe/Copenhagen`; as libical writes it elsewhere."""
        yield name
        parts = name.strip("/").split("/")[-6:]
        yield from ("/".join(parts[start:]) for start in range(1, len(parts)))
        if defined and (location := defined.first("X-LIC-LOCATION")):
            yield location.value.strip()

    def _by_name(self, name: str, year: int) -> str | None:
        if found := self.named(name):
            return found
        numbered = _NUMBERED.fullmatch(name)
        windows = WINDOWS_TO_OLSON.get(numbered["name"] if numbered else name)
        if windows is None:
            return None
        return self._home if Offsets.of_zone(ZoneInfo(windows), year).kept_by(ZoneInfo(self._home)) else windows

    def _by_offsets(self, defined: Component, year: int) -> str | None:
        self._searched += 1
        offsets = offsets_of(defined, year) if self._searched <= _MOST_SEARCHED else None
        return next((name for name, zone in self._candidates if offsets.kept_by(zone)), None) if offsets else None

    @cached_property
    def _known(self) -> dict[str, str]:
        return {name.casefold(): name for name in available_timezones()}

    @cached_property
    def _candidates(self) -> Sequence[tuple[str, ZoneInfo]]:
        """Home first; then those that say no more than an offset; those that CLDR names first for Windows; then all."""
        fixed = sorted(name for name in self._known.values() if name.startswith("Etc/GMT"))
        names = dict.fromkeys((self._home, *fixed, *WINDOWS_TO_OLSON.values(), *sorted(self._known.values())))
        return [(name, ZoneInfo(name)) for name in names]


def _name(defined: Component) -> str:
    return defined.properties["TZID"][0].value.strip()


def _shown(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"  # noqa: PLR2004 - characters that a sentence repeats
