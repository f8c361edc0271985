# SPDX-License-Identifier: MPL-2.0
"""The roles that the community knows: over what each is held, and whether one holder at a time has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeGuard, get_args

Role = Literal[
    "produktkoordinator", "stedfortraeder", "product_owner", "community_manager", "tovholder", "systemejer",
    "forperson", "referent", "gruppemedlem", "kontaktperson", "bruger", "interesseret", "leverandoer", "moderator",
    "sekretariat", "admin",
]  # fmt: skip
ScopeKind = Literal["product", "group", "organisation", "association"]


@dataclass(frozen=True, slots=True)
class RoleRule:
    """`over`: what it can be held over, the usual first. `sole`: it has one holder at a time."""

    over: tuple[ScopeKind, ...]
    sole: bool = False


ROLES: Mapping[Role, RoleRule] = {
    "produktkoordinator": RoleRule(("product",), sole=True),
    "stedfortraeder": RoleRule(("product", "group")),
    "product_owner": RoleRule(("product",), sole=True),
    "community_manager": RoleRule(("product", "association")),
    "tovholder": RoleRule(("product", "group"), sole=True),
    "systemejer": RoleRule(("product", "organisation")),
    "forperson": RoleRule(("group", "association"), sole=True),
    "referent": RoleRule(("group",)),
    "gruppemedlem": RoleRule(("group",)),
    "kontaktperson": RoleRule(("organisation", "product")),
    "bruger": RoleRule(("product",)),
    "interesseret": RoleRule(("product",)),
    "leverandoer": RoleRule(("product",)),
    "moderator": RoleRule(("product", "association")),
    "sekretariat": RoleRule(("association",)),
    "admin": RoleRule(("association",)),
}
"""Role → its rule. `bruger`, `kontaktperson`, `gruppemedlem`, `interesseret` and `leverandoer` are the relations of the community's newsletters."""


def is_role(text: str) -> TypeGuard[Role]:
    return text in get_args(Role)
