# SPDX-License-Identifier: MPL-2.0
"""Which meetings that are still to come were moved, cancelled or newly set since the last digest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from handlers.meeting_dates import Occurrence, occurrence
from handlers.meetings.saying import sources
from handlers.posts.digest.calendar import by_series, occurring
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import MOST, NOTHING, listed
from handlers.posts.digest.reader import reader_of, standing_series
from handlers.posts.digest.shared import news_days, shared, shared_directory
from handlers.posts.meeting_found import as_it_was, hours, title
from handlers.recurrence.wall_time import moment
from handlers.reply import Phrase, Reply, Value
from storage.directory import Directory
from storage.meetings import MeetingDate, MeetingSeries
from storage.unit_of_work import UnitOfWork

_AHEAD = timedelta(days=400)
_SOME = 12
"""Meetings of a changed series among which its next is looked for: nobody cancels more in a row without saying that it ends."""


@dataclass(frozen=True, slots=True)
class Change:
    """`how`: cancelled, moved, extra · set: it has its time, after it had another or was off, or is new · series: all meetings have new times, this is the next."""

    found: Occurrence
    how: str
    at: datetime

    @property
    def until(self) -> datetime:
        """As long as it is of use to know of it: until it is, or would have been."""
        return max(self.found.at, moment(self.found.on, self.found.series.zone).at)


async def meeting_changes(issue: Issue, unit: UnitOfWork, directory: Directory) -> Reply:
    reader = await reader_of(issue, unit)
    every = await shared(unit, ("meeting changes", issue.today, *news_days(issue)), lambda: _changes(issue, unit))
    news = (each for each in every if issue.happened(each.at) and each.until > issue.now)
    found = [each for each in news if issue.tells_of_group(each.found.series.group) and reader.may_know(each.found.series)]
    if not found:
        return NOTHING
    known = await shared_directory(unit, directory)
    shown = [await shared(unit, ("change", each.found.id, each.how), lambda each=each: _line(each, known)) for each in found[:MOST]]  # type: ignore[misc] # a default argument binds it
    return Reply(parts=listed(shown, "meeting_changes", len(found) - MOST), sources=sources([each.found for each in found[:MOST]], issue.zone))


async def _changes(issue: Issue, unit: UnitOfWork) -> list[Change]:
    """Of all groups, what is next first."""
    since, _ = news_days(issue)
    standing = {each.id: each for each in await standing_series(unit)}
    dates = [_of_date(standing[each.series], each) for each in await unit.meetings.dates_changed(since) if each.series in standing]
    single = [each for each in dates if each]
    said = {each.found.id for each in single}
    changed = [each for each in standing.values() if each.changed_at >= since]
    own = by_series(await unit.meetings.dates_of([each.id for each in changed]))
    series = [each for one in changed for each in _of_series(one, tuple(own[one.id]), issue) if each.found.id not in said]
    return sorted([*single, *series], key=lambda each: (each.found.at, each.found.series.group, each.found.id))


@lru_cache(maxsize=5_000)
def _of_date(series: MeetingSeries, date: MeetingDate) -> Change | None:
    """None where nothing is otherwise on it but what was noted."""
    found = occurrence(series, date.on, date)
    if found is None:
        return None
    how = "cancelled" if found.cancelled else "moved" if found.moved else "extra" if found.extra else "set" if date.sequence else ""
    return Change(found, how, date.changed_at) if how else None


def _of_series(series: MeetingSeries, dates: tuple[MeetingDate, ...], issue: Issue) -> Iterator[Change]:
    """By its next meeting; one that has none any more needs no word, for what was cancelled of it says so itself."""
    morning = datetime.combine(issue.today, time(), issue.zone).astimezone(UTC)
    coming = (each for each in occurring(series, dates, morning, morning + _AHEAD, _SOME) if each.at > issue.now and not each.cancelled)
    if found := next(coming, None):
        yield Change(found, "series" if series.rule else "set", series.changed_at)


async def _line(change: Change, directory: Directory) -> Value:
    found = change.found
    values: dict[str, Value] = {"meeting": await title(found, directory), "when": hours(found), "before": as_it_was(found)}
    line = Phrase(f"digest.change.{change.how}", values)
    reasoned = change.how in ("cancelled", "moved") and found.reason
    return Phrase("digest.noted", {"line": line, "note": found.reason}) if reasoned else line
