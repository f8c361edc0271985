# SPDX-License-Identifier: MPL-2.0
"""Releases of products and the lists that name them, as rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.releases import Release, ReleaseFeed
from storage.sql.columns import UtcDateTime
from storage.sql.dialects import insert_into
from storage.sql.records import Records, fields_of, hold, removed
from storage.sql.tables_releases import release_feeds, releases

_FEEDS, _RELEASES = Records(release_feeds, ReleaseFeed), Records(releases, Release)
_REMOVE_FEED = delete(release_feeds).where(release_feeds.c.url == bindparam("gone"))
_OF = select(releases).where(releases.c.product == bindparam("wanted"))
_SEEN = select(releases).where(
    releases.c.first_seen_at >= bindparam("since", type_=UtcDateTime), releases.c.first_seen_at < bindparam("until", type_=UtcDateTime)
)  # fmt: skip
_PRODUCTS = select(releases.c.product).distinct()
_REMOVE = delete(releases).where(releases.c.product == bindparam("of"), releases.c.id.in_(bindparam("gone", expanding=True)))
_REMOVE_OF = delete(releases).where(releases.c.product == bindparam("gone"))
_HELD = "releases"


@cache
def _put(dialect: str) -> Any:
    statement = insert_into(dialect)(releases)
    later = {column.name: statement.excluded[column.name] for column in releases.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=["product", "id"], set_=later)


class SqlReleases:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hold(self) -> None:
        await hold(self._connection, _HELD)

    async def feeds(self) -> Sequence[ReleaseFeed]:
        return sorted(await _FEEDS.all(self._connection, _FEEDS.select), key=lambda each: each.url)

    async def feed(self, url: str) -> ReleaseFeed | None:
        return await _FEEDS.get(self._connection, url)

    async def add_feed(self, feed: ReleaseFeed) -> None:
        await _FEEDS.add(self._connection, feed)

    async def save_feed(self, feed: ReleaseFeed) -> None:
        await _FEEDS.save(self._connection, feed)

    async def remove_feed(self, url: str) -> None:
        await self._connection.execute(_REMOVE_FEED, {"gone": url})

    async def of_product(self, product: str) -> Sequence[Release]:
        return sorted(await _RELEASES.all(self._connection, _OF, {"wanted": product}), key=lambda each: each.place)

    async def seen(self, since: datetime, until: datetime) -> Sequence[Release]:
        found = await _RELEASES.all(self._connection, _SEEN, {"since": since, "until": until})
        return sorted(found, key=lambda each: (each.product, each.place))

    async def put(self, release: Release) -> None:
        await self._connection.execute(_put(self._connection.dialect.name), fields_of(release))

    async def remove(self, product: str, ids: Collection[str]) -> int:
        return await removed(self._connection, _REMOVE, {"of": product, "gone": list(ids)}) if ids else 0

    async def keep_products(self, products: Collection[str]) -> int:
        others = set((await self._connection.execute(_PRODUCTS)).scalars()) - set(products)
        return sum([await removed(self._connection, _REMOVE_OF, {"gone": each}) for each in sorted(others)])
