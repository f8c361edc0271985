# SPDX-License-Identifier: MPL-2.0
"""What became otherwise in the catalogue, and when: which level, status, licence or contact a product has, who uses it and who supplies it, who is a member."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol, get_args

from config.catalogue.entries import Adoption, Entry, Group, Organisation, Product, VendorRelation
from config.catalogue.values import LevelFact, Visibility

FactKind = Literal["product", "status", "declared_level", "assessed_level", "licence", "contact", "vendor", "adoption", "membership", "group"]
"""product: that it is there, by its name · status, …_level, licence, contact: of a product · vendor: what a vendor does for a product · adoption: what an
organisation has to do with a product · membership: of an organisation · group: whether a group is at work."""
FACTS: tuple[FactKind, ...] = get_args(FactKind)
Origin = Literal["told", "import", "files"]
"""told: in chat, or at a step of an onboarding · import: by an operator's command · files: by the catalogue files, as the bot started."""
DOCUMENTED = "documented"
"""The membership that is worth telling; any other is nobody's news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A fact as it stood: `value` as the catalogue has it (roles of a vendor with commas between them), where it is from, and for whom it is."""

    value: str
    source: str
    as_of: str | None = None
    visibility: Visibility = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """One fact that became another at `at` (UTC), or came (no `before`), or went (no `after`).

    `key`: of the entry it stands in: `os2mo`, `os2mo/magenta`, `os2mo/styregruppe`, `aarhus`. `product`: which it is about; empty for a membership,
    and for a group of the association. With `fact` the key says which fact it is, over all its changes.
    """

    at: datetime
    fact: FactKind
    key: str
    product: str
    before: Stated | None
    after: Stated | None
    origin: Origin

    @property
    def organisation(self) -> str:
        """Whom it is about besides: who uses it, who supplies it, whose membership it is. Empty: nobody."""
        if self.fact == "membership":
            return self.key
        return self.key.partition("/")[2] if self.fact in ("vendor", "adoption") else ""

    @property
    def stated(self) -> Stated:
        """As it is now; of what went, as it was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change changes something")
        return found


class CatalogueNews(Protocol):
    """Lists are in the order in which changes were recorded, which is that in which they took place: whoever changes the catalogue holds it."""

    async def record(self, changes: Sequence[FactChange]) -> None:
        """In the unit of work that changes the entries."""

    async def between(self, since: datetime, until: datetime, product: str = "") -> Sequence[FactChange]:
        """From `since` until before `until`; of one product, where it is said."""

    async def followed_since(self) -> datetime | None:
        """Since when changes are recorded; None: they are not yet."""

    async def follow(self, now: datetime) -> None:
        """From now on, unless it is so already."""

    async def revision(self) -> int:
        """Another one whenever something was recorded."""

    async def forget_before(self, moment: datetime) -> int:
        """Removes changes that are older, and says how many; nothing older is followed any more."""


def changes_of(before: Mapping[str, Entry], after: Mapping[str, Entry], at: datetime, origin: Origin) -> list[FactChange]:
    """What is news in entries of one kind, by their keys, that become others. What is in both and the same is none; nor are other sources, dates or notes."""
    return [each for key in {**before, **after} for each in _changes(key, before.get(key), after.get(key), at, origin)]


def _changes(key: str, before: Entry | None, after: Entry | None, at: datetime, origin: Origin) -> Iterator[FactChange]:
    was, is_now = (dict(_facts(each)) if each else {} for each in (before, after))
    for fact in FACTS:
        old, new = was.get(fact), is_now.get(fact)
        if _differs(old, new):
            yield FactChange(at=at, fact=fact, key=key, product=_product_of(after or before), before=old, after=new, origin=origin)


def _differs(before: Stated | None, after: Stated | None) -> bool:
    return (before and (before.value, before.visibility)) != (after and (after.value, after.visibility))


def _product_of(entry: Entry | None) -> str:
    match entry:
        case Product():
            return entry.id
        case Adoption() | VendorRelation():
            return entry.product
        case Group():
            return entry.product or ""
        case _:
            return ""


def _facts(entry: Entry) -> Iterator[tuple[FactKind, Stated]]:
    """The facts of an entry that are news when they change."""
    match entry:
        case Product():
            yield from _of_product(entry)
        case Adoption():
            yield "adoption", Stated(value=entry.kind, source=entry.source, as_of=entry.as_of, visibility=entry.visibility)
        case VendorRelation():
            roles = ",".join(entry.roles or ("supplier",))
            yield "vendor", Stated(value=roles, source=entry.source, as_of=entry.as_of, visibility=entry.visibility)
        case Organisation(membership="documented"):
            source = next(iter(entry.membership_sources), entry.source)
            yield "membership", Stated(value=DOCUMENTED, source=source, as_of=entry.as_of)
        case Group():
            yield "group", Stated(value=entry.state, source=entry.source, as_of=entry.as_of)


def _of_product(entry: Product) -> Iterator[tuple[FactKind, Stated]]:
    contact, licence, status = entry.contact, entry.licence, entry.status
    yield "product", Stated(value=entry.name, source=next(iter(entry.sources), contact.source))
    yield "status", Stated(value=status.value, source=status.source, as_of=status.as_of, visibility=status.visibility)
    levels: tuple[tuple[FactKind, LevelFact | None], ...] = (("declared_level", entry.declared_level), ("assessed_level", entry.assessed_level))
    for fact, level in levels:
        if level:
            yield fact, Stated(value=level.level, source=level.source, as_of=level.as_of, visibility=level.visibility)
    if licence:
        yield "licence", Stated(value=licence.spdx, source=licence.source, as_of=licence.as_of)
    yield "contact", Stated(value=contact.mailbox, source=contact.source, as_of=contact.as_of)


def net(changes: Sequence[FactChange]) -> list[FactChange]:
    """One change for each fact, from what it was before the first to what it is after the last; those that were undone are none.

    In the order of the last change of each. `changes`: in their order.
    """
    found: dict[tuple[FactKind, str], FactChange] = {}
    for each in changes:
        first = found.pop((each.fact, each.key), None)
        found[each.fact, each.key] = replace(each, before=first.before) if first else each
    return [each for each in found.values() if _differs(each.before, each.after)]
