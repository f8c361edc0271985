# SPDX-License-Identifier: MPL-2.0
"""Calendars of others that groups subscribe to: looked at from time to time, and read where they are new."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.fetching import FeedError, Fetched, NotModified, fetch
from config.icalendar.event import ReadCalendar
from config.icalendar.reading import read_calendar
from config.problems import ConfigError
from handlers.reply import Phrase
from storage.calendars import CalendarFeed

ACCEPT = "text/calendar, */*;q=0.5"
NO_CALENDAR = Phrase("feed.trouble.no_calendar")

Fetch = Callable[..., Awaitable[Fetched | NotModified]]


@dataclass(frozen=True, slots=True)
class Look:
    """`feed`: as it is to be kept. `calendar`: what it holds; None: nothing new, or there is trouble."""

    feed: CalendarFeed
    calendar: ReadCalendar | None = None


async def look(feed: CalendarFeed, home: str, now: datetime, fetching: Fetch = fetch) -> Look:
    """Fetches the calendar. `home`: the zone (IANA) of times in it that name none.

    Where it cannot be had or read, the feed says why, and keeps what its server said of the version that could: it is fetched in full once it is mended.
    """
    try:
        found = await fetching(feed.url, etag=feed.etag, modified=feed.modified, accept=ACCEPT)
        if isinstance(found, NotModified):
            return Look(replace(feed, fetched_at=now, trouble=""))
        calendar = await asyncio.to_thread(read_calendar, found.content, home)  # a large one takes a second: nobody else is to wait for it
    except FeedError as error:
        return Look(replace(feed, fetched_at=now, trouble=error.phrase.key))
    except ConfigError:
        return Look(replace(feed, fetched_at=now, trouble=NO_CALENDAR.key))
    return Look(replace(feed, fetched_at=now, etag=found.etag, modified=found.modified, trouble=""), calendar)
