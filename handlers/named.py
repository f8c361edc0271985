# SPDX-License-Identifier: MPL-2.0
"""Whether what a form or a button names is there at all: words are only ever understood as names that are."""

from config.roles import is_role
from handlers.message import Query
from handlers.refusal import asking
from storage.directory import Directory


async def check_named(query: Query, directory: Directory) -> None:
    """Raises Refusal for a product, an organisation or a role that there is not."""
    for slot in ("product", "product2"):
        if (product := query.slots.get(slot)) and await directory.product(product) is None:
            raise asking("named.no_product", slot)
    if (organisation := query.slots.get("organisation")) and await directory.organisation(organisation) is None:
        raise asking("named.no_organisation", "organisation")
    if (role := query.slots.get("role")) and not is_role(role):
        raise asking("named.no_role", "role")
