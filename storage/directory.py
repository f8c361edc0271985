# SPDX-License-Identifier: MPL-2.0
"""The port through which handlers read the facts of the catalogue."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from config.catalogue.entries import Adoption, Article, Category, DocumentedRole, Entry, Group, Organisation, Product, Requirement, Source, VendorRelation
from config.catalogue.values import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """Which products: every condition that is set must hold. `licence` is the beginning of an SPDX identifier, such as `EUPL`."""

    level: Level | None = None
    category: str | None = None
    status: str | None = None
    licence: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class ProductPage:
    """The first products of a listing, by name, and how many there are in all."""

    items: tuple[Product, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name that something answers to. Weak names are ordinary words too: they count only where such a thing is expected."""

    text: str
    kind: str  # "product" or "organisation" or "vendor"
    id: str
    weak: bool = False


class Directory(Protocol):
    """Reads the catalogue as it stands in this unit of work. What is not there is None or empty, never an error."""

    async def product(self, product_id: str) -> Product | None: ...

    async def products(self, where: ProductFilter = ProductFilter(), *, limit: int = 100) -> ProductPage:
        """Products that fit, by name. A level fits where it is the assessed one, or the declared one of a product never assessed."""

    async def organisation(self, organisation_id: str) -> Organisation | None: ...

    async def organisations(self, ids: Collection[str]) -> dict[str, Organisation]:
        """Those of these that exist, by id."""

    async def adoptions(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[Adoption]:
        """What is documented of a product, of an organisation, or of the two together, ordered by product and organisation."""

    async def vendor_relations(self, *, product: str | None = None, vendor: str | None = None) -> Sequence[VendorRelation]: ...

    async def documented_roles(self, *, product: str | None = None, organisation: str | None = None) -> Sequence[DocumentedRole]: ...

    async def groups(self, *, product: str | None = None, type: str | None = None) -> Sequence[Group]:  # noqa: A002 - the field's own name
        """Groups of a product and of a type; with neither, every group."""

    async def article(self, article_id: str) -> Article | None: ...

    async def articles(self, answering: str) -> Sequence[Article]:
        """Articles that answer this `intent` in any refinement, or exactly this `intent/item`, by id."""

    async def requirements(self, level: Level) -> Sequence[Requirement]:
        """What a level adds to those below it, in the order R, F, S, G."""

    async def entries(self, kind: str) -> Sequence[Entry]:
        """Every entry of a kind, by key: what indexes are built from."""

    async def categories(self) -> Sequence[Category]: ...

    async def sources(self, ids: Collection[str]) -> Sequence[Source]:
        """Those of these sources that exist, in the order asked."""

    async def names(self) -> Sequence[Name]:
        """Every name of every product, organisation and vendor: what the name index is built from."""

    async def revision(self) -> int:
        """Grows whenever the catalogue changes."""

    async def names_revision(self) -> int:
        """Grows only when products, organisations or categories change: what names and descriptions are understood by."""
