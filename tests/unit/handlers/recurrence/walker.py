# SPDX-License-Identifier: MPL-2.0
"""Reckons what the tests expect, slowly and by another way than the product: day after day for rules, minute after minute for zones."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def walked(rule: str, starts: datetime, last: datetime) -> list[datetime]:
    """Every wall time from `starts` until before `last` that the rule gives, `starts` itself always among them."""
    parts = dict(part.split("=") for part in rule.split(";"))
    until = parts.get("UNTIL")
    if until and f"{starts:%Y%m%d}" > until:
        return []
    found = [starts]
    for day in _days(parts, starts, last.date()):
        at = datetime.combine(day, starts.time())
        if at > starts and (not until or f"{day:%Y%m%d}" <= until):
            found.append(at)
    return [at for at in found[: int(parts.get("COUNT", 10**9))] if at < last]


def _days(parts: dict[str, str], starts: datetime, last: date) -> Iterator[date]:
    first = date(starts.year, 1, 1) - 7 * DAY
    every = (first + step * DAY for step in range((date(last.year + 1, 1, 8) - first).days))
    started = _period(parts, starts.date())
    number = None
    for period, days in groupby(every, lambda day: _period(parts, day)):
        number = 0 if period == started else None if number is None else number + 1
        if number is not None and number % int(parts.get("INTERVAL", "1")) == 0:
            chosen = [day for day in days if _meant(parts, day, starts)]
            positions = [int(each) for each in parts.get("BYSETPOS", "").split(",") if each]
            yield from (day for place, day in enumerate(chosen) if not positions or place + 1 in positions or place - len(chosen) in positions)


def _period(parts: dict[str, str], day: date) -> object:
    match parts["FREQ"]:
        case "DAILY":
            return day
        case "WEEKLY":
            return day - (day.weekday() - _CODES.index(parts.get("WKST", "MO"))) % 7 * DAY
        case "MONTHLY":
            return day.year, day.month
    return day.year


def _meant(parts: dict[str, str], day: date, starts: datetime) -> bool:
    listed = {name: value.split(",") for name, value in parts.items()}
    length = monthrange(day.year, day.month)[1]
    if "BYMONTH" in listed and str(day.month) not in listed["BYMONTH"]:
        return False
    if "BYWEEKNO" in listed and str(day.isocalendar().week) not in listed["BYWEEKNO"]:
        return False
    if "BYMONTHDAY" in listed and not {str(day.day), str(day.day - length - 1)} & set(listed["BYMONTHDAY"]):
        return False
    if "BYDAY" in listed:
        return any(_is(parts, each, day) for each in listed["BYDAY"])
    return "BYMONTHDAY" in listed or _as_the_first(parts, day, starts)


def _as_the_first(parts: dict[str, str], day: date, starts: datetime) -> bool:
    match parts["FREQ"]:
        case "DAILY":
            return True
        case "WEEKLY":
            return day.weekday() == starts.weekday()
        case "YEARLY" if "BYMONTH" not in parts:
            return (day.month, day.day) == (starts.month, starts.day)
    return day.day == starts.day


def _is(parts: dict[str, str], named: str, day: date) -> bool:
    nth, code = int(named[:-2] or 0), named[-2:]
    if _CODES[day.weekday()] != code:
        return False
    if not nth:
        return True
    if parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts:
        from_first, from_last = day - date(day.year, 1, 1), date(day.year, 12, 31) - day
    else:
        from_first, from_last = (day.day - 1) * DAY, (monthrange(day.year, day.month)[1] - day.day) * DAY
    return nth in (from_first.days // 7 + 1, -(from_last.days // 7) - 1)


def heard(wall: datetime, zone: str) -> tuple[datetime, int]:
    """By listening to a clock in the zone from one day before: the moment at which it first shows this time, and how often it does. Where it never does,
    the moment so long after the last earlier one as the two times differ: as though the clock had not been changed."""
    clock = ZoneInfo(zone)
    begin = wall.replace(tzinfo=UTC) - timedelta(hours=20)
    moments = [begin + step * timedelta(minutes=15) for step in range(160)]
    shown = [(at, at.astimezone(clock).replace(tzinfo=None)) for at in moments]
    hits = [at for at, reading in shown if reading == wall]
    if hits:
        return hits[0], len(hits)
    at, reading = next((one, reading) for (one, reading), (_, following) in pairwise(shown) if reading < wall < following)
    return at + (wall - reading), 0
