# SPDX-License-Identifier: MPL-2.0
"""Reads the lists of releases of all products, each when it is due: by one process at a time, politely, and written down all or not at all."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from bot.calendar_feeds import Fetch
from bot.fetching import fetch
from bot.release_feeds import Look, look
from bot.release_metrics import ReleaseMetrics
from bot.rounds import in_rounds
from config.catalogue.entries import Product
from config.catalogue.web_addresses import listed_repository
from handlers.releases.keeping import lists_of, sorted_out
from handlers.releases.pace import claimed, looked_at, next_due, rested
from storage.conflict import ChangedMeanwhileError
from storage.releases import ReleaseFeed
from storage.unit_of_work import Database, UnitOfWork

ROUND = 10.0  # seconds between two looks at what is due

_log = structlog.get_logger(__name__)


class ReleaseReader:
    """Of one process. `every`: between two looks at a list without trouble. `on_behalf`: an address that tells its server whose bot this is."""

    def __init__(
        self, database: Database, every: timedelta, metrics: ReleaseMetrics, *, on_behalf: str = "", fetching: Fetch = fetch,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._database, self._every, self._metrics, self._on_behalf = database, every, metrics, on_behalf
        self._fetching, self._now = fetching, now
        self._revision = -1
        self._wanted: Mapping[str, Sequence[str]] = {}

    async def run(self, stop: asyncio.Event, seconds: float = ROUND) -> None:
        await in_rounds(self.round, stop, seconds, _failed)

    async def round(self) -> int:
        """Reads what may be asked for now, one after the other; how many that was."""
        count = 0
        while feed := await self._claimed():
            await self._read(feed)
            count += 1
        return count

    async def _claimed(self) -> ReleaseFeed | None:
        """What is due next. While it is read, its server is asked by nobody else. None: nothing is due, or another process took it just now."""
        now = self._now()
        try:
            async with self._database.unit_of_work() as unit:
                await unit.releases.hold()
                revision = await unit.directory.revision()
                wanted = self._wanted if revision == self._revision else await _wanted(unit)
                changed = revision != self._revision and await _followed(wanted, unit)
                feeds = await unit.releases.feeds()
                self._metrics.standing(feeds)
                found = next_due(feeds, now)
                if found:
                    await unit.releases.save_feed(claimed(found, now))
                if found or changed:
                    await unit.commit()
        except ChangedMeanwhileError:
            return None
        self._revision, self._wanted = revision, wanted
        return replace(claimed(found, now), version=found.version + 1) if found else None

    async def _read(self, feed: ReleaseFeed) -> None:
        """No transaction is open while it is fetched."""
        found = await look(feed, self._wanted.get(feed.url, ()), self._on_behalf, self._fetching)
        try:
            new = await self._keep(feed, found)
        except ChangedMeanwhileError:
            new = None
        if new is not None:
            self._tell(feed, found, new)

    async def _keep(self, taken: ReleaseFeed, found: Look) -> int | None:
        """What was found and that it was read are kept together, or not at all: where another process has taken it up meanwhile. How many releases are new."""
        async with self._database.unit_of_work() as unit:
            await unit.releases.hold()
            there = await unit.releases.feed(taken.url)
            if there is None or there.version != taken.version:
                return None
            now, new = self._now(), 0
            for product in found.feed.products.split() if found.listed is not None else ():
                new += await self._sort_in(taken, found, product, now, unit)
            await unit.releases.save_feed(looked_at(found.feed, now, self._every, found.wait))
            if found.all_of_it:
                for each in rested(await unit.releases.feeds(), taken.url, now, found.wait):
                    await unit.releases.save_feed(each)
            await unit.commit()
        return new

    async def _sort_in(self, taken: ReleaseFeed, found: Look, product: str, now: datetime, unit: UnitOfWork) -> int:
        known = await unit.releases.of_product(product)
        after = sorted_out(known, found.listed or (), taken, found.url, product, now)
        for each in after.put:
            await unit.releases.put(each)
        await unit.releases.remove(product, after.gone)
        return len({each.id for each in after.put} - {each.id for each in known})

    def _tell(self, before: ReleaseFeed, found: Look, new: int) -> None:
        """What follows the repository in an address may be a secret of the operator's."""
        self._metrics.read(trouble=bool(found.feed.trouble), changed=found.listed is not None)
        if found.feed.trouble and found.feed.trouble != before.trouble:
            _log.warning(
                "A list of releases cannot be read; it is tried again", action="releases_unread", feed=listed_repository(before.url), trouble=found.feed.trouble
            )
        elif not found.feed.trouble:
            level = _log.info if new or before.trouble else _log.debug
            level("A list of releases was read", action="releases_read", feed=listed_repository(before.url), new=new)


async def _wanted(unit: UnitOfWork) -> Mapping[str, Sequence[str]]:
    """The lists that the catalogue has now, and the products of each."""
    found: dict[str, list[str]] = defaultdict(list)
    for product in await unit.directory.entries("products"):
        if isinstance(product, Product):
            for url in lists_of(product):
                found[url].append(product.id)
    return found


async def _followed(wanted: Mapping[str, Sequence[str]], unit: UnitOfWork) -> bool:
    """Follows these lists, and no others. Whether there is anything to keep of that."""
    there = {each.url for each in await unit.releases.feeds()}
    for url in sorted(wanted.keys() - there):
        await unit.releases.add_feed(ReleaseFeed(url=url))
    for url in sorted(there - wanted.keys()):
        await unit.releases.remove_feed(url)
    gone = await unit.releases.keep_products([each.id for each in await unit.directory.entries("products") if isinstance(each, Product)])
    return bool(gone) or there != wanted.keys()


def _failed(error: Exception) -> None:
    _log.error("Lists of releases could not be looked at; the next round tries again", action="releases_failed", error=type(error).__name__)
