# SPDX-License-Identifier: MPL-2.0
"""What became otherwise with products, in lines: by product, many of a kind as a number. People are never named."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from config.catalogue.entries import Organisation
from handlers.actor import Actor
from handlers.citing import cite
from handlers.holders import source_of
from handlers.news.coordination import CoordinatorChange, Term
from handlers.news.happened import Happened
from handlers.posts.digest.shared import shared
from handlers.reply import Cited, Listing, PartialDate, Phrase, Value
from handlers.role_words import said_moment, said_scope
from storage.catalogue_news import FactChange, FactKind, Stated
from storage.directory import Directory
from storage.roles import RoleAssignment, Scope
from storage.unit_of_work import UnitOfWork

NAMED = 5
"""Organisations that are named in one line; more are counted."""
_OF_PRODUCT: tuple[FactKind, ...] = ("product", "status", "declared_level", "assessed_level", "licence", "contact")
_WORDS: Mapping[FactKind, str] = {
    "status": "status", "declared_level": "level", "assessed_level": "level", "adoption": "adoption", "group": "group_state", "vendor": "vendor_role",
}  # fmt: skip
"""Facts whose values have words of ours: the beginning of their keys."""


@dataclass(frozen=True, slots=True)
class Line:
    """`product`: its id. `day`: on which it became so, or was told. `facts`, `roles`: from which it is known."""

    product: str
    said: Phrase
    day: PartialDate
    facts: tuple[Stated, ...] = ()
    roles: tuple[RoleAssignment, ...] = ()

    @property
    def dated(self) -> Phrase:
        return Phrase("news.dated", {"date": self.day, "line": self.said})


@dataclass(frozen=True, slots=True)
class _OfProduct:
    """All that there is to tell of one."""

    facts: list[FactChange] = field(default_factory=list)
    coordination: list[CoordinatorChange] = field(default_factory=list)

    def of(self, fact: FactKind) -> list[FactChange]:
        return [each for each in self.facts if each.fact == fact]


async def lines(happened: Happened, directory: Directory, zone: ZoneInfo) -> list[Line]:
    """By the names of the products. What is about none stands last."""
    by_product: dict[str, _OfProduct] = defaultdict(_OfProduct)
    for each in happened.facts:
        by_product[each.product].facts.append(each)
    for change in happened.coordination:
        by_product[change.product].coordination.append(change)
    named = {id_: await _name(id_, found, directory) for id_, found in by_product.items()}
    ordered = sorted(by_product.items(), key=lambda each: (not each[0], named[each[0]].casefold(), each[0]))
    return [line for id_, found in ordered for line in await _Saying(id_, named[id_], directory, zone).of(found)]


async def lines_in_posts(found: Happened, reader: Actor, wanted: Callable[[str], bool], unit: UnitOfWork, directory: Directory, zone: ZoneInfo) -> list[Line]:
    """Of the products that are wanted, as this reader may know them. What channels read is put into words once for all of them."""
    if reader.private:
        return await lines(found.told_to(reader, wanted), directory, zone)
    every = await shared(unit, ("news_lines", found), lambda: lines(found.told_to(reader), directory, zone))
    return [each for each in every if wanted(each.product)]


async def cited(told: Iterable[Line], directory: Directory, zone: ZoneInfo) -> tuple[Cited, ...]:
    """Where the lines are from, each once."""
    every = list(told)
    roles = dict.fromkeys(source_of(held, zone) for each in every for held in each.roles)
    return tuple(dict.fromkeys((*list(roles)[:1], *await cite(directory, [fact for each in every for fact in each.facts]))))


async def _name(product_id: str, found: _OfProduct, directory: Directory) -> str:
    product = await directory.product(product_id) if product_id else None
    gone = next((each.before.value for each in found.of("product") if each.before), product_id)
    return product.name if product else gone


@dataclass(frozen=True, slots=True)
class _Saying:
    """Of one product, by its id and its name."""

    id: str
    product: str
    directory: Directory
    zone: ZoneInfo

    async def of(self, found: _OfProduct) -> list[Line]:
        there = found.of("product")
        if any(each.after is None for each in there):
            return [self._line("news.product.gone", there)]
        new = any(each.before is None for each in there)
        told = [self._line("news.product.new", there)] if new else list(self._own(found))
        organisations = await self.directory.organisations({each.organisation for each in found.facts if each.organisation})
        told += [line for each in found.coordination for line in await self._coordinated(each)]
        told += [line for fact in _RELATIONS for line in self._relations(fact, found.of(fact), organisations)]
        return told + [await self._group(each) for each in found.of("group")]

    def _own(self, found: _OfProduct) -> Iterator[Line]:
        for fact in _OF_PRODUCT:
            for each in found.of(fact):
                yield self._line("news.product.renamed" if fact == "product" else f"news.{fact}{_how(each)}", [each], **_values(each))

    def _relations(self, fact: FactKind, changes: Sequence[FactChange], organisations: Mapping[str, Organisation]) -> Iterator[Line]:
        """Those to whom the same happened, in one line."""
        alike: dict[tuple[str | None, str | None], list[FactChange]] = defaultdict(list)
        for each in changes:
            alike[each.before.value if each.before else None, each.after.value if each.after else None].append(each)
        for some in alike.values():
            key = "news.adoption.ended" if _is_first_heard_as_former(some[0]) else f"news.{fact}{_how(some[0])}"
            if len(some) > NAMED:
                yield self._line(f"{key}.many", some, count=len(some), **_values(some[0]))
            else:
                names = sorted((_called(each, organisations) for each in some), key=str.casefold)
                yield self._line(key, some, organisations=Listing(tuple(names)), **_values(some[0]))

    async def _group(self, change: FactChange) -> Line:
        return self._line(f"news.group{_how(change)}", [change], group=await said_scope(Scope("group", change.key), self.directory), **_values(change))

    async def _coordinated(self, change: CoordinatorChange) -> list[Line]:
        began, ended, replaced = [await self._holders(each) for each in (change.began, change.ended, change.replaced)]
        told: list[tuple[str, dict[str, Value], Sequence[Term]]] = []
        if change.began:
            told.append(("news.coordinator.after" if change.ended else "news.coordinator.new", {"holders": began, "before": ended}, change.began))
        elif change.ended:
            told.append(("news.coordinator.vacant" if change.vacant else "news.coordinator.gone", {"holders": ended}, change.ended))
        if change.replaced:
            told.append(("news.coordinator.replaced", {"holders": replaced}, change.replaced))
        return [self._of_terms(key, values, terms) for key, values, terms in told]

    def _of_terms(self, key: str, values: dict[str, Value], terms: Sequence[Term]) -> Line:
        days = [each.held.valid_to or each.held.valid_from if key.endswith(("gone", "vacant")) else each.held.valid_from for each in terms]
        return Line(self.id, Phrase(key, {"product": self.product, **values}), PartialDate(max(days).isoformat()), roles=tuple(each.held for each in terms))

    async def _holders(self, terms: Sequence[Term]) -> Listing:
        """Organisations by their names; people by none."""
        known = await self.directory.organisations({each.organisation for each in terms if each.organisation})
        named = [_said_holder(each, known) for each in terms]
        return Listing(tuple(sorted(named, key=lambda each: each.casefold() if isinstance(each, str) else "")))

    def _line(self, key: str, changes: Sequence[FactChange], **values: Value) -> Line:
        latest: datetime = max(each.at for each in changes)
        return Line(self.id, Phrase(key, {"product": self.product, **values}), said_moment(latest, self.zone), tuple(each.stated for each in changes))


def _is_first_heard_as_former(change: FactChange) -> bool:
    """An organisation of which nothing was known "joined as former user": that is not how it is said."""
    return change.fact == "adoption" and change.before is None and change.after is not None and change.after.value == "former"


_RELATIONS: tuple[FactKind, ...] = ("vendor", "adoption")


def _how(change: FactChange) -> str:
    """The end of the key: it came, it went, or it became another."""
    return ".new" if change.before is None else ".gone" if change.after is None else ""


def _values(change: FactChange) -> dict[str, Value]:
    found = {"before": change.before, "value": change.after}
    return {name: _said(change.fact, stated.value) for name, stated in found.items() if stated}


def _said(fact: FactKind, value: str) -> Value:
    words = _WORDS.get(fact)
    if words is None:
        return value
    several = tuple(Phrase(f"{words}.{each}") for each in value.split(","))
    return several[0] if len(several) == 1 else Listing(several)


def _called(change: FactChange, organisations: Mapping[str, Organisation]) -> str:
    found = organisations.get(change.organisation)
    return found.name if found else change.organisation


def _said_holder(term: Term, organisations: Mapping[str, Organisation]) -> Value:
    if term.organisation:
        return organisations[term.organisation].name if term.organisation in organisations else term.organisation
    return term.held.mailbox or Phrase("holder.person")
