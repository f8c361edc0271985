# SPDX-License-Identifier: MPL-2.0
"""A zone of the time zone database, written out for a calendar (RFC 5545, section 3.6.5)."""

from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.prop import vDDDLists

_LAST_YEAR = 2051  # until when changes of clocks are written out: there is no end of them


@lru_cache(maxsize=64)
def timezone(zone: str, first_year: int) -> Timezone:
    """A VTIMEZONE with every change from the beginning of the year on. Kept: it takes a while to work out.

    icalendar takes the wall time after a change for the one at which it begins; where clocks go forward, the standard wants the one before (section 3.8.2.4).
    """
    made = Timezone.from_tzinfo(ZoneInfo(zone), zone, date(first_year, 1, 1), date(_LAST_YEAR, 1, 1))
    for part in made.subcomponents:
        forward = max(part.TZOFFSETTO - part.TZOFFSETFROM, timedelta())
        part.DTSTART -= forward
        if isinstance(listed := part.get("RDATE"), vDDDLists):
            part["RDATE"] = vDDDLists([each.dt - forward for each in listed.dts])
    return made
