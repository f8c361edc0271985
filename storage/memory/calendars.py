# SPDX-License-Identifier: MPL-2.0
"""Calendar addresses and the calendars of others, in memory."""

from collections.abc import Sequence

from storage.calendars import CalendarAddress, CalendarFeed
from storage.memory.state import State, add, drop, save


class MemoryCalendars:
    def __init__(self, state: State) -> None:
        self._addresses, self._feeds = state.calendar_addresses, state.calendar_feeds

    async def address(self, fingerprint: str) -> CalendarAddress | None:
        return self._addresses.get(fingerprint)

    async def addresses_of(self, owner: str) -> Sequence[CalendarAddress]:
        return sorted((each for each in self._addresses.values() if each.owner == owner), key=lambda each: (each.made_at, each.fingerprint))

    async def add_address(self, address: CalendarAddress) -> None:
        add(self._addresses, address.fingerprint, address)

    async def revoke(self, fingerprint: str) -> None:
        self._addresses.pop(fingerprint, None)

    async def revoke_of(self, owner: str) -> int:
        return drop(self._addresses, [key for key, each in self._addresses.items() if each.owner == owner])

    async def feeds(self) -> Sequence[CalendarFeed]:
        return [feed for _, feed in sorted(self._feeds.items())]

    async def feed(self, url: str) -> CalendarFeed | None:
        return self._feeds.get(url)

    async def put_feed(self, feed: CalendarFeed) -> None:
        self._feeds[feed.url] = feed

    async def save_feed(self, feed: CalendarFeed) -> None:
        save(self._feeds, feed.url, feed)

    async def remove_feed(self, url: str) -> None:
        self._feeds.pop(url, None)
