# SPDX-License-Identifier: MPL-2.0
"""Who coordinates a product, and whom to write to. Organisations and role mailboxes only: never a person's own details."""

from collections.abc import Mapping, Sequence

from config.catalogue.entries import Organisation, Product, RoleAssignment
from handlers.citing import cite
from handlers.message import Query
from handlers.reply import Listing, Paragraph, PartialDate, Phrase, Reply, Value, say
from handlers.unknown import no_such_product
from storage.directory import Directory


async def product_coordinator(query: Query, directory: Directory) -> Reply:
    """The coordinating organisation where a source confirms one; else what is known, the product's mailbox, and the secretariat, each named for what it is."""
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    roles = await directory.role_assignments(product=product.id)
    parts: list[Paragraph] = [say("product_coordinator.private")] if "wants" in query.slots else []
    parts += await _who(query, product, roles, directory)
    parts += [Paragraph(role.note) for role in roles if role.note]
    if product.coordination_note and not roles:
        parts.append(say("product_coordinator.note", note=product.coordination_note.text))
    parts.append(_mailbox(product))
    if query.slots.get("item") == "others":
        parts.append(say("product_coordinator.others"))
    sources = await cite(directory, (*roles, product.coordination_note, product.contact))
    return Reply(parts=tuple(parts), outcome="answered" if roles else "unknown", sources=sources)


async def _who(query: Query, product: Product, roles: Sequence[RoleAssignment], directory: Directory) -> list[Paragraph]:
    known = await directory.organisations({role.organisation for role in roles} | {query.slots.get("organisation", "")})
    asked = known.get(query.slots.get("organisation", ""))
    if not roles:
        return [say("product_coordinator.unknown", product=product.name)]
    newest = [role for role in roles if (role.as_of or "") == max(role.as_of or "" for role in roles)]
    older = [say("product_coordinator.older", **_said(product, [role], known)) for role in roles if role not in newest]
    values = _said(product, newest, known)
    if asked is None:
        return [say("product_coordinator.answer", **values), *older]
    confirmed = any(role.organisation == asked.id for role in newest)
    return [say("product_coordinator.yes" if confirmed else "product_coordinator.no", organisation=asked.name, **values), *older]


def _said(product: Product, roles: Sequence[RoleAssignment], known: Mapping[str, Organisation]) -> dict[str, Value]:
    """What these sources, all of one date, say: a newer one counts before an older."""
    names = Listing(tuple(known[role.organisation].name for role in roles if role.organisation in known))
    date = PartialDate(roles[0].as_of) if roles[0].as_of else Phrase("undated")
    return {"product": product.name, "organisations": names, "date": date}


def _mailbox(product: Product) -> Paragraph:
    kind = "shared" if product.contact.shared else "own"
    return say(f"product_coordinator.mailbox.{kind}", product=product.name, mailbox=product.contact.mailbox)
