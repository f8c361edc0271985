# SPDX-License-Identifier: MPL-2.0
"""When groups meet, as far as sources tell: a rhythm at most. A date is never made from a rhythm."""

from collections.abc import Sequence

from config.catalogue.entries import Group
from handlers import articles
from handlers.citing import cite
from handlers.message import Query
from handlers.reply import Bullets, Paragraph, Phrase, Reply, Value, say
from handlers.unknown import no_such_product
from storage.directory import Directory


async def next_meeting(query: Query, directory: Directory) -> Reply:
    """The known rhythm of a product's group, or what the bylaws say of the association's own meetings."""
    if "product" in query.slots:
        return await _of_product(query, directory)
    groups = await directory.groups(type=query.slots.get("group_type"))
    rhythm = _rhythm([group for group in groups if group.product is None])
    reply = await articles.answer(query, directory, before=(say("meeting.no_date"),))
    return Reply(parts=(*reply.parts, *rhythm), outcome="unknown", sources=reply.sources)


async def list_meetings(query: Query, directory: Directory) -> Reply:
    """Meetings of a product or of all: where they are announced, as long as no calendar is kept here."""
    if "product" in query.slots:
        return await _of_product(query, directory)
    reply = await articles.answer(query, directory, before=(say("meeting.no_dates"),))
    return Reply(parts=reply.parts, outcome="unknown", sources=reply.sources)


async def _of_product(query: Query, directory: Directory) -> Reply:
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    wanted = query.slots.get("group_type")
    groups = await directory.groups(product=product.id, type=wanted)
    key = "meeting.product.group" if wanted else "meeting.product"
    part = say(key, product=product.name, group=Phrase(f"group.{wanted}") if wanted else Phrase("group.any"))
    sources = await cite(directory, groups, () if groups else product.sources[:1])
    return Reply(parts=(part, *_rhythm(groups), say("meeting.ask", mailbox=product.contact.mailbox)), outcome="unknown", sources=sources)


def _rhythm(groups: Sequence[Group]) -> tuple[Paragraph | Bullets, ...]:
    known = [Phrase("meeting.rhythm", {"group": Phrase(f"group.{group.type}"), "rhythm": group.rhythm}) for group in groups if group.rhythm]
    return (Bullets(tuple(known)),) if known else ()


async def rhythms_of(product_id: str, directory: Directory) -> list[Value]:
    """How often each of the product's groups meets, as far as a source tells."""
    product = await directory.product(product_id)
    if product is None:
        return []
    known = [group for group in await directory.groups(product=product.id) if group.rhythm]
    return [Phrase("home.rhythm", {"product": product.name, "group": Phrase(f"group.{each.type}"), "rhythm": each.rhythm or ""}) for each in known]
