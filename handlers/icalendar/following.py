# SPDX-License-Identifier: MPL-2.0
"""What becomes of a calendar that is followed, once it was looked at: when next, what of it waits for an answer, and since when it cannot be read."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.icalendar.offering import Offer, kept
from storage.calendars import CalendarFeed

SELDOM = timedelta(hours=6)
"""How long after trouble it is tried again, at most."""
LASTING = timedelta(hours=24)
"""Trouble that lasts so long is told."""
WAITS = timedelta(days=14)
"""How long changes wait for an answer."""


def looked_at(feed: CalendarFeed, offer: Offer | None, now: datetime, every: timedelta) -> CalendarFeed:
    """The feed as it is kept. `offer`: what the calendar would change; None: it is as it was, or cannot be read.

    After trouble it waits as long as that has lasted already: half as often each time.
    """
    if feed.trouble:
        since = feed.troubled_since or now
        return _lapsed(replace(feed, troubled_since=since, next_at=now + max(every, min(now - since, SELDOM))), now)
    feed = replace(feed, troubled_since=None, next_at=now + every)
    if offer is None:
        return _lapsed(feed, now)
    if offer.digest == feed.told:
        return _lapsed(replace(feed, offer=kept(offer) if feed.offer else ""), now)  # told already; what others changed meanwhile is heeded
    return replace(feed, told=offer.digest, offer=kept(offer) if offer.digest else "", offered_at=now if offer.digest else None)


def _lapsed(feed: CalendarFeed, now: datetime) -> CalendarFeed:
    return settled(feed) if feed.offered_at and now - feed.offered_at > WAITS else feed


def settled(feed: CalendarFeed) -> CalendarFeed:
    """Nothing waits any more. The same is not offered again unless somebody asks."""
    return replace(feed, offer="", offered_at=None)


def anew(feed: CalendarFeed) -> CalendarFeed:
    """It is fetched at once and in full, and told again whatever it holds."""
    return replace(settled(feed), next_at=None, etag="", modified="", told="")


def lasting(feed: CalendarFeed, now: datetime) -> bool:
    """Whether whoever follows it is to hear that it cannot be read."""
    return feed.troubled_since is not None and now - feed.troubled_since >= LASTING
