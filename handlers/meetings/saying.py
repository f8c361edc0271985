# SPDX-License-Identifier: MPL-2.0
"""How a meeting is said: in a line of a list, or with everything that is known of it; and where that comes from."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePath
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from handlers.meeting_dates import Occurrence
from handlers.posts.meeting_found import ahead, as_it_was, hours, title, where
from handlers.reply import Cited, Heading, Link, Part, Phrase, Value, say
from handlers.role_words import said_moment
from storage.directory import Directory

MOST = 12
"""Meetings in one list; of more it is said how many."""


async def line(found: Occurrence, directory: Directory, *, linked: bool = False) -> Phrase:
    """When, what, where, and what is otherwise on this date. `linked`: with the address of the meeting itself."""
    values: dict[str, Value] = {"when": hours(found), "meeting": await title(found, directory), "place": found.place}
    said = Phrase("meeting.line.place" if found.place else "meeting.line", values)
    for mark in marks(found):
        said = Phrase("meeting.line.marked", {"line": said, "mark": mark})
    return Phrase("meeting.line.linked", {"line": said, "link": found.link}) if linked and found.link else said


def marks(found: Occurrence) -> Sequence[Phrase]:
    """What is otherwise than the series says, and why."""
    because: dict[str, Value] = {"reason": found.reason}
    reasoned = ".reason" if found.reason else ""
    if found.cancelled:
        return (Phrase(f"meeting.mark.cancelled{reasoned}", because),)
    moved = (Phrase(f"meeting.mark.moved{reasoned}", {**because, "before": as_it_was(found)}),) if found.moved else ()
    return (*moved, *((Phrase("meeting.mark.extra"),) if found.extra else ()))


async def facts(found: Occurrence, directory: Directory, now: datetime) -> tuple[Part, ...]:
    """Everything that is known of one meeting, but for who comes."""
    return (
        Heading(await title(found, directory)),
        say("post.meeting.when", when=hours(found), ahead=ahead(found, now)) if found.ends_at > now else say("attend.when", when=hours(found)),
        *(say("meeting.marked", mark=mark) for mark in marks(found)),
        *([say("post.meeting.purpose", purpose=found.series.purpose)] if found.series.purpose else []), *where(found),
        *([Link(Phrase("post.meeting.agenda"), found.agenda_url)] if found.agenda_url else []),
    )  # fmt: skip


def sources(found: Iterable[Occurrence], zone: ZoneInfo) -> tuple[Cited, ...]:
    """Who told of these meetings, or which calendar; and since when they have been known as they are. Each once."""
    newest: dict[str, datetime] = {}
    for each in found:
        source = each.series.source
        newest[source] = max(each.known_at, newest.get(source, each.known_at))
    return tuple(_cited(source, at, zone) for source, at in sorted(newest.items()))


def _cited(source: str, at: datetime, zone: ZoneInfo) -> Cited:
    """Of a calendar's address only the server is said: whoever knows the rest of it may read it."""
    day = said_moment(at, zone)
    if source == "told":
        return Cited(Phrase("source.told"), day, as_of=day)
    name = urlsplit(source).hostname or PurePath(source).name
    return Cited(Phrase("meeting.source.calendar", {"name": name}), day, as_of=day)
