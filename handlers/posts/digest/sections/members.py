# SPDX-License-Identifier: MPL-2.0
"""How many organisations have a documented membership, month by month, in the first digest of a month in which that number is another.

It is what the catalogue documents, and said to be so: nobody here knows every member. Months from before changes were recorded are not drawn.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.catalogue.entries import Organisation
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import NOTHING
from handlers.posts.digest.shared import shared
from handlers.recurrence.wall_time import moment
from handlers.reply import Bar, Chart, Listing, PartialDate, Phrase, Reply, Value
from storage.catalogue_news import DOCUMENTED, FactChange, net
from storage.unit_of_work import UnitOfWork

_MONTHS = 12
_WEEK = 7  # days
_EVER = datetime(9999, 1, 1, tzinfo=UTC)


async def members(issue: Issue, unit: UnitOfWork) -> Reply:
    """Of the whole association: nothing of it belongs to one product or group."""
    first = _first_digest_of(issue)
    if first is None or not issue.of_everything:
        return NOTHING
    return await shared(unit, ("members", first), lambda: _members(first, issue.zone, unit))


def _first_digest_of(issue: Issue) -> date | None:
    """The first day of the month, where this is the first week that begins in it: whatever the weekday of the digest, each month has one such week."""
    day = issue.until.astimezone(issue.zone).date()
    monday = day - timedelta(days=day.weekday())
    return monday.replace(day=1) if monday.day <= _WEEK else None


async def _members(first: date, zone: ZoneInfo, unit: UnitOfWork) -> Reply:
    followed = await unit.catalogue_news.followed_since()
    ends = [each for each in _month_ends(first) if followed and followed <= _at(each, zone)]
    if not ends:
        return NOTHING
    changes = [each for each in await unit.catalogue_news.between(followed or _EVER, _EVER) if each.fact == "membership"]
    last = net([each for each in changes if _at(_month_before(first), zone) <= each.at < _at(first, zone)])
    if not last:
        return NOTHING
    count = await _documented(unit)
    bars = tuple(Bar(PartialDate(f"{_month_before(end):%Y-%m}"), count - _came(changes, _at(end, zone))) for end in ends)
    return Reply(parts=(Chart(Phrase("digest.members.title"), Phrase("digest.members.unit"), bars, _says(bars[-1], last)),))


def _month_ends(first: date) -> Sequence[date]:
    """The days after the last of each of the months before `first`, the oldest first."""
    ends = [first]
    while len(ends) < _MONTHS:
        ends.append(_month_before(ends[-1]))
    return ends[::-1]


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _at(day: date, zone: ZoneInfo) -> datetime:
    """Its beginning, in UTC."""
    return moment(datetime.combine(day, time()), zone.key).at


async def _documented(unit: UnitOfWork) -> int:
    """Now."""
    return sum(isinstance(each, Organisation) and each.membership == DOCUMENTED for each in await unit.directory.entries("organisations"))


def _came(changes: Sequence[FactChange], since: datetime) -> int:
    """How many more there are than there were then."""
    return sum((each.after is not None) - (each.before is not None) for each in changes if each.at >= since)


def _says(now: Bar, last: Sequence[FactChange]) -> Value:
    joined, left = sum(each.before is None for each in last), sum(each.after is None for each in last)
    changes = [Phrase(f"digest.members.{what}", {"count": many}) for what, many in (("joined", joined), ("left", left)) if many]
    return Phrase(
        "digest.members", {"organisations": Phrase("digest.members.count", {"count": now.number}), "month": now.label, "changes": Listing(tuple(changes))}
    )
