# SPDX-License-Identifier: MPL-2.0
"""What the id of a fact says of it: what it is of, and whose organisation. `adoption/os2mo/syddjurs`, `group/os2mo/styregruppe`, `level/os2mo`."""

from storage.roles import ASSOCIATION, Scope

_OF_ORGANISATIONS = ("adoption", "coordinator")


def kind_in(fact: str) -> str:
    return fact.partition("/")[0]


def scope_in(fact: str) -> Scope:
    """The product, or the group; of an article the association. Of a role, whose id says nothing, too."""
    kind, _, rest = fact.partition("/")
    match kind:
        case "level" | "contact":
            return Scope("product", rest)
        case "adoption" | "vendor" | "coordinator":
            return Scope("product", rest.partition("/")[0])
        case "group":
            return Scope("group", rest)
        case _:
            return ASSOCIATION


def organisation_in(fact: str) -> str | None:
    """Whose use or role it is."""
    kind, _, rest = fact.partition("/")
    return rest.partition("/")[2] if kind in _OF_ORGANISATIONS else None


def role_in(fact: str) -> str:
    """The id of the assignment; empty: it is no role that was told."""
    kind, _, rest = fact.partition("/")
    return rest if kind == "role" else ""
