# SPDX-License-Identifier: MPL-2.0
"""What a synthetic catalogue holds: products, organisations and what connects them. The same size gives the same entries."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from benchmarks.words import Words
from config.catalogue.entries import Adoption, AdoptionKind, DocumentedRole, Entry, Group, Organisation, Product, Source, VendorRelation, VendorRole, key_of
from config.catalogue.values import Bilingual, ContactFact, GroupType, Level, LevelFact, LicenceFact, StatusFact, WordLists
from handlers.understanding.text import fold

_ALIKE = 0.05  # names that are one letter away from another
_VENDORS = 0.03  # organisations that are vendors
_TOP_SHARE = 25  # the most used product is used by one organisation in so many; the n-th by an n-th of those, and all by a few more
_FEW = 12
_TYPES: tuple[Literal["municipality", "state", "other"], ...] = ("municipality", "municipality", "state", "other")
_LEVELS: tuple[Level, ...] = ("sandkasse", "1", "2", "3")
_ADOPTIONS: tuple[AdoptionKind, ...] = ("user", "user", "user", "pilot", "interested", "former")
_ROLES: tuple[VendorRole, ...] = ("developer", "maintainer", "hosting", "supplier")
_GROUPS: tuple[GroupType, ...] = ("styregruppe", "koordinationsgruppe", "faggruppe")


@dataclass(frozen=True, slots=True)
class Size:
    products: int
    organisations: int

    def __str__(self) -> str:
        return f"{self.products}x{self.organisations}"

    @classmethod
    def parse(cls, text: str) -> "Size":
        products, _, organisations = text.partition("x")
        return cls(int(products), int(organisations))


def entries(size: Size, categories: tuple[str, ...]) -> Mapping[str, list[Entry]]:
    """Kind of entry → entries. Products are ordered by how much they are used."""
    return _Catalogue(size, categories).entries()


class _Catalogue:
    def __init__(self, size: Size, categories: tuple[str, ...]) -> None:
        self._size = size
        self._categories = categories
        self._rng = Random(str(size))
        self._words = Words(self._rng)
        self._sources = [f"synthetic-{number}" for number in range(max(size.products // 10, 1))]

    def entries(self) -> Mapping[str, list[Entry]]:
        vendors = max(int(self._size.organisations * _VENDORS), 1)
        authorities = [self._authority(name) for name in self._names(self._size.organisations - vendors, self._words.place)]
        companies = [self._vendor(name) for name in self._names(vendors, self._words.place)]
        products = [self._product(name) for name in self._names(self._size.products, self._words.product)]
        return {
            "sources": [Source(id=id_, title=f"Kilde {id_}", read="2026-11", url=f"https://example.org/{id_}", as_of="2026") for id_ in self._sources],
            "organisations": [*authorities, *companies],
            "products": list(products),
            "adoptions": _distinct(self._adoptions(products, authorities)),
            "vendor_relations": _distinct(self._relations(products, companies)),
            "groups": _distinct(self._groups(products)),
            "documented_roles": _distinct(self._roles(products, authorities)),
        }

    def _names(self, count: int, make: Callable[[], str]) -> list[str]:
        names: list[str] = []
        while len(names) < count:
            names.append(self._words.alike(self._rng.choice(names)) if names and self._rng.random() < _ALIKE else make())
        return names

    def _authority(self, name: str) -> Organisation:
        return Organisation(
            id=_id(name), name=f"{name} Kommune", type=self._rng.choice(_TYPES), source=self._source(), variants=(name, f"{name} Komm."),
            weak_variants=(name[:2].upper(),) if self._rng.random() < 0.05 else (), english=f"{name} Municipality" if self._rng.random() < 0.2 else None,
            contact=f"post@{_id(name)}.example.org", as_of="2026-01",
        )  # fmt: skip

    def _vendor(self, name: str) -> Organisation:
        return Organisation(id=f"{_id(name)}-aps", name=f"{name} Data ApS", type="vendor", source=self._source(), variants=(f"{name} Data",))

    def _product(self, name: str) -> Product:
        rng, id_ = self._rng, f"os2{_id(name)}"
        return Product(
            id=id_, name=f"OS2{name}", kind="product", category=rng.choice(self._categories),
            summary=Bilingual(da=self._words.danish().capitalize() + ".", en=self._words.english().capitalize() + "."),
            status=StatusFact(value=rng.choice(("active", "active", "unknown", "retired")), source=self._source(), as_of="2026-03"),
            contact=ContactFact(mailbox=f"{id_}@example.org", shared=rng.random() < 0.5, source=self._source()),
            aliases=(f"OS2 {name[:3]} {name[3:]}",), weak_aliases=(self._words.weak(),) if rng.random() < 0.01 else (),
            described_as=WordLists(da=tuple(self._words.danish() for _ in range(4)), en=tuple(self._words.english() for _ in range(3))),
            pages=(f"https://example.org/produkt/{id_}",), repositories=(f"https://example.org/kode/{id_}",),
            declared_level=LevelFact(level=rng.choice(_LEVELS), source=self._source(), as_of="2026-08") if rng.random() < 0.8 else None,
            licence=LicenceFact(spdx=rng.choice(("MPL-2.0", "EUPL-1.2", "MIT")), source=self._source()) if rng.random() < 0.7 else None,
            sources=(self._source(),),
        )  # fmt: skip

    def _adoptions(self, products: list[Product], organisations: list[Organisation]) -> Iterator[Adoption]:
        top = max(len(organisations) // _TOP_SHARE, 1)
        for rank, product in enumerate(products, start=1):
            users = self._rng.sample(organisations, min(top // rank + self._rng.randrange(_FEW), len(organisations)))
            for user in users:
                yield Adoption(product=product.id, organisation=user.id, kind=self._rng.choice(_ADOPTIONS), source=self._source(), as_of="2026-02")

    def _relations(self, products: list[Product], companies: list[Organisation]) -> Iterator[VendorRelation]:
        for product in products:
            for _ in range(self._rng.choice((0, 1, 1, 2))):
                vendor = companies[int(len(companies) * self._rng.random() ** 3)]  # a few have much of the work
                roles = tuple(self._rng.sample(_ROLES, self._rng.randrange(3)))
                yield VendorRelation(product=product.id, vendor=vendor.id, source=self._source(), roles=roles, as_of="2025")

    def _groups(self, products: list[Product]) -> Iterator[Group]:
        for product in products:
            for type_ in _GROUPS[: self._rng.randrange(4)]:
                rhythm = Bilingual(da="Mødes hvert kvartal.", en="Meets every quarter.") if self._rng.random() < 0.5 else None
                yield Group(id=f"{product.id}/{type_}", type=type_, source=self._source(), product=product.id, state="active", rhythm=rhythm, as_of="2026")

    def _roles(self, products: list[Product], organisations: list[Organisation]) -> Iterator[DocumentedRole]:
        for product in products:
            if self._rng.random() < 0.4:
                organisation = self._rng.choice(organisations)
                yield DocumentedRole(role="produktkoordinator", product=product.id, organisation=organisation.id, source=self._source(), as_of="2026-06")

    def _source(self) -> str:
        return self._rng.choice(self._sources)


def _distinct(made: Iterator[Entry]) -> list[Entry]:
    return list({key_of(entry): entry for entry in made}.values())


def _id(name: str) -> str:
    return fold(name)
