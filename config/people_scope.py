# SPDX-License-Identifier: MPL-2.0
"""What a role is held over, as a cell of a file says it: by id, or by a name of the catalogue."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from config.catalogue.values import GroupType
from config.roles import ROLES, Role, ScopeKind

ASSOCIATION: tuple[ScopeKind, str] = ("association", "")
OWN_GROUPS = ("bestyrelse", "generalforsamling")
"""Groups of the association itself: they belong to no product."""
_WORDS: Mapping[ScopeKind, str] = {"product": "a product", "group": "a group", "organisation": "an organisation", "association": "the association"}
_LONGEST = 60  # characters of a cell that a sentence repeats


def folded(name: str) -> str:
    """The same for every way of writing a name: capitals and spaces do not count."""
    return "".join(unicodedata.normalize("NFC", name).split()).casefold()


_GROUPS: Mapping[str, str] = {folded(word): word for word in get_args(GroupType)}


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue has: folded id or name → the ids it may mean."""

    products: Mapping[str, frozenset[str]]
    organisations: Mapping[str, frozenset[str]]

    def product(self, text: str) -> str:
        return _one(text, self.products, "product")

    def organisation(self, text: str) -> str:
        return _one(text, self.organisations, "organisation")


def _one(text: str, known: Mapping[str, frozenset[str]], what: str) -> str:
    """The id that is meant. Raises ValueError where that is none, or several."""
    ids = known.get(folded(text), frozenset())
    if text in ids:
        return text
    if len(ids) > 1:
        raise ValueError(f"'{shown(text)}' is the name of {' and '.join(sorted(ids))}; give the id")
    if not ids:
        raise ValueError(f"'{shown(text)}' is no {what} of the catalogue; give its id or a name it has there")
    return next(iter(ids))


def scope_of(role: Role, kind: ScopeKind | None, text: str, known: Known) -> tuple[ScopeKind, str]:
    """The kind and id. Without a kind, the one that the role allows and the text fits. Raises ValueError with what is expected."""
    kinds = ROLES[role].over
    if kind is None and len(kinds) == 1:
        kind = kinds[0]
    if kind is not None:
        return kind, _id_of(kind, text, known, role)
    if not text:
        if "association" in kinds:
            return ASSOCIATION
        raise ValueError(f"is missing; {role} is held over {_listed(kinds)}")
    return _only(role, text, list(_fitting(text, known)))


def _only(role: Role, text: str, fitting: list[tuple[ScopeKind, str]]) -> tuple[ScopeKind, str]:
    kinds = ROLES[role].over
    allowed = [found for found in fitting if found[0] in kinds]
    if len(allowed) > 1:
        raise ValueError(f"'{shown(text)}' may be {_listed(tuple(found for found, _ in allowed))}; give scope_kind")
    if allowed:
        return allowed[0]
    if fitting:
        raise ValueError(f"'{shown(text)}' is {_listed(tuple(found for found, _ in fitting))}; {role} is held over {_listed(kinds)}")
    raise ValueError(f"'{shown(text)}' is nothing that the catalogue knows; {role} is held over {_listed(kinds)}")


def _fitting(text: str, known: Known) -> Iterator[tuple[ScopeKind, str]]:
    """Everything that the text may be."""
    kinds: tuple[ScopeKind, ...] = ("product", "group", "organisation")
    for kind in kinds:
        try:
            yield kind, _id_of(kind, text, known)
        except ValueError:
            continue


def _id_of(kind: ScopeKind, text: str, known: Known, role: str = "it") -> str:
    if kind == "association":
        if text:
            raise ValueError(f"must be left empty where {role} is held over the association")
        return ""
    if not text:
        raise ValueError(f"is missing; {role} is held over {_WORDS[kind]}")
    match kind:
        case "product":
            return known.product(text)
        case "organisation":
            return known.organisation(text)
        case "group":
            return _group(text, known)


def _group(text: str, known: Known) -> str:
    """`os2mo/styregruppe`, with the product by id or name; `bestyrelse`."""
    product, _, word = text.rpartition("/")
    group = _GROUPS.get(folded(word))
    if group is None:
        raise ValueError(f"'{shown(text)}' is no group; write a product and one of {', '.join(get_args(GroupType))}, such as os2mo/styregruppe")
    if product.strip():
        return f"{known.product(product.strip())}/{group}"
    if group not in OWN_GROUPS:
        raise ValueError(f"'{shown(text)}' is a group of a product: write it as os2mo/{group}")
    return group


def _listed(kinds: tuple[ScopeKind, ...]) -> str:
    return " or ".join(_WORDS[kind] for kind in kinds)


def shown(text: str) -> str:
    """The beginning of a cell, for a sentence about it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
