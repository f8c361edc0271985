# SPDX-License-Identifier: MPL-2.0
"""Who may know a fact that is not for everybody: those who have a role over the product or the organisation, and the secretariat, where nobody else reads along."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from config.catalogue.entries import Adoption, Article, Category, DocumentedRole, Entry, Group, Organisation, Product, Requirement, Source, VendorRelation
from config.catalogue.values import Level, LevelFact, Visibility
from handlers.actor import Actor
from handlers.changing.vouching import alone
from storage.catalogue_news import FactChange
from storage.directory import Directory, Name, ProductFilter, ProductPage
from storage.index_values import index_values

_EVERY = 10_000
"""Products that are looked through where one of them has a fact that is not for everybody."""


class Limited(Protocol):
    """A fact that says for whom it is."""

    @property
    def visibility(self) -> Visibility: ...


def may_see(fact: Limited, actor: Actor, *, product: str = "", organisation: str = "") -> bool:
    """`product`, `organisation`: whom the fact is about. What a channel reads, only what is open may stand in."""
    return fact.visibility == "open" or (alone(actor) and _concerns(actor, product, organisation))


def _concerns(actor: Actor, product: str, organisation: str) -> bool:
    own = {(role.scope.kind, role.scope.id.partition("/")[0] if role.scope.kind == "group" and "/" in role.scope.id else role.scope.id) for role in actor.roles}
    over_product = bool(product) and bool({("product", product), ("group", product)} & own)
    over_organisation = bool(organisation) and ("organisation", organisation) in own
    return over_product or over_organisation or actor.holds("sekretariat") or actor.holds("admin")


def may_see_entry(entry: object, actor: Actor) -> bool:
    """Of a product: its level, as it stands."""
    match entry:
        case Adoption():
            return may_see(entry, actor, product=entry.product, organisation=entry.organisation)
        case VendorRelation():
            return may_see(entry, actor, product=entry.product, organisation=entry.vendor)
        case Product():
            level = entry.assessed_level or entry.declared_level
            return level is None or may_see(level, actor, product=entry.id)
        case _:
            return True


def change_told_to(actor: Actor, change: FactChange) -> FactChange | None:
    """As this reader may know it; None: not at all. Of what is now kept from them they do not hear that it is so, and what they could not know before is new to them."""
    before, after = (
        each if each and may_see(each, actor, product=change.product, organisation=change.organisation) else None for each in (change.before, change.after)
    )
    if (change.after and not after) or not (before or after) or (before and after and before.value == after.value):
        return None
    return replace(change, before=before)


@dataclass(frozen=True, slots=True)
class VisibleDirectory:
    """Implements `Directory`: the catalogue as one reader may know it. Whatever answers from it, keeps to that without a thought of its own."""

    behind: Directory
    actor: Actor

    async def product(self, product_id: str) -> Product | None:
        found = await self.behind.product(product_id)
        return self._shown(found) if found else None

    async def products(self, where: ProductFilter = ProductFilter(), *, limit: int = 100) -> ProductPage:  # noqa: B008 - frozen
        if where.level is None and where.status is None:
            page = await self.behind.products(where, limit=limit)
            return ProductPage(tuple(self._shown(each) for each in page.items), page.total)
        every = await self.behind.products(replace(where, level=None, status=None), limit=_EVERY)
        shown = [self._shown(each) for each in every.items]
        if all(one is other for one, other in zip(shown, every.items, strict=True)):
            return await self.behind.products(where, limit=limit)
        wanted = {name: value for name in ("level", "status") if (value := getattr(where, name)) is not None}
        found = [each for each in shown if wanted.items() <= index_values("products", each).items()]
        return ProductPage(tuple(found[:limit]), len(found))

    async def organisation(self, organisation_id: str) -> Organisation | None:
        return await self.behind.organisation(organisation_id)

    async def organisations(self, ids: Collection[str]) -> dict[str, Organisation]:
        return await self.behind.organisations(ids)

    async def adoptions(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[Adoption]:
        return [each for each in await self.behind.adoptions(product=product, organisation=organisation) if self._sees(each)]

    async def vendor_relations(self, *, product: str | None = None, vendor: str | None = None) -> Sequence[VendorRelation]:
        return [each for each in await self.behind.vendor_relations(product=product, vendor=vendor) if self._sees(each)]

    async def documented_roles(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[DocumentedRole]:
        return await self.behind.documented_roles(product=product, organisation=organisation)

    async def groups(self, *, product: str | None = None, type: str | None = None) -> Sequence[Group]:  # noqa: A002 - the field's own name
        return await self.behind.groups(product=product, type=type)

    async def article(self, article_id: str) -> Article | None:
        return await self.behind.article(article_id)

    async def articles(self, answering: str) -> Sequence[Article]:
        return await self.behind.articles(answering)

    async def requirements(self, level: Level) -> Sequence[Requirement]:
        return await self.behind.requirements(level)

    async def entries(self, kind: str) -> Sequence[Entry]:
        found = await self.behind.entries(kind)
        return [
            self._shown(each) if isinstance(each, Product) else each for each in found if not isinstance(each, Adoption | VendorRelation) or self._sees(each)
        ]

    async def categories(self) -> Sequence[Category]:
        return await self.behind.categories()

    async def sources(self, ids: Collection[str]) -> Sequence[Source]:
        return await self.behind.sources(ids)

    async def names(self) -> Sequence[Name]:
        return await self.behind.names()

    async def revision(self) -> int:
        return await self.behind.revision()

    async def names_revision(self) -> int:
        return await self.behind.names_revision()

    def _sees(self, fact: Adoption | VendorRelation) -> bool:
        return may_see_entry(fact, self.actor)

    def _shown(self, product: Product) -> Product:
        """The same object, where all of it may be seen."""
        facts = (product.status, product.declared_level, product.assessed_level)
        if all(each is None or may_see(each, self.actor, product=product.id) for each in facts):
            return product
        status = product.status
        if not may_see(status, self.actor, product=product.id):  # of no source: what tells it may tell it in its title
            status = replace(status, value="unknown", source=next(iter(product.sources), product.contact.source), as_of=None, note=None, visibility="open")
        return replace(
            product, status=status, declared_level=self._level(product, product.declared_level), assessed_level=self._level(product, product.assessed_level)
        )

    def _level(self, product: Product, level: LevelFact | None) -> LevelFact | None:
        return level if level and may_see(level, self.actor, product=product.id) else None
