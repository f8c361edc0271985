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
    """A calendar of others that is fetched. `etag`, `modified`: what its server said last. `trouble`: why it could not be read last time, a key of the texts; empty: it could."""

    url: str
    group: str
    by: str
    added_at: datetime
    fetched_at: datetime | None = None
    etag: str = ""
    modified: str = ""
    trouble: str = ""


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

    async def put_feed(self, feed: CalendarFeed) -> None:
        """In place of what was kept of this URL before."""

    async def remove_feed(self, url: str) -> None: ...
