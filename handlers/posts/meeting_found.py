# SPDX-License-Identifier: MPL-2.0
"""The meeting that a post is about, as it is when the post is sent; and what every such post says of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.meeting_dates import Occurrence, occurrence
from handlers.posts.post import NothingToSay, Post
from handlers.recurrence.wall_time import moment, wall
from handlers.reply import Hours, Link, Part, Phrase, Value, say
from handlers.role_words import said_scope
from storage.directory import Directory
from storage.meetings import Meetings
from storage.roles import RoleAssignments, Scope


async def meeting_of(about: str, meetings: Meetings) -> Occurrence | None:
    """`about`: the id of its date."""
    series_id, _, on = about.partition("/")
    series = await meetings.series(series_id)
    return occurrence(series, datetime.fromisoformat(on), await meetings.date(about)) if series else None


async def standing(post: Post, meetings: Meetings) -> Occurrence:
    """Raises NothingToSay where it does not take place, or not when it was planned for."""
    found = await meeting_of(post.about, meetings)
    if found is None or found.cancelled:
        raise NothingToSay("cancelled" if found else "ended")
    if f"@{found.wall.isoformat(timespec='minutes')}" not in post.key:
        raise NothingToSay("moved")
    return found


async def said_group(found: Occurrence, directory: Directory) -> Value:
    return await said_scope(Scope("group", found.series.group), directory)


async def people_of(found: Occurrence, roles: RoleAssignments) -> frozenset[str]:
    """Ids of those who have a role over the group on the day of the meeting: they count where it takes so many."""
    held = await roles.over(Scope("group", found.series.group))
    return frozenset(each.person for each in held if each.person and each.holds_on(found.wall.date()))


async def title(found: Occurrence, directory: Directory) -> Value:
    """The series' own, or that of its group."""
    return found.title or Phrase("post.meeting.of", {"group": await said_group(found, directory)})


def hours(found: Occurrence) -> Hours:
    zone = ZoneInfo(found.series.zone)
    return Hours(found.at.astimezone(zone), found.ends_at.astimezone(zone), found.series.zone)


def as_it_was(found: Occurrence) -> Hours:
    """When it would be if it had not been moved."""
    return at_wall(found, found.on)


def at_wall(found: Occurrence, start: datetime) -> Hours:
    """When it would be if it began at this wall time."""
    zone, at = ZoneInfo(found.series.zone), moment(start, found.series.zone).at
    return Hours(at.astimezone(zone), (at + (found.ends_at - found.at)).astimezone(zone), found.series.zone)


def ahead(found: Occurrence, now: datetime) -> Phrase:
    """How far it is, as people count: today, tomorrow, in so many days; within two hours in minutes."""
    left = found.at - now
    if timedelta() <= left < timedelta(hours=2):
        return Phrase("post.ahead.minutes", {"count": max(1, round(left.total_seconds() / 60))})
    days = (found.wall.date() - wall(now, found.series.zone).date()).days
    return Phrase({0: "post.ahead.today", 1: "post.ahead.tomorrow"}.get(days, "post.ahead.days"), {"count": days})


def where(found: Occurrence) -> Sequence[Part]:
    place = [say("post.meeting.place", place=found.place)] if found.place else []
    return (*place, *([Link(Phrase("post.meeting.link"), found.link)] if found.link else []))
