# SPDX-License-Identifier: MPL-2.0
"""Who looks for others: authorities that want to try a product, and products of which no coordinator is known.

A call stands there in the week in which something became otherwise with it, and else in every fourth week (`turns.py`): who reads the same every week reads no more.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from config.catalogue.entries import Adoption, AdoptionKind, Organisation, Product
from handlers.citing import cite
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import NOTHING, listed
from handlers.posts.digest.shared import shared, shared_directory
from handlers.posts.digest.turns import EVERY, digest_day, is_dated_news, is_news_of, is_turn, week_number
from handlers.reply import Listing, Part, Phrase, Reply, Value, say
from storage.directory import Directory, ProductFilter
from storage.ordering import by_name
from storage.unit_of_work import UnitOfWork

_KINDS: tuple[AdoptionKind, ...] = ("interested", "pilot")
_MOST, _VACANT, _NAMED = 5, 3, 5
"""Products that are called out, those without a coordinator, and the authorities that are named for each."""
_RECENT = timedelta(days=548)
"""A year and a half: for so long somebody who wants to try a product is taken to look for others."""
_EVERY_PRODUCT = 10_000


@dataclass(frozen=True, slots=True)
class Call:
    """Authorities that try a product, or want to. `facts`: one for each."""

    product: Product
    organisations: tuple[str, ...]
    facts: tuple[Adoption, ...]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A product of which no source and nobody says who coordinates it. `since`: the day on which somebody stopped; None: it is not known that anybody did."""

    product: Product
    since: date | None


async def calls(issue: Issue, unit: UnitOfWork, directory: Directory) -> Reply:
    known = await shared_directory(unit, directory)
    wanted = [each for each in await shared(unit, ("calls", issue.today), lambda: _calls(known, issue.today)) if _is_called(each, issue)]
    every = await shared(unit, ("vacancies", issue.today), lambda: _vacancies(unit, known, issue.today))
    vacant = _rotated([each for each in every if _is_vacant(each, issue)], issue)
    parts = (*_trying(wanted), *_vacant(vacant))
    if not parts:
        return NOTHING
    return Reply(parts=parts, sources=await cite(known, [fact for each in wanted[:_MOST] for fact in each.facts]))


async def _calls(directory: Directory, today: date) -> list[Call]:
    """Of all products, by name. Only what everybody may know counts: a fact for a group alone is no call."""
    facts: dict[str, list[Adoption]] = defaultdict(list)
    for each in await directory.adoptions():
        if each.kind in _KINDS and each.visibility == "open" and _is_recent(each, today):
            facts[each.product].append(each)
    known = await directory.organisations({each.organisation for found in facts.values() for each in found})
    products = {each.id: each for each in (await directory.products(limit=_EVERY_PRODUCT)).items if each.status.value != "retired"}
    made = [
        _call(products[id_], [each for each in found if _stands(known.get(each.organisation), today)], known) for id_, found in facts.items() if id_ in products
    ]
    return sorted((each for each in made if each.facts), key=lambda each: by_name(each.product))


def _is_recent(fact: Adoption, today: date) -> bool:
    """Who wanted to try something years ago is not looking for others now."""
    return fact.as_of is not None and fact.as_of >= (today - _RECENT).isoformat()[: len(fact.as_of)]


def _call(product: Product, facts: Sequence[Adoption], known: dict[str, Organisation]) -> Call:
    return Call(product, tuple(sorted(known[each.organisation].name for each in facts)), tuple(facts))


def _stands(organisation: Organisation | None, today: date) -> bool:
    return organisation is not None and organisation.type != "vendor" and (organisation.valid_to is None or today <= organisation.valid_to)


def _is_called(call: Call, issue: Issue) -> bool:
    if not issue.tells_of_product(call.product.id):
        return False
    return is_turn(call.product.id, issue) or any(is_dated_news(each.as_of, issue) for each in call.facts)


def _trying(found: Sequence[Call]) -> tuple[Part, ...]:
    if not found:
        return ()
    lines = [
        Phrase("digest.calls.try", {"product": each.product.name, "count": len(each.organisations), "organisations": _named(each)}) for each in found[:_MOST]
    ]
    return (*listed(lines, "calls", len(found) - _MOST, product=found[-1].product.name), say("digest.calls.how", product=found[0].product.name))


def _named(call: Call) -> Value:
    left = len(call.organisations) - _NAMED
    return Listing((*call.organisations[:_NAMED], *((Phrase("digest.calls.others", {"count": left}),) if left > 0 else ())))


async def _vacancies(unit: UnitOfWork, directory: Directory, today: date) -> list[Vacancy]:
    """By name. Where a source says something else of the coordination it is not for us to call it vacant."""
    page = await directory.products(ProductFilter(kind="product"), limit=_EVERY_PRODUCT)
    products = [each for each in page.items if each.status.value != "retired" and each.coordination_note is None]
    documented = {each.product for each in await directory.documented_roles()}
    held = await unit.roles.over_any("product", [each.id for each in products], "produktkoordinator")
    taken = {each.scope.id for each in held if each.valid_to is None or each.valid_to > today}
    ended = {each.scope.id: each.valid_to for each in held}
    return [Vacancy(each, ended.get(each.id)) for each in products if each.id not in documented | taken]


def _is_vacant(vacancy: Vacancy, issue: Issue) -> bool:
    if not issue.tells_of_product(vacancy.product.id):
        return False
    return is_turn(f"vacant/{vacancy.product.id}", issue) or (vacancy.since is not None and is_news_of(vacancy.since, issue))


def _rotated(found: Sequence[Vacancy], issue: Issue) -> Sequence[Vacancy]:
    """Where it is the turn of more than are shown, others of them at their next."""
    start = week_number(digest_day(issue)) // EVERY * _VACANT % len(found) if len(found) > _VACANT else 0
    return [*found[start:], *found[:start]][:_VACANT]


def _vacant(found: Sequence[Vacancy]) -> tuple[Part, ...]:
    if not found:
        return ()
    return (say("digest.calls.vacant", products=Listing(tuple(each.product.name for each in found))), say("digest.calls.vacant.how"))
