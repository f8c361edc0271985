# SPDX-License-Identifier: MPL-2.0
"""Who develops, hosts and supports a product, and what a vendor does."""

from collections.abc import Sequence

from config.catalogue.entries import VendorRelation
from handlers.citing import cite
from handlers.freshness.marks import Mark, Marks, explained
from handlers.message import Query
from handlers.reply import Listing, Paragraph, Phrase, Reply, Table, Value, say
from handlers.unknown import no_such_organisation, no_such_product
from storage.directory import Directory

_ROWS = 60
_ASKED: dict[str, tuple[str, ...]] = {"hosting": ("hosting",)}
"""Refinements of the question that a documented role answers. No source tells who gives support."""


async def product_vendors(query: Query, directory: Directory, marks: Marks) -> Reply:
    """The documented vendors of a product; or the products of a vendor."""
    if "product" not in query.slots:
        return await _of_vendor(query, directory, marks)
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    relations = await directory.vendor_relations(product=product.id)
    note = (Paragraph(product.vendors_note.text),) if product.vendors_note else ()
    sources = await cite(directory, (*relations, product.vendors_note), () if relations or note else product.sources[:2])
    if not relations:
        ask = say("product_vendors.ask", mailbox=product.contact.mailbox)
        return Reply(parts=(say("product_vendors.unknown", product=product.name), *note, ask), outcome="answered" if note else "unknown", sources=sources)
    refined, dated = _refined(query, relations, product.name), await marks.of(relations)
    parts = (
        *refined,
        say("product_vendors.answer", product=product.name, count=len(relations)),
        await _table(relations, directory, dated),
        *explained(dated),
        *note,
    )
    return Reply(parts=parts, sources=sources)


def _refined(query: Query, relations: Sequence[VendorRelation], product: str) -> tuple[Paragraph, ...]:
    item = query.slots.get("item", "")
    if item not in ("hosting", "support") or any(role in _ASKED.get(item, ()) for relation in relations for role in relation.roles):
        return ()
    return (say(f"product_vendors.no_{item}", product=product),)


async def _of_vendor(query: Query, directory: Directory, marks: Marks) -> Reply:
    vendor = await directory.organisation(query.slots["vendor"])
    if vendor is None:
        return no_such_organisation(query)
    relations = await directory.vendor_relations(vendor=vendor.id)
    sources = await cite(directory, relations or (vendor,))
    if not relations:
        return Reply(parts=(say("vendor.unknown", vendor=vendor.name),), outcome="unknown", sources=sources)
    rows: list[tuple[Value, ...]] = []
    dated = await marks.of(relations[:_ROWS])
    for relation, mark in zip(relations, dated, strict=False):
        product = await directory.product(relation.product)
        rows.append((product.name if product else relation.product, _roles(relation), mark.said))
    table = Table((Phrase("column.product"), Phrase("column.role"), Phrase("column.as_of")), tuple(rows))
    left = (say("vendor.more", count=len(relations) - _ROWS),) if len(relations) > _ROWS else ()
    return Reply(parts=(say("vendor.answer", vendor=vendor.name, count=len(relations)), table, *explained(dated), *left), sources=sources)


async def _table(relations: Sequence[VendorRelation], directory: Directory, marks: Sequence[Mark]) -> Table:
    known = await directory.organisations([relation.vendor for relation in relations])
    rows = [
        (known[relation.vendor].name if relation.vendor in known else relation.vendor, _roles(relation), mark.said)
        for relation, mark in zip(relations, marks, strict=True)
    ]
    return Table((Phrase("column.vendor"), Phrase("column.role"), Phrase("column.as_of")), tuple(rows))


def _roles(relation: VendorRelation) -> Value:
    return Listing(tuple(Phrase(f"vendor_role.{role}") for role in relation.roles)) if relation.roles else Phrase("vendor_role.supplier")
