# SPDX-License-Identifier: MPL-2.0
"""Calendar addresses and the calendars of others, as rows."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.calendars import CalendarAddress, CalendarFeed
from storage.sql.dialects import insert_into
from storage.sql.records import Records, fields_of, removed
from storage.sql.tables_meetings import calendar_addresses, calendar_feeds

_ADDRESSES, _FEEDS = Records(calendar_addresses, CalendarAddress), Records(calendar_feeds, CalendarFeed)
_OF = select(calendar_addresses).where(calendar_addresses.c.owner == bindparam("wanted"))
_REVOKE = delete(calendar_addresses).where(calendar_addresses.c.fingerprint == bindparam("gone"))
_REVOKE_OF = delete(calendar_addresses).where(calendar_addresses.c.owner == bindparam("gone"))
_REMOVE_FEED = delete(calendar_feeds).where(calendar_feeds.c.url == bindparam("gone"))


@cache
def _put_feed(dialect: str) -> Any:
    statement = insert_into(dialect)(calendar_feeds)
    later = {column.name: statement.excluded[column.name] for column in calendar_feeds.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=["url"], set_=later)


class SqlCalendars:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def address(self, fingerprint: str) -> CalendarAddress | None:
        return await _ADDRESSES.get(self._connection, fingerprint)

    async def addresses_of(self, owner: str) -> Sequence[CalendarAddress]:
        return sorted(await _ADDRESSES.all(self._connection, _OF, {"wanted": owner}), key=lambda each: (each.made_at, each.fingerprint))

    async def add_address(self, address: CalendarAddress) -> None:
        await _ADDRESSES.add(self._connection, address)

    async def revoke(self, fingerprint: str) -> None:
        await self._connection.execute(_REVOKE, {"gone": fingerprint})

    async def revoke_of(self, owner: str) -> int:
        return await removed(self._connection, _REVOKE_OF, {"gone": owner})

    async def feeds(self) -> Sequence[CalendarFeed]:
        return sorted(await _FEEDS.all(self._connection, _FEEDS.select), key=lambda each: each.url)

    async def feed(self, url: str) -> CalendarFeed | None:
        return await _FEEDS.get(self._connection, url)

    async def put_feed(self, feed: CalendarFeed) -> None:
        await self._connection.execute(_put_feed(self._connection.dialect.name), fields_of(feed))

    async def save_feed(self, feed: CalendarFeed) -> None:
        await _FEEDS.save(self._connection, feed)

    async def remove_feed(self, url: str) -> None:
        await self._connection.execute(_REMOVE_FEED, {"gone": url})
