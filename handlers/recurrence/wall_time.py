# SPDX-License-Identifier: MPL-2.0
"""Wall time in a zone and the moment it is: also on the two nights a year when clocks are changed (RFC 5545, section 3.3.5)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """`at`: UTC. `shifted`: no clock shows this time that day; it is taken with the offset before the gap: 02:30 is 03:30 summer time.

    `twice`: clocks show it twice that day; the first is meant.
    """

    at: datetime
    shifted: bool
    twice: bool


def moment(wall: datetime, zone: str) -> Moment:
    """The moment at which clocks in the zone (IANA) show this naive time. Raises ValueError for what is no zone."""
    local = wall.replace(tzinfo=_zone(zone), fold=0)  # the offset before a change: RFC 5545 asks for just that
    at = local.astimezone(UTC)
    shifted = at.astimezone(local.tzinfo).replace(tzinfo=None) != wall
    return Moment(at, shifted, not shifted and local.utcoffset() != local.replace(fold=1).utcoffset())


def wall(at: datetime, zone: str) -> datetime:
    """What clocks in the zone show at this (aware) moment, naive. Raises ValueError for what is no zone."""
    return at.astimezone(_zone(zone)).replace(tzinfo=None, fold=0)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:  # a directory, a path, a name that is too long
        raise ValueError(f"{name!r} is no time zone") from error
