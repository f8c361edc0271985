# SPDX-License-Identifier: MPL-2.0
"""Finds entries that name another entry which does not exist."""

from collections.abc import Iterator, Mapping

from config.catalogue.entries import Adoption, Article, DocumentedRole, Entry, Group, Organisation, Product, VendorRelation
from config.problems import Problem


def broken_references(entries: Mapping[str, Mapping[str, Entry]]) -> list[Problem]:
    """One problem for every id that leads nowhere."""
    return [
        Problem(f"names {target} in {kind}, which does not exist", field=f"{owner_kind} '{key}'")
        for owner_kind, owned in entries.items()
        for key, entry in owned.items()
        for kind, target in references(entry)
        if target not in entries[kind]
    ]


def references(entry: Entry) -> Iterator[tuple[str, str]]:
    """(kind, key) of each entry that this one names."""
    source = getattr(entry, "source", None)
    if source is not None:
        yield "sources", source
    match entry:
        case Product():
            yield from _of_product(entry)
        case Organisation():
            yield from (("organisations", target) for target in (entry.region, entry.replaced_by) if target)
            yield from (("sources", source) for source in entry.membership_sources)
        case Adoption() | DocumentedRole():
            yield from (("products", entry.product), ("organisations", entry.organisation))
        case VendorRelation():
            yield from (("products", entry.product), ("organisations", entry.vendor))
        case Group() if entry.product:
            yield "products", entry.product
        case Article():
            yield from (("sources", source) for source in entry.more_sources)


def _of_product(product: Product) -> Iterator[tuple[str, str]]:
    yield "categories", product.category
    yield from (("sources", source) for source in product.sources)
    facts = (
        product.status, product.contact, product.declared_level, product.assessed_level, product.licence,
        product.coordination_note, product.usage, product.vendors_note, product.fees,
    )  # fmt: skip
    yield from (("sources", fact.source) for fact in facts if fact is not None)
