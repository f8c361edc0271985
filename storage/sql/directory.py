# SPDX-License-Identifier: MPL-2.0
"""Reads the catalogue from its tables."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from config.catalogue.entries import Adoption, Article, Category, DocumentedRole, Entry, Group, Organisation, Product, Requirement, Source, VendorRelation
from config.catalogue.load import from_document
from config.catalogue.values import Level
from storage.directory import Name, ProductFilter, ProductPage
from storage.ordering import by_name, by_requirement
from storage.sql.prepared import Prepared
from storage.sql.tables import ENTRIES, article_answers, catalogue_state, names

_REVISIONS = Prepared(lambda _: select(catalogue_state.c.revision, catalogue_state.c.names_revision))
_AT_ONCE = 500  # ids in one statement: below every database's limit of variables


class SqlDirectory:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def product(self, product_id: str) -> Product | None:
        return cast("Product | None", await self._one("products", product_id))

    async def products(self, where: ProductFilter = ProductFilter(), *, limit: int = 100) -> ProductPage:  # noqa: B008 - frozen
        table = ENTRIES["products"]
        conditions = [table.c[column] == value for column in ("level", "category", "status", "kind") if (value := getattr(where, column)) is not None]
        if where.licence is not None:
            conditions.append(table.c.licence.startswith(where.licence, autoescape=True))
        total = await self._connection.scalar(select(func.count()).select_from(table).where(*conditions))
        ordered = select(table.c.document).where(*conditions).order_by(func.lower(table.c.name), table.c.key).limit(limit)
        found = cast("list[Product]", await self._decoded("products", ordered))
        return ProductPage(tuple(sorted(found, key=by_name)), total or 0)

    async def organisation(self, organisation_id: str) -> Organisation | None:
        return cast("Organisation | None", await self._one("organisations", organisation_id))

    async def organisations(self, ids: Collection[str]) -> dict[str, Organisation]:
        found = cast("list[Organisation]", await self._some("organisations", sorted(ids)))
        return {organisation.id: organisation for organisation in sorted(found, key=lambda organisation: organisation.id)}

    async def adoptions(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[Adoption]:
        return cast("list[Adoption]", await self._where("adoptions", product=product, organisation=organisation))

    async def vendor_relations(self, *, product: str | None = None, vendor: str | None = None) -> Sequence[VendorRelation]:
        return cast("list[VendorRelation]", await self._where("vendor_relations", product=product, vendor=vendor))

    async def documented_roles(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[DocumentedRole]:
        return cast("list[DocumentedRole]", await self._where("documented_roles", product=product, organisation=organisation))

    async def groups(self, *, product: str | None = None, type: str | None = None) -> Sequence[Group]:  # noqa: A002 - the field's own name
        return cast("list[Group]", await self._where("groups", product=product, type=type))

    async def article(self, article_id: str) -> Article | None:
        return cast("Article | None", await self._one("articles", article_id))

    async def articles(self, answering: str) -> Sequence[Article]:
        table = ENTRIES["articles"]
        joined = select(table.c.document).join(article_answers, article_answers.c.article == table.c.key)
        return cast("list[Article]", await self._decoded("articles", joined.where(article_answers.c.answer == answering).order_by(table.c.key)))

    async def requirements(self, level: Level) -> Sequence[Requirement]:
        return sorted(cast("list[Requirement]", await self._where("requirements", level=level)), key=by_requirement)

    async def entries(self, kind: str) -> Sequence[Entry]:
        return await self._where(kind)

    async def categories(self) -> Sequence[Category]:
        return cast("list[Category]", await self._where("categories"))

    async def sources(self, ids: Collection[str]) -> Sequence[Source]:
        found = {source.id: source for source in cast("list[Source]", await self._some("sources", list(ids)))}
        return [found[id_] for id_ in ids if id_ in found]

    async def names(self) -> Sequence[Name]:
        columns = select(names.c.text, names.c.kind, names.c.owner_key, names.c.weak)
        rows = await self._connection.execute(columns.order_by(names.c.owner_kind, names.c.owner_key, names.c.text))
        return [Name(text, kind, id_, weak) for text, kind, id_, weak in rows]

    async def revision(self) -> int:
        found = await _REVISIONS.rows(self._connection, {})
        return found[0]["revision"] if found else 0

    async def names_revision(self) -> int:
        found = await _REVISIONS.rows(self._connection, {})
        return found[0]["names_revision"] if found else 0

    async def _one(self, kind: str, key: str) -> Entry | None:
        table = ENTRIES[kind]
        document = await self._connection.scalar(select(table.c.document).where(table.c.key == key))
        return None if document is None else from_document(kind, document)

    async def _some(self, kind: str, keys: Sequence[str]) -> list[Entry]:
        table = ENTRIES[kind]
        found: list[Entry] = []
        for start in range(0, len(keys), _AT_ONCE):
            found += await self._decoded(kind, select(table.c.document).where(table.c.key.in_(keys[start : start + _AT_ONCE])))
        return found

    async def _where(self, kind: str, **wanted: str | None) -> list[Entry]:
        table = ENTRIES[kind]
        conditions = [table.c[column] == value for column, value in wanted.items() if value is not None]
        return await self._decoded(kind, select(table.c.document).where(*conditions).order_by(table.c.key))

    async def _decoded(self, kind: str, statement: Select[Any]) -> list[Entry]:
        return [from_document(kind, document) for document in await self._connection.scalars(statement)]
