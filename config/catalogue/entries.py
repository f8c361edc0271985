# SPDX-License-Identifier: MPL-2.0
"""The kinds of catalogue entry. Each is one record in the database and one item in a YAML list of the kind's name."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints, with_config

from config.catalogue.values import (
    ENTRY,
    Bilingual,
    ContactFact,
    GroupType,
    Id,
    Level,
    LevelFact,
    LicenceFact,
    Link,
    Mailbox,
    PartialDate,
    Statement,
    StatusFact,
    Url,
    Visibility,
    WordLists,
    Words,
)

AdoptionKind = Literal["user", "affiliated", "pilot", "interested", "initiator", "passive", "former"]
VendorRole = Literal["developer", "maintainer", "hosting", "quality_assurance", "adviser", "supplier"]


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where facts come from. `as_of` is when the source was written (None: undated), `read` when we read it."""

    id: Id
    title: Words
    read: PartialDate
    url: Url | None = None
    as_of: PartialDate | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An authority, a vendor or another body. Dates are the days on which it begins and ceases to exist."""

    id: Id
    name: Words
    type: Literal["municipality", "region", "state", "vendor", "other"]
    source: Id
    variants: tuple[Words, ...] = ()
    weak_variants: tuple[Words, ...] = ()
    english: Words | None = None
    municipality_code: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] | None = None
    cvr: Annotated[str, StringConstraints(pattern=r"^\d{8}$")] | None = None
    ean: Annotated[str, StringConstraints(pattern=r"^\d{13}$")] | None = None
    region: Id | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: Id | None = None
    membership: Literal["documented", "participation_documented", "unknown"] = "unknown"
    membership_note: Bilingual | None = None
    membership_sources: tuple[Id, ...] = ()
    contact: Mailbox | None = None
    note: Bilingual | None = None
    as_of: PartialDate | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product, project or service of the community. Weak aliases are ordinary words: they name it only where a product is expected.

    `releases`: the addresses of lists of its releases (Atom or RSS); None: those of its repositories; empty: none is read.
    """

    id: Id
    name: Words
    kind: Literal["product", "project", "community_service"]
    summary: Bilingual
    category: Words
    status: StatusFact
    contact: ContactFact
    aliases: tuple[Words, ...] = ()
    weak_aliases: tuple[Words, ...] = ()
    described_as: WordLists = WordLists()
    pages: tuple[Url, ...] = ()
    repositories: tuple[Url, ...] = ()
    releases: tuple[Url, ...] | None = None
    declared_level: LevelFact | None = None
    assessed_level: LevelFact | None = None
    licence: LicenceFact | None = None
    coordination_note: Statement | None = None
    usage: Statement | None = None
    vendors_note: Statement | None = None
    fees: Statement | None = None
    publiccode: Url | None = None
    sources: tuple[Id, ...] = ()


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What an organisation has to do with a product, as a source tells it. It never proves membership of OS2."""

    product: Id
    organisation: Id
    kind: AdoptionKind
    source: Id
    as_of: PartialDate | None = None
    note: Bilingual | None = None
    visibility: Visibility = "open"


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class VendorRelation:
    """What a vendor does for a product."""

    product: Id
    vendor: Id
    source: Id
    roles: tuple[VendorRole, ...] = ()
    as_of: PartialDate | None = None
    note: Bilingual | None = None
    visibility: Visibility = "open"


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of a product or of the association. `rhythm` is what a source says of when it meets: never a promise of a date."""

    id: Id
    type: GroupType
    source: Id
    product: Id | None = None
    state: Literal["active", "documented", "passive", "being_set_up", "none_active"] = "documented"
    note: Bilingual | None = None
    rhythm: Bilingual | None = None
    as_of: PartialDate | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedRole:
    """A role held by an organisation or a mailbox. No person is named in the catalogue."""

    role: Literal["produktkoordinator"]
    product: Id
    organisation: Id
    source: Id
    as_of: PartialDate | None = None
    note: Bilingual | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text that answers questions. `answers` are lines `intent` or `intent/item`; `keywords` find it by its subject."""

    id: Id
    kind: Literal["article", "glossary"]
    title: Bilingual
    body: Bilingual
    source: Id
    review_by: date
    answers: tuple[Words, ...] = ()
    keywords: WordLists = WordLists()
    links: tuple[Link, ...] = ()
    more_sources: tuple[Id, ...] = ()
    as_of: PartialDate | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement of the governance model. Those not mandatory are recommendations (*anbefaling*)."""

    id: Annotated[str, StringConstraints(pattern=r"^[RFSG]\d{1,2}$")]
    level: Level
    category: Literal["relevans", "formkrav", "strategi", "governance"]
    mandatory: bool
    text: Bilingual
    source: Id
    as_of: PartialDate | None = None


@with_config(ENTRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A topic that products are filed under, with the words people use for it."""

    id: Words
    name: Bilingual
    words: WordLists = WordLists()


Entry = Source | Organisation | Product | Adoption | VendorRelation | Group | DocumentedRole | Article | Requirement | Category

KINDS: dict[str, type[Entry]] = {
    "sources": Source,
    "categories": Category,
    "organisations": Organisation,
    "products": Product,
    "adoptions": Adoption,
    "vendor_relations": VendorRelation,
    "groups": Group,
    "documented_roles": DocumentedRole,
    "articles": Article,
    "requirements": Requirement,
}
"""The list names of a catalogue file, in the order in which they are written and applied (what is referred to comes first)."""


def key_of(entry: Entry) -> str:
    """What makes an entry the same entry in two files: its id, or the ids it connects."""
    match entry:
        case Adoption():
            return f"{entry.product}/{entry.organisation}"
        case VendorRelation():
            return f"{entry.product}/{entry.vendor}"
        case DocumentedRole():
            return f"{entry.role}/{entry.product}/{entry.organisation}"
        case _:
            return entry.id
