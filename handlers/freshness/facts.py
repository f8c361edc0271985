# SPDX-License-Identifier: MPL-2.0
"""What counts as one fact that decays: its id, how old it is by its source, and a digest of what it says."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from config.catalogue.entries import Adoption, Article, DocumentedRole, Entry, Group, Product, Source, VendorRelation
from config.freshness import FactKind, Rules
from storage.directory import Directory
from storage.roles import RoleAssignment, RoleAssignments, Scope

Decaying = Product | Adoption | VendorRelation | Group | DocumentedRole | Article | RoleAssignment
_ENTRIES = ("products", "adoptions", "vendor_relations", "groups", "documented_roles", "articles")
_DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`since`: the last day on which it may have been so by its source, or was told; `as_of`: the same as far as it is known (`2026-08`).

    `states`: what it says, as a digest. `review_by`: a day by which it is to be looked at whatever its age. `undated`: its source says no date, and was read then.
    """

    id: str
    kind: FactKind
    since: date
    as_of: str
    states: str
    entry: Decaying
    product: str = ""
    organisation: str = ""
    group: str = ""
    review_by: date | None = None
    undated: bool = False

    @property
    def assignment(self) -> RoleAssignment | None:
        return self.entry if isinstance(self.entry, RoleAssignment) else None


def last_day(partial: str) -> date:
    """The last day of a year, a month or a day: `2026-08` → 31 August 2026."""
    year, month, day = ([int(part) for part in partial.split("-")] + [0, 0])[:3]
    if day:
        return date(year, month, day)
    month = month or _DECEMBER
    return date(year + month // _DECEMBER, month % _DECEMBER + 1, 1) - timedelta(days=1)


def first_day(partial: str) -> date:
    return date(*([int(part) for part in partial.split("-")] + [1, 1])[:3])


class Facts:
    """`sources`: those of the catalogue that the entries name, by id. `zone`: the community's."""

    def __init__(self, rules: Rules, sources: Mapping[str, Source], zone: ZoneInfo) -> None:
        self._rules, self._sources, self._zone = rules, sources, zone

    def of(self, entry: Decaying) -> Iterator[Fact]:
        """A product has several. A role has none whose kind nobody confirms."""
        match entry:
            case Product():
                yield from self._of_product(entry)
            case Adoption():
                name = f"adoption/{entry.product}/{entry.organisation}"
                yield self._fact(name, "adoption", entry, entry.source, entry.as_of, entry.kind, product=entry.product, organisation=entry.organisation)
            case VendorRelation():
                said = ",".join(entry.roles)
                yield self._fact(f"vendor/{entry.product}/{entry.vendor}", "vendor", entry, entry.source, entry.as_of, said, product=entry.product)
            case Group():
                said = f"{entry.type} {entry.state}"
                yield self._fact(f"group/{entry.id}", "group", entry, entry.source, entry.as_of, said, product=entry.product or "", group=entry.id)
            case DocumentedRole():
                name = f"coordinator/{entry.product}/{entry.organisation}"
                yield self._fact(name, "coordinator", entry, entry.source, entry.as_of, entry.role, product=entry.product, organisation=entry.organisation)
            case Article():
                said = f"{entry.title} {entry.body}"
                yield self._fact(f"article/{entry.id}", "article", entry, entry.source, entry.as_of, said)
            case RoleAssignment():
                yield from self._of_role(entry)

    def _of_product(self, product: Product) -> Iterator[Fact]:
        if level := product.assessed_level or product.declared_level:
            yield self._fact(f"level/{product.id}", "level", product, level.source, level.as_of, level.level, product=product.id)
        contact = product.contact
        yield self._fact(f"contact/{product.id}", "contact", product, contact.source, contact.as_of, contact.mailbox, product=product.id)

    def _of_role(self, held: RoleAssignment) -> Iterator[Fact]:
        """Confirmed when it was told, and whenever somebody says that it holds."""
        if kind := self._rules.kind_of.get(held.role):
            since = held.confirmed_at.astimezone(self._zone).date()
            organisation = held.scope.id if held.scope.kind == "organisation" else held.organisation or ""
            yield Fact(
                id=f"role/{held.id}", kind=kind, since=since, as_of=since.isoformat(), states=held.id, entry=held, product=_product_of(held.scope),
                organisation=organisation, group=held.scope.id if held.scope.kind == "group" else "",
            )  # fmt: skip

    def _fact(
        self, id_: str, kind: FactKind, entry: Decaying, source: str, as_of: str | None, said: str, *, product: str = "", organisation: str = "", group: str = ""
    ) -> Fact:  # fmt: skip
        known = self._sources.get(source)
        dated = as_of or (known.as_of if known else None)
        day = dated or (known.read if known else "1970")
        review_by = entry.review_by if isinstance(entry, Article) and self._rules.facts[kind].review_by else None
        return Fact(
            id=id_, kind=kind, since=last_day(day), as_of=day, states=hashlib.sha256(said.encode()).hexdigest()[:16], entry=entry, product=product,
            organisation=organisation, group=group, review_by=review_by, undated=dated is None,
        )  # fmt: skip


def _product_of(scope: Scope) -> str:
    """A product's group belongs to it: `os2mo/styregruppe`."""
    product, _, group = scope.id.partition("/")
    return product if scope.kind == "product" or (scope.kind == "group" and group) else ""


def source_ids(entries: Iterable[Decaying]) -> list[str]:
    """Those of which the date may be needed."""
    return list(dict.fromkeys(source for entry in entries for source in _sources_of(entry)))


def _sources_of(entry: Decaying) -> Iterator[str]:
    match entry:
        case Product():
            yield from (fact.source for fact in (entry.assessed_level or entry.declared_level, entry.contact) if fact and not fact.as_of)
        case RoleAssignment():
            return
        case _ if not entry.as_of:
            yield entry.source


async def every_fact(directory: Directory, roles: RoleAssignments, rules: Rules, today: date, zone: ZoneInfo) -> list[Fact]:
    """Everything that decays, ordered by id: the catalogue's, and the roles that are held today.

    Where somebody told the bot who coordinates a product, what a source says of it is history.
    """
    held = [each for each in await roles.everything() if each.holds_on(today)]
    told = {each.scope.id for each in held if each.role == "produktkoordinator"}
    entries: list[Decaying] = [each for kind in _ENTRIES for each in _decaying(await directory.entries(kind)) if not _is_told(each, told)]
    sources = {each.id: each for each in await directory.entries("sources") if isinstance(each, Source)}
    facts = Facts(rules, sources, zone)
    return sorted((fact for entry in (*entries, *held) for fact in facts.of(entry)), key=lambda fact: fact.id)


def _decaying(entries: Sequence[Entry]) -> Iterator[Decaying]:
    return (each for each in entries if isinstance(each, Decaying))


def _is_told(entry: Decaying, products: set[str]) -> bool:
    return isinstance(entry, DocumentedRole) and entry.product in products
