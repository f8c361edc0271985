# SPDX-License-Identifier: MPL-2.0
"""When somebody is reminded of a date of the wheel: on working mornings, so many days before it, and at once where it became known late."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from config.year_wheel import day_of
from handlers.posts.onboarding_days import morning, next_morning
from handlers.year_wheel.counting import working_day_before
from handlers.year_wheel.turning import WheelDate

AFTERWARDS = timedelta(days=14)
"""How long after its date the last reminder is still of use: after a long downtime it says that the date is past."""
KNOWN, UNSET = "known", "unset"
"""In place of the days before: it became known so late that a reminder had been due already; its date is still open."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder: sent at `at`, of use until `until` (UTC), when the next says it better. `lead`: which."""

    lead: str
    at: datetime
    until: datetime


def dues(date_: WheelDate, zone: ZoneInfo) -> list[Due]:
    """The earliest first."""
    days = _unset(date_) if date_.last is None else _leads(date_, date_.last, zone)
    last = date_.last or date_.latest or date(date_.year, 12, 31)
    end = morning(max(last + AFTERWARDS, _over(date_, last)), zone)
    found = sorted(days.items())
    ends = [*(morning(day, zone) for day, _ in found[1:]), end]
    return [Due(lead, morning(day, zone), until) for (day, lead), until in zip(found, ends, strict=False)]


def _unset(date_: WheelDate) -> dict[date, str]:
    """The mornings on which the date of a meeting is asked for, as long as it can be held."""
    days = [day_of(date_.year, each) for each in date_.entry.unset]
    return {working_day_before(day): f"{UNSET}-{day:%m-%d}" for day in days if date_.latest is None or day <= date_.latest}


def _leads(date_: WheelDate, last: date, zone: ZoneInfo) -> dict[date, str]:
    """One on a morning, the nearest. What would have been due before the date was known is said the first working morning after it, once."""
    every = {working_day_before(last - lead * _DAY): str(lead) for lead in sorted(date_.entry.leads, reverse=True)}
    known_at = date_.known_at
    if known_at is None:
        return every
    coming = {day: lead for day, lead in every.items() if morning(day, zone) >= known_at}
    late = next_morning(known_at, zone)
    if len(coming) < len(every) and late <= _over(date_, last) and (not coming or late < min(coming)):
        return {late: KNOWN, **coming}
    return coming


def _over(date_: WheelDate, last: date) -> date:
    """Until when it is of use to know that its day was missed: the meeting itself."""
    return max(last, date_.meeting.wall.date()) if date_.meeting else last
