# SPDX-License-Identifier: MPL-2.0
"""Releases of products and the lists that name them, in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime

from storage.memory.state import State, add, drop, save
from storage.releases import Release, ReleaseFeed


class MemoryReleases:
    def __init__(self, state: State) -> None:
        self._feeds, self._releases = state.release_feeds, state.releases

    async def hold(self) -> None:
        """Units of work follow one another as it is."""

    async def feeds(self) -> Sequence[ReleaseFeed]:
        return [feed for _, feed in sorted(self._feeds.items())]

    async def feed(self, url: str) -> ReleaseFeed | None:
        return self._feeds.get(url)

    async def add_feed(self, feed: ReleaseFeed) -> None:
        add(self._feeds, feed.url, feed)

    async def save_feed(self, feed: ReleaseFeed) -> None:
        save(self._feeds, feed.url, feed)

    async def remove_feed(self, url: str) -> None:
        self._feeds.pop(url, None)

    async def of_product(self, product: str) -> Sequence[Release]:
        return sorted((each for each in self._releases.values() if each.product == product), key=lambda each: each.place)

    async def seen(self, since: datetime, until: datetime) -> Sequence[Release]:
        found = (each for each in self._releases.values() if since <= each.first_seen_at < until)
        return sorted(found, key=lambda each: (each.product, each.place))

    async def put(self, release: Release) -> None:
        self._releases[release.product, release.id] = release

    async def remove(self, product: str, ids: Collection[str]) -> int:
        return drop(self._releases, [key for key in self._releases if key[0] == product and key[1] in ids])

    async def keep_products(self, products: Collection[str]) -> int:
        return drop(self._releases, [key for key in self._releases if key[0] not in products])
