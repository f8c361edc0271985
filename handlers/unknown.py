# SPDX-License-Identifier: MPL-2.0
"""What is said when a thing that was asked about has left the catalogue since."""

from handlers.message import Query
from handlers.reply import Reply, say


def no_such_product(query: Query) -> Reply:
    return Reply(parts=(say("product.gone", product=query.slots.get("product", "")),), outcome="unknown")


def no_such_organisation(query: Query) -> Reply:
    return Reply(parts=(say("organisation.gone", organisation=query.slots.get("organisation", "")),), outcome="unknown")
