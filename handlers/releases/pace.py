# SPDX-License-Identifier: MPL-2.0
"""When which list of releases is asked for: one at a time of each server, with a pause between, and less often where it is not well."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from storage.releases import ReleaseFeed

CLAIM = timedelta(minutes=2)
"""How long a list, and its server, is one process's: longer than fetching and reading take. Of one that is gone, another asks then."""
PAUSE = timedelta(seconds=10)
"""Between two questions to one server."""
SELDOM = timedelta(days=1)
"""How long after trouble it is tried again, at most, unless the server asks for more."""
CROWDED = timedelta(hours=1)
"""How long a server that says it is asked too often, but not until when, is left alone."""
LONGEST_WAIT = timedelta(days=7)
"""No server keeps itself from being asked for longer."""
_SPREAD = 0.1  # of the time between two looks, sooner or later: what was asked for together drifts apart


def host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def next_due(feeds: Iterable[ReleaseFeed], now: datetime) -> ReleaseFeed | None:
    """What has been due for longest, of a server that is not being asked, and was not just now."""
    every = list(feeds)
    busy = {host(each.url) for each in every if each.asked_at and (now < each.asked_at + PAUSE or _in_hand(each, now))}
    due = [each for each in every if (each.next_at is None or each.next_at <= now) and host(each.url) not in busy]
    return min(due, key=lambda each: (each.next_at is not None, each.next_at, each.url), default=None)


def claimed(feed: ReleaseFeed, now: datetime) -> ReleaseFeed:
    return replace(feed, asked_at=now, next_at=now + CLAIM)


def _in_hand(feed: ReleaseFeed, now: datetime) -> bool:
    return feed.next_at is not None and feed.asked_at is not None and feed.next_at == feed.asked_at + CLAIM and now < feed.next_at


def looked_at(feed: ReleaseFeed, now: datetime, every: timedelta, wait: timedelta | None = None) -> ReleaseFeed:
    """As it is kept once it was asked for. `wait`: how long its server asks to be left alone.

    After trouble it waits as long as that has lasted already: half as often each time.
    """
    usual = _spread(feed.url, now, every)
    if not feed.trouble:
        return replace(feed, asked_at=now, read_at=now, next_at=now + usual, troubled_since=None)
    since = feed.troubled_since or now
    pause = max(usual, min(now - since, SELDOM), min(wait or timedelta(), LONGEST_WAIT))
    return replace(feed, asked_at=now, next_at=now + pause, troubled_since=since)


def rested(feeds: Iterable[ReleaseFeed], url: str, now: datetime, wait: timedelta | None) -> Iterator[ReleaseFeed]:
    """The other lists of the same server, which is left alone altogether for a while."""
    until = now + min(wait or CROWDED, LONGEST_WAIT)
    for each in feeds:
        if each.url != url and host(each.url) == host(url) and (each.next_at is None or each.next_at < until):
            yield replace(each, next_at=until)


def _spread(url: str, now: datetime, every: timedelta) -> timedelta:
    share = zlib.crc32(f"{url} {now:%Y-%m-%d}".encode()) / 0xFFFFFFFF  # the same for everybody, another one each day
    return every * (1 - _SPREAD + 2 * _SPREAD * share)
