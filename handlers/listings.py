# SPDX-License-Identifier: MPL-2.0
"""Lists of products: by level, topic, state and licence."""

from collections.abc import Sequence
from dataclasses import replace

from config.catalogue.entries import Category, Product
from config.intents.intent import Intents
from handlers.citing import cite
from handlers.message import Query
from handlers.products import level_name, shown_level, status_name
from handlers.reply import Choice, Listing, Phrase, Reply, Table, Value, say
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.text import clean, tokens
from storage.directory import Directory, ProductFilter

_CONDITIONS = frozenset(("level", "category", "status", "licence"))
_ROWS = 50  # more than the whole shipped catalogue; a larger one says how many are left out


async def list_products(query: Query, directory: Directory, intents: Intents) -> Reply:
    """The products that fit every condition, by name. A condition turned round ("not level 3") is told apart, and all are shown."""
    if _CONDITIONS & query.slots.keys() and _excludes(query, intents):
        every = await list_products(replace(query, slots={}, words=""), directory, intents)
        return replace(every, parts=(say("list_products.no_exclusions"), *every.parts))
    slots = query.slots
    where = ProductFilter(**{field: slots[field] for field in ("level", "category", "status", "licence") if field in slots})  # type: ignore[arg-type] # the vocabulary's levels are Levels
    page = await directory.products(where, limit=_ROWS)
    conditions = Listing(tuple(_conditions(query, await directory.categories())))
    if not page.total:
        return Reply(
            parts=(say("list_products.none", conditions=conditions),), choices=(Choice(Phrase("list_products.all"), "list_products"),), outcome="unknown"
        )
    title = "list_products.some" if conditions.values else "list_products.every"
    counted = say(title, count=page.total, conditions=conditions)
    columns = (Phrase("column.product"), Phrase("column.level"), Phrase("column.status"), Phrase("column.category"))
    names = {category.id: category.name for category in await directory.categories()}
    table = Table(columns, tuple(_row(product, names.get(product.category, product.category)) for product in page.items))
    left = (say("list_products.more", count=page.total - len(page.items)),) if page.total > len(page.items) else ()
    explained = (say("list_products.levels"),) if "level" in slots else ()
    facts = [product.assessed_level or product.declared_level for product in page.items] if "level" in slots else [product.status for product in page.items]
    return Reply(parts=(counted, table, *left, *explained), sources=await cite(directory, facts))


def _excludes(query: Query, intents: Intents) -> bool:
    return bool(Phrases({"exclusion": both(intents.vocabulary.exclusions)}).find(tokens(clean(query.words))))


def _row(product: Product, category: Value) -> tuple[Value, ...]:
    return (product.name, shown_level(product), status_name(product), category)


def _conditions(query: Query, categories: Sequence[Category]) -> list[Value]:
    slots = query.slots
    found: list[Value] = []
    if "level" in slots:
        found.append(level_name(slots["level"]))
    if "category" in slots:
        found.append(next((category.name for category in categories if category.id == slots["category"]), slots["category"]))
    if "status" in slots:
        found.append(Phrase(f"status.{slots['status']}"))
    if "licence" in slots:
        found.append(Phrase("condition.licence", {"licence": slots["licence"]}))
    return found
