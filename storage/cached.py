# SPDX-License-Identifier: MPL-2.0
"""Keeps what was read of the catalogue for as long as its revision stands: most answers then need no query."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Hashable, Sequence
from typing import Any

from config.catalogue.entries import Adoption, Article, Category, DocumentedRole, Entry, Group, Organisation, Product, Requirement, Source, VendorRelation
from config.catalogue.values import Level
from storage.directory import Directory, Name, ProductFilter, ProductPage

MOST = 5_000
"""Results kept; the one unused for longest goes first."""


class CatalogueCache:
    """What one process has read of one revision. Entries are frozen, so that sharing them is safe."""

    def __init__(self) -> None:
        self._revision = -1
        self._results: OrderedDict[Hashable, Any] = OrderedDict()

    def directory(self, directory: Directory, revision: int) -> "CachedDirectory":
        """A directory that answers from here where it can. Everything kept is dropped when the revision is a new one."""
        if revision != self._revision:
            self._revision = revision
            self._results.clear()
        return CachedDirectory(directory, revision, self)

    async def kept(self, key: Hashable, read: Callable[[], Awaitable[Any]]) -> Any:
        if key in self._results:
            self._results.move_to_end(key)
            return self._results[key]
        result = await read()
        self._results[key] = result
        if len(self._results) > MOST:
            self._results.popitem(last=False)
        return result


class CachedDirectory:
    """The same promises as the directory behind it, for one revision."""

    def __init__(self, directory: Directory, revision: int, cache: CatalogueCache) -> None:
        self._behind, self._revision, self._cache = directory, revision, cache

    async def product(self, product_id: str) -> Product | None:
        found: Product | None = await self._cache.kept(("product", product_id), lambda: self._behind.product(product_id))
        return found

    async def products(self, where: ProductFilter = ProductFilter(), *, limit: int = 100) -> ProductPage:  # noqa: B008 - frozen
        page: ProductPage = await self._cache.kept(("products", where, limit), lambda: self._behind.products(where, limit=limit))
        return page

    async def organisation(self, organisation_id: str) -> Organisation | None:
        key = ("organisation", organisation_id)
        found: Organisation | None = await self._cache.kept(key, lambda: self._behind.organisation(organisation_id))
        return found

    async def organisations(self, ids: Collection[str]) -> dict[str, Organisation]:
        key = ("organisations", frozenset(ids))
        return dict(await self._cache.kept(key, lambda: self._behind.organisations(ids)))

    async def adoptions(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[Adoption]:
        key = ("adoptions", product, organisation)
        return tuple(await self._cache.kept(key, lambda: self._behind.adoptions(product=product, organisation=organisation)))

    async def vendor_relations(self, *, product: str | None = None, vendor: str | None = None) -> Sequence[VendorRelation]:
        key = ("vendor_relations", product, vendor)
        return tuple(await self._cache.kept(key, lambda: self._behind.vendor_relations(product=product, vendor=vendor)))

    async def documented_roles(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[DocumentedRole]:
        key = ("documented_roles", product, organisation)
        return tuple(await self._cache.kept(key, lambda: self._behind.documented_roles(product=product, organisation=organisation)))

    async def groups(self, *, product: str | None = None, type: str | None = None) -> Sequence[Group]:  # noqa: A002 - the field's own name
        return tuple(await self._cache.kept(("groups", product, type), lambda: self._behind.groups(product=product, type=type)))

    async def article(self, article_id: str) -> Article | None:
        found: Article | None = await self._cache.kept(("article", article_id), lambda: self._behind.article(article_id))
        return found

    async def articles(self, answering: str) -> Sequence[Article]:
        return tuple(await self._cache.kept(("articles", answering), lambda: self._behind.articles(answering)))

    async def requirements(self, level: Level) -> Sequence[Requirement]:
        return tuple(await self._cache.kept(("requirements", level), lambda: self._behind.requirements(level)))

    async def entries(self, kind: str) -> Sequence[Entry]:
        """Not kept: whole kinds are read once, to build indexes."""
        return await self._behind.entries(kind)

    async def categories(self) -> Sequence[Category]:
        return tuple(await self._cache.kept(("categories",), self._behind.categories))

    async def sources(self, ids: Collection[str]) -> Sequence[Source]:
        return tuple(await self._cache.kept(("sources", tuple(ids)), lambda: self._behind.sources(ids)))

    async def names(self) -> Sequence[Name]:
        """Not kept, as `entries`."""
        return await self._behind.names()

    async def revision(self) -> int:
        return self._revision

    async def names_revision(self) -> int:
        found: int = await self._cache.kept(("names_revision",), self._behind.names_revision)
        return found
