# SPDX-License-Identifier: MPL-2.0
"""Looks at the calendars of others that are followed, as the database has them: none is fetched."""

from collections.abc import Iterator

from bot.doctor.finding import NOTE, PROBLEM, Finding
from bot.localise import Localiser
from handlers.icalendar.feed_address import checked_address, short
from handlers.refusal import Refusal
from handlers.reply import Phrase
from storage.calendars import CalendarFeed
from storage.unit_of_work import UnitOfWork

_SUBJECT = "calendars"
_ANEW = 'Have somebody of the group write "stop following the calendar", and follow the right one.'


async def followed(unit: UnitOfWork, localiser: Localiser) -> list[Finding]:
    """A finding for each with something wrong. Addresses are named in short: they are often secrets."""
    return [found for feed in await unit.calendars.feeds() for found in _of(feed, localiser)]


def _of(feed: CalendarFeed, localiser: Localiser) -> Iterator[Finding]:
    name = f"{short(feed.url)}, followed for {feed.group},"
    try:
        checked_address(feed.url)
    except Refusal as refusal:
        yield Finding(PROBLEM, _SUBJECT, f"{name} is never read: {localiser.words(refusal.phrase, 'en')}", _ANEW)
        return
    if feed.troubled_since:
        why = localiser.words(Phrase(feed.trouble), "en")
        yield Finding(NOTE, _SUBJECT, f"{name} could not be read since {feed.troubled_since:%Y-%m-%d %H:%M} UTC: {why}", f"It is tried again. {_ANEW}")
