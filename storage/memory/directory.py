# SPDX-License-Identifier: MPL-2.0
"""Reads the catalogue from memory."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from config.catalogue.entries import Adoption, Article, Category, DocumentedRole, Entry, Group, Organisation, Product, Requirement, Source, VendorRelation
from config.catalogue.values import Level
from storage.directory import Name, ProductFilter, ProductPage
from storage.index_values import answers_of, index_values, names_of
from storage.memory.state import State
from storage.ordering import by_name, by_requirement


class MemoryDirectory:
    def __init__(self, state: State) -> None:
        self._state = state

    async def product(self, product_id: str) -> Product | None:
        return cast("Product | None", self._one("products", product_id))

    async def products(self, where: ProductFilter = ProductFilter(), *, limit: int = 100) -> ProductPage:  # noqa: B008 - frozen
        found = [cast("Product", entry) for entry in self._all("products") if _fits(index_values("products", entry), where)]
        return ProductPage(tuple(sorted(found, key=by_name)[:limit]), len(found))

    async def organisation(self, organisation_id: str) -> Organisation | None:
        return cast("Organisation | None", self._one("organisations", organisation_id))

    async def organisations(self, ids: Collection[str]) -> dict[str, Organisation]:
        return {id_: cast("Organisation", found) for id_ in sorted(ids) if (found := self._one("organisations", id_))}

    async def adoptions(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[Adoption]:
        return cast("list[Adoption]", self._where("adoptions", product=product, organisation=organisation))

    async def vendor_relations(self, *, product: str | None = None, vendor: str | None = None) -> Sequence[VendorRelation]:
        return cast("list[VendorRelation]", self._where("vendor_relations", product=product, vendor=vendor))

    async def documented_roles(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[DocumentedRole]:
        return cast("list[DocumentedRole]", self._where("documented_roles", product=product, organisation=organisation))

    async def groups(self, *, product: str | None = None, type: str | None = None) -> Sequence[Group]:  # noqa: A002 - the field's own name
        return cast("list[Group]", self._where("groups", product=product, type=type))

    async def article(self, article_id: str) -> Article | None:
        return cast("Article | None", self._one("articles", article_id))

    async def articles(self, answering: str) -> Sequence[Article]:
        return [cast("Article", entry) for entry in self._all("articles") if answering in answers_of(entry)]

    async def requirements(self, level: Level) -> Sequence[Requirement]:
        return sorted(cast("list[Requirement]", self._where("requirements", level=level)), key=by_requirement)

    async def entries(self, kind: str) -> Sequence[Entry]:
        return self._all(kind)

    async def categories(self) -> Sequence[Category]:
        return cast("list[Category]", self._all("categories"))

    async def sources(self, ids: Collection[str]) -> Sequence[Source]:
        return [cast("Source", found) for id_ in ids if (found := self._one("sources", id_))]

    async def names(self) -> Sequence[Name]:
        return [name for kind in ("products", "organisations") for entry in self._all(kind) for name in names_of(entry)]

    async def revision(self) -> int:
        return self._state.revision

    async def names_revision(self) -> int:
        return self._state.names_revision

    def _one(self, kind: str, key: str) -> Entry | None:
        stored = self._state.entries[kind].get(key)
        return stored.entry if stored else None

    def _all(self, kind: str) -> list[Entry]:
        return [stored.entry for _, stored in sorted(self._state.entries[kind].items())]

    def _where(self, kind: str, **wanted: str | None) -> list[Any]:
        asked = {column: value for column, value in wanted.items() if value is not None}
        return [entry for entry in self._all(kind) if asked.items() <= index_values(kind, entry).items()]


def _fits(values: Mapping[str, str | None], where: ProductFilter) -> bool:
    exact = ("level", "category", "status", "kind")
    licensed = where.licence is None or (values["licence"] or "").startswith(where.licence)
    return licensed and all(getattr(where, column) in (None, values[column]) for column in exact)
