# SPDX-License-Identifier: MPL-2.0
"""Membership, money, and joining a product."""

from dataclasses import replace

from config.catalogue.entries import Organisation
from handlers import articles
from handlers.citing import cite
from handlers.freshness.marks import Marks
from handlers.message import Query
from handlers.reply import Choice, Paragraph, PartialDate, Phrase, Reply, say
from handlers.unanswered.answering import SOURCE
from handlers.unknown import no_such_product
from storage.directory import Directory


async def join_os2(query: Query, directory: Directory, marks: Marks) -> Reply:
    """How an authority becomes, or ceases to be, a member; and what is known of one that is named."""
    organisation = await directory.organisation(query.slots.get("organisation", ""))
    if organisation is None:
        return await articles.answer(query, directory, marks)
    if SOURCE in organisation.membership_sources and organisation.membership == "documented":
        return await _registered(organisation, directory)
    known = organisation.membership_note
    note = say("membership.note", organisation=organisation.name, note=known) if known else say("membership.unknown", organisation=organisation.name)
    reply = await articles.answer(query, directory, marks, before=(note,))
    cited = await cite(directory, (), organisation.membership_sources)
    return replace(reply, sources=tuple(dict.fromkeys((*cited, *reply.sources))))


async def _registered(organisation: Organisation, directory: Directory) -> Reply:
    """As the secretariat said at the end of an onboarding here: of that day, and with no recipe for what is done."""
    since = PartialDate(organisation.as_of) if organisation.as_of else None
    told = (
        say("membership.registered", organisation=organisation.name, date=since)
        if since
        else say("membership.registered.undated", organisation=organisation.name)
    )
    return Reply(parts=(told,), sources=await cite(directory, (), organisation.membership_sources))


async def fee(query: Query, directory: Directory, marks: Marks) -> Reply:
    """What membership costs, or what a product does; figures only where a source gives them."""
    if query.slots.get("scope") != "product":
        return await articles.answer(query, directory, marks, intent="fee")
    product = await directory.product(query.slots.get("product", ""))
    general = await articles.answer(_general(query, "product"), directory, marks, intent="fee")
    if product is None:
        return general
    known = Paragraph(product.fees.text) if product.fees else say("fee.product.unknown", product=product.name)
    parts = (known, say("fee.ask", mailbox=product.contact.mailbox), *general.parts)
    sources = (*await cite(directory, (product.fees,)), *general.sources)
    return Reply(parts=parts, outcome="answered" if product.fees else "unknown", sources=sources)


async def express_interest(query: Query, directory: Directory, marks: Marks) -> Reply:
    """How to try or join a product, and whom to tell; with the offer to record the interest."""
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    general = await articles.answer(_general(query, ""), directory, marks)
    parts = (say("express_interest.write", product=product.name, mailbox=product.contact.mailbox), *general.parts)
    organisation = {"organisation": query.slots["organisation"]} if "organisation" in query.slots else {}
    record = Choice(Phrase("express_interest.note_it"), "change_adoption", {"product": product.id, "kind": "interested", **organisation})
    return Reply(parts=parts, choices=(record,), sources=(*await cite(directory, (product.contact,)), *general.sources))


async def become_vendor(query: Query, directory: Directory, marks: Marks) -> Reply:
    """How a company becomes a vendor partner."""
    return await articles.answer(query, directory, marks)


def _general(query: Query, item: str) -> Query:
    """The same question, asking for the article on this item."""
    return Query(intent=query.intent, slots={**query.slots, "item": item}, language=query.language, words="" if item == "" else query.words)
