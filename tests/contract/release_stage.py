# SPDX-License-Identifier: MPL-2.0
"""Products whose releases are listed on a web that is none, or on this machine, and a service that reads the lists."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry

from bot.fetching import FeedError, Fetched, NotModified
from bot.release_metrics import ReleaseMetrics
from bot.release_reader import ReleaseReader
from config.catalogue.entries import key_of
from handlers.posts.digest.issue import Issue
from storage.catalogue import Stored
from storage.releases import Release, ReleaseFeed
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.catalogue import product
from tests.contract.section_stage import ZONE, Sections
from tests.ledger import Clock
from tests.release_lists import REPOSITORY, atom

FEED = f"{REPOSITORY}/releases.atom"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SIX_HOURS = 6 * HOUR


@dataclass
class Web:
    """Answers with what it holds for an address, and knows ETags. `meanwhile`: what happens while it is asked."""

    pages: dict[str, bytes | FeedError] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    meanwhile: Any = None

    async def __call__(self, url: str, *, etag: str = "", **_: Any) -> Fetched | NotModified:
        self.asked.append((url, etag))
        if self.meanwhile:
            await self.meanwhile()
        page = self.pages.get(url, atom())
        if isinstance(page, FeedError):
            raise page
        tag = f'"{hash(page)}"'
        return NotModified() if etag == tag else Fetched(page, tag, "", url)


@dataclass
class ReleaseStage:
    database: Database
    fetching: Any = field(default_factory=Web)
    clock: Clock = field(default_factory=Clock)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self._metrics = ReleaseMetrics(self.registry)

    @property
    def web(self) -> Web:
        assert isinstance(self.fetching, Web)
        return self.fetching

    async def products(self, **lists: tuple[str, ...] | None) -> None:
        """These alone, each with these repositories."""
        entries = [product(id_, name=id_.replace("os2", "OS2"), repositories=found or ()) for id_, found in lists.items()]
        await self.catalogue(*entries)

    async def catalogue(self, *products: Any) -> None:
        async with self.database.unit_of_work() as unit:
            await unit.catalogue.remove("products", frozenset(await unit.catalogue.stored("products")))
            await unit.catalogue.put("products", {key_of(each): Stored(each, None) for each in products})
            await unit.commit()

    def reader(self, database: Database | None = None, **options: Any) -> ReleaseReader:
        return ReleaseReader(database or self.database, SIX_HOURS, self._metrics, fetching=self.fetching, now=self.clock.now, **options)

    async def looked(self, *pages: bytes | FeedError, after: timedelta = timedelta()) -> list[str]:
        """What its list is now, once for each page; the versions of all that is kept of os2forms then."""
        self.clock.at += after
        for page in pages:
            self.web.pages[FEED] = page
            await self.reader().round()
            self.clock.at += SIX_HOURS + HOUR
        return [each.version for each in await self.kept()]

    async def kept(self, product_id: str = "os2forms") -> list[Release]:
        async with self.database.unit_of_work() as unit:
            return list(await unit.releases.of_product(product_id))

    async def feeds(self) -> list[ReleaseFeed]:
        async with self.database.unit_of_work() as unit:
            return list(await unit.releases.feeds())

    async def feed(self, url: str = FEED) -> ReleaseFeed:
        return next(each for each in await self.feeds() if each.url == url)

    async def news(self, since: datetime = NOW - DAY, until: datetime | None = None, **fields: Any) -> list[str]:
        """The lines of the digest for that time."""
        until = until or self.clock.at + DAY
        of = Issue(**{"since": since, "until": until, "now": until, "zone": ZONE, **fields})
        sections = Sections(self.database)
        return sections.words(await sections.reply("releases", of))

    def figure(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0
