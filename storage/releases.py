# SPDX-License-Identifier: MPL-2.0
"""Releases of products, as lists of them on the web named them, and how the reading of each list goes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """`id`: as its list names it; once a product. `feed`: the address of the list. `url`: its page.

    `published_at`: as it was said when it was first seen, whatever is said later; None: not said, or not credible. `first_seen_at`: when it was written down.
    `news`: it came out as it was seen, and is to be told. `missing_since`: its list no longer names it, while it still names older ones.
    """

    product: str
    id: str
    feed: str
    version: str
    url: str
    published_at: datetime | None
    first_seen_at: datetime
    news: bool = True
    missing_since: datetime | None = None

    @property
    def place(self) -> tuple[float, str]:
        """Orders releases, the newest first. Those without a date come last."""
        return (-self.published_at.timestamp() if self.published_at else 0.0, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFeed:
    """A list of releases (Atom or RSS) at this address. `products`: the ids of those for which it was read in full, with spaces between.

    `asked_at`: when its server was last spoken to. `read_at`: when it last could be read, or was as it had been. `next_at`: when it is asked again; None: at once.
    `etag`, `modified`: what its server said of the version that was read. `trouble`: why it could not be read last time, a key of the texts; empty: it could.
    `troubled_since`: of trouble that lasts.
    """

    url: str
    products: str = ""
    asked_at: datetime | None = None
    read_at: datetime | None = None
    next_at: datetime | None = None
    etag: str = ""
    modified: str = ""
    trouble: str = ""
    troubled_since: datetime | None = None
    version: int = 0


class Releases(Protocol):
    async def hold(self) -> None:
        """Lets no other transaction hold this until this one ends: one process at a time chooses what is asked for, and writes down what came."""

    async def feeds(self) -> Sequence[ReleaseFeed]:
        """Ordered by address."""

    async def feed(self, url: str) -> ReleaseFeed | None: ...

    async def add_feed(self, feed: ReleaseFeed) -> None: ...

    async def save_feed(self, feed: ReleaseFeed) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def remove_feed(self, url: str) -> None:
        """Releases that it named stay."""

    async def of_product(self, product: str) -> Sequence[Release]:
        """The newest first."""

    async def seen(self, since: datetime, until: datetime) -> Sequence[Release]:
        """Those first seen from `since` until before `until`, ordered by product, then the newest first."""

    async def put(self, release: Release) -> None:
        """In place of what was kept of it before."""

    async def remove(self, product: str, ids: Collection[str]) -> int:
        """How many there were."""

    async def keep_products(self, products: Collection[str]) -> int:
        """Removes the releases of every other product; how many there were."""
