# SPDX-License-Identifier: MPL-2.0
"""Calendars that others read here by an address nobody can guess, and calendars of others that are read from time to time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAddress:
    """`fingerprint`: SHA-256 of the token in the address; the token itself is kept nowhere. `scope`: `group/os2mo/styregruppe`, `product/os2mo` or `person/<id>`.

    `owner`: the id of whoever was given it, and may revoke it.
    """

    fingerprint: str
    scope: str
    owner: str
    language: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    """A calendar of others that is fetched. `etag`, `modified`: what its server said last. `trouble`: why it could not be read last time, a key of the texts; empty: it could.

    The address is often a secret itself: never logged, and shown in short alone. `name`: what the calendar calls itself. `next_at`: when it is fetched next, or, while
    a process does that, when another may; None: at once. `troubled_since`: of trouble that lasts. `told`: a digest of the changes that were told last; empty: it held none.
    `offer`: those of them that wait for an answer, as JSON, since `offered_at`; empty: none do.
    """

    url: str
    group: str
    by: str
    added_at: datetime
    fetched_at: datetime | None = None
    etag: str = ""
    modified: str = ""
    trouble: str = ""
    name: str = ""
    next_at: datetime | None = None
    troubled_since: datetime | None = None
    told: str = ""
    offer: str = ""
    offered_at: datetime | None = None
    version: int = 0

    @property
    def asked(self) -> "CalendarFeed":
        """As somebody asked for it, and nothing was fetched yet."""
        return CalendarFeed(url=self.url, group=self.group, by=self.by, added_at=self.added_at)


class Calendars(Protocol):
    async def address(self, fingerprint: str) -> CalendarAddress | None: ...

    async def addresses_of(self, owner: str) -> Sequence[CalendarAddress]:
        """Ordered by made_at, then fingerprint."""

    async def add_address(self, address: CalendarAddress) -> None: ...

    async def revoke(self, fingerprint: str) -> None: ...

    async def revoke_of(self, owner: str) -> int:
        """Every address of this owner; how many there were."""

    async def feeds(self) -> Sequence[CalendarFeed]:
        """Ordered by URL."""

    async def feed(self, url: str) -> CalendarFeed | None: ...

    async def put_feed(self, feed: CalendarFeed) -> None:
        """In place of what was kept of this URL before."""

    async def save_feed(self, feed: CalendarFeed) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def remove_feed(self, url: str) -> None: ...
