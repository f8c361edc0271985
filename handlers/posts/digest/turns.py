# SPDX-License-Identifier: MPL-2.0
"""Which day's news is in an issue, and what is called out again and again but not every week: each thing in every fourth, in one of its own."""

from datetime import date
from zlib import crc32

from handlers.posts.digest.issue import Issue

EVERY = 4
"""Weeks from one turn of a thing to its next."""
_DAY = len("2026-12-07")


def digest_day(issue: Issue) -> date:
    """The day that says of which week the issue is, however late it is sent."""
    return issue.until.astimezone(issue.zone).date()


def week_number(day: date) -> int:
    """Counts ISO weeks through all years: the last of one year is followed by the first of the next."""
    return (day.toordinal() - 1) // 7  # the first day of all was a Monday


def is_turn(id_: str, issue: Issue) -> bool:
    """The same in every process, and whatever was posted before: nothing but the week and the id decide."""
    return week_number(digest_day(issue)) % EVERY == crc32(id_.encode()) % EVERY


def is_news_of(day: date, issue: Issue) -> bool:
    """A day is no moment: on that of a digest something may be news twice, and is never lost."""
    return issue.since.astimezone(issue.zone).date() <= day <= digest_day(issue)


def is_dated_news(day: str | None, issue: Issue) -> bool:
    """Of a date of the catalogue: one that is known to the month is no news of a week."""
    return day is not None and len(day) == _DAY and is_news_of(date.fromisoformat(day), issue)
