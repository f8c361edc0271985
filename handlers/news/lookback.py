# SPDX-License-Identifier: MPL-2.0
"""Over which time somebody asks what is new: what they name, or the last four weeks."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.message import Query
from handlers.periods import lying_behind, span_of, time_of
from handlers.understanding.text import fold

USUAL = timedelta(weeks=4)
_DAY = timedelta(days=1)
_DAYS: Mapping[str, int] = {
    "dag": 1,
    "doegn": 1,
    "day": 1,
    "uge": 7,
    "week": 7,
    "maaned": 31,
    "month": 31,
    "kvartal": 92,
    "quarter": 92,
    "aar": 366,
    "year": 366,
}
_LAST = re.compile(
    r"(?<!\w)(?:sidste|seneste|forloebne|last|past)\s+(?:(?P<count>\d{1,3}|par|to|tre|two|three|few|couple\s+of)\s+)?"
    r"(?P<unit>dag|doegn|day|uge|week|maaned|month|kvartal|quarter|aar|year)\w*"
)
_COUNTS: Mapping[str, int] = {"par": 2, "to": 2, "two": 2, "couple of": 2, "tre": 3, "three": 3, "few": 3}
_YESTERDAY = re.compile(r"(?<!\w)(?:i\s?gaar|yesterday)(?!\w)")


def span_asked(query: Query, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when, in UTC; the end is never ahead."""
    today = now.astimezone(zone).date()
    first, after = _days(query, today)
    return _midnight(min(first, today), zone), min(now, _midnight(after, zone))


def _days(query: Query, today: date) -> tuple[date, date]:
    """The first day, and the day after the last. "Since May" and "from May" are until today."""
    folded = fold(query.words)
    if found := _LAST.search(folded):
        count = found["count"] or "1"
        return today - timedelta(days=_DAYS[found["unit"]] * (_COUNTS.get(" ".join(count.split())) or int(count))), today + _DAY
    if _YESTERDAY.search(folded):
        return today - _DAY, today + _DAY
    named = lying_behind(time_of({slot: value for slot, value in query.slots.items() if slot != "until"}, today), today)
    span = span_of(named, today)
    if span is None:
        return today - USUAL, today + _DAY
    return span[0], today + _DAY if re.search(r"(?<!\w)(?:siden|since|fra|from)(?!\w)", folded) else span[1]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
