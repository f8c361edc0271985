# SPDX-License-Identifier: MPL-2.0
"""By which values entries are looked up, and which names they answer to: the same for every implementation."""

from collections.abc import Iterator, Mapping

from config.catalogue.entries import Article, Entry, Organisation, Product
from storage.directory import Name

LOOKED_UP: Mapping[str, tuple[str, ...]] = {
    "organisations": ("name", "type"),
    "products": ("name", "category", "status", "level", "licence", "kind"),
    "adoptions": ("product", "organisation"),
    "vendor_relations": ("product", "vendor"),
    "groups": ("product", "type"),
    "documented_roles": ("product", "organisation"),
    "requirements": ("level",),
}
"""Kind → the values its entries are filtered by."""

NAMING = ("products", "organisations", "categories")
"""The kinds that messages are understood by: the directory's `names_revision` grows when one of them changes."""


def index_values(kind: str, entry: Entry) -> dict[str, str | None]:
    """The values by which this entry is found. A product's level is the assessed one, else the declared one."""
    values: dict[str, str | None] = {column: getattr(entry, column, None) for column in LOOKED_UP.get(kind, ())}
    if isinstance(entry, Product):
        newest = entry.assessed_level or entry.declared_level
        values |= {"status": entry.status.value, "level": newest.level if newest else None, "licence": entry.licence.spdx if entry.licence else None}
    return values


def names_of(entry: Entry) -> Iterator[Name]:
    """Every name of a product, an organisation or a vendor."""
    match entry:
        case Product():
            yield from _names("product", entry.id, (entry.name, *entry.aliases), entry.weak_aliases)
        case Organisation():
            kind = "vendor" if entry.type == "vendor" else "organisation"
            strong = (entry.name, *entry.variants, *((entry.english,) if entry.english else ()))
            yield from _names(kind, entry.id, strong, entry.weak_variants)


def _names(kind: str, id_: str, strong: tuple[str, ...], weak: tuple[str, ...]) -> Iterator[Name]:
    seen = dict.fromkeys(strong, False) | dict.fromkeys(weak, True)
    yield from (Name(text, kind, id_, is_weak) for text, is_weak in seen.items())


def answers_of(entry: Entry) -> tuple[str, ...]:
    """What an article is found by: each `intent/item` it answers, and each intent alone."""
    if not isinstance(entry, Article):
        return ()
    return tuple(dict.fromkeys(found for line in entry.answers for found in (line, line.partition("/")[0])))
