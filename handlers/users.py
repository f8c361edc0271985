# SPDX-License-Identifier: MPL-2.0
"""Which organisations use which products, as far as sources tell. Use of a product is not membership of OS2."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.catalogue.entries import Adoption, DocumentedRole, Organisation, Product
from handlers.citing import cite
from handlers.freshness.marks import Mark, Marks, explained
from handlers.groups import roles_of
from handlers.holders import source_of
from handlers.message import Query
from handlers.reply import Listing, Paragraph, Part, PartialDate, Phrase, Reply, Table, Value, say
from handlers.unknown import no_such_organisation, no_such_product
from storage.directory import Directory
from storage.people import People
from storage.roles import RoleAssignments

_ROWS = 60
_INTERESTED = ("interested", "pilot")
"""Kinds that show interest without being in use."""
_USING = ("user", "affiliated", "pilot")
"""Kinds of adoption that count as use. To have initiated a product is not to use it."""


async def product_users(query: Query, directory: Directory, marks: Marks) -> Reply:
    """The documented users of a product; all of them, how many, or the regions among them."""
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    adoptions = await directory.adoptions(product=product.id)
    known = await directory.organisations({adoption.organisation for adoption in adoptions})
    if query.slots.get("item") == "interested":
        return await _interested(product, [each for each in adoptions if each.kind in _INTERESTED], known, directory, marks)
    if query.slots.get("item") == "region":
        adoptions = [adoption for adoption in adoptions if _is_region(known.get(adoption.organisation))]
    usage = (Paragraph(product.usage.text),) if product.usage else ()
    sources = await cite(directory, (product.usage, *adoptions))
    if not adoptions:
        key = "product_users.no_regions" if query.slots.get("item") == "region" else "product_users.unknown"
        return Reply(
            parts=(say(key, product=product.name), *usage, say("product_users.ask", mailbox=product.contact.mailbox)),
            outcome="answered" if usage else "unknown",
            sources=sources,
        )
    dated = await marks.of(adoptions[:_ROWS])
    key = "product_users.regions" if query.slots.get("item") == "region" else "product_users.answer"
    parts: tuple[Part, ...] = (
        say(key, product=product.name, count=len(adoptions)),
        *usage,
        _table(adoptions, known, dated),
        *explained(dated),
        *_left_out(adoptions),
        say("product_users.evidence"),
    )
    return Reply(parts=parts, sources=sources)


async def _interested(product: Product, adoptions: Sequence[Adoption], known: Mapping[str, Organisation], directory: Directory, marks: Marks) -> Reply:
    """Who wants to try it, by organisation: those to do it together with."""
    ask = say("product_users.ask", mailbox=product.contact.mailbox)
    if not adoptions:
        sources = await cite(directory, (product.contact,))
        return Reply(parts=(say("product_users.no_interested", product=product.name), ask), outcome="unknown", sources=sources)
    dated = await marks.of(adoptions[:_ROWS])
    return Reply(
        parts=(say("product_users.interested", product=product.name), _table(adoptions, known, dated), *explained(dated), ask),
        sources=await cite(directory, adoptions),
    )


async def organisation_products(
    query: Query, directory: Directory, roles: RoleAssignments, people: People, now: datetime, today: date, zone: ZoneInfo, marks: Marks
) -> Reply:
    """What an organisation is documented to use, and the roles it holds; or whether it uses one product."""
    organisation = await directory.organisation(query.slots["organisation"])
    if organisation is None:
        return no_such_organisation(query)
    if "product" in query.slots:
        return await _uses(query, organisation, directory, marks)
    adoptions = await directory.adoptions(organisation=organisation.id)
    documented = await directory.documented_roles(organisation=organisation.id)
    life = await _lifespan(organisation, directory, now)
    held = [each for each in await roles.of_organisation(organisation.id) if each.holds_on(today)]
    told: tuple[Part, ...] = await roles_of(organisation, held, directory, people) if held else ()
    sources = (*(source_of(each, zone) for each in held[:1]), *await cite(directory, (*adoptions, *documented)))
    if not adoptions and not documented:
        unknown = say("organisation_products.unknown", organisation=organisation.name)
        return Reply(parts=(*life, *told, unknown), outcome="answered" if told else "unknown", sources=sources or await cite(directory, (organisation,)))
    dated = await marks.of([*adoptions, *documented])
    table = Table((Phrase("column.product"), Phrase("column.relation"), Phrase("column.as_of")), tuple(await _rows(adoptions, documented, directory, dated)))
    answer = say("organisation_products.answer", organisation=organisation.name, count=len(table.rows))
    return Reply(parts=(*life, answer, table, *explained(dated), *told, say("organisation_products.evidence")), sources=sources)


async def _uses(query: Query, organisation: Organisation, directory: Directory, marks: Marks) -> Reply:
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    adoptions = await directory.adoptions(product=product.id, organisation=organisation.id)
    values: dict[str, Value] = {"organisation": organisation.name, "product": product.name}
    if not adoptions:
        ask = say("product_users.ask", mailbox=product.contact.mailbox)
        return Reply(
            parts=(say("organisation_products.not_documented", **values), ask),
            outcome="unknown",
            sources=await cite(directory, (product.status,), product.sources[:1]),
        )
    adoption = adoptions[0]
    answer = "yes" if adoption.kind in _USING else "once" if adoption.kind in ("former", "passive") else "interested"
    said = say(f"organisation_products.{answer}", **values, relation=Phrase(f"adoption.{adoption.kind}"), date=_date(adoption))
    notes = (Paragraph(adoption.note),) if adoption.note else ()
    mark = (await marks.of(adoptions[:1]))[0]
    return Reply(parts=(said, *notes, *mark.sentence, say("organisation_products.evidence")), sources=await cite(directory, adoptions))


async def _rows(adoptions: Sequence[Adoption], roles: Sequence[DocumentedRole], directory: Directory, marks: Sequence[Mark]) -> list[tuple[Value, ...]]:
    ids = dict.fromkeys([adoption.product for adoption in adoptions] + [role.product for role in roles])
    rows: list[tuple[Value, ...]] = []
    for id_ in list(ids)[:_ROWS]:
        product = await directory.product(id_)
        relations: list[Value] = [Phrase(f"adoption.{adoption.kind}") for adoption in adoptions if adoption.product == id_]
        relations += [Phrase("relation.produktkoordinator") for role in roles if role.product == id_]
        dates = dict.fromkeys(mark.said for mark in marks if mark.now.fact.product == id_)  # one for each relation, where they differ
        rows.append((product.name if product else id_, Listing(tuple(relations)), Listing(tuple(dates))))
    return rows


def _table(adoptions: Sequence[Adoption], known: Mapping[str, Organisation], marks: Sequence[Mark]) -> Table:
    rows = [(_name(known, adoption), Phrase(f"adoption.{adoption.kind}"), mark.said) for adoption, mark in zip(adoptions[:_ROWS], marks, strict=True)]
    return Table((Phrase("column.organisation"), Phrase("column.relation"), Phrase("column.as_of")), tuple(rows))


def _left_out(adoptions: Sequence[Adoption]) -> tuple[Paragraph, ...]:
    return (say("product_users.more", count=len(adoptions) - _ROWS),) if len(adoptions) > _ROWS else ()


def _name(known: Mapping[str, Organisation], adoption: Adoption) -> str:
    return known[adoption.organisation].name if adoption.organisation in known else adoption.organisation


def _date(fact: Adoption | DocumentedRole) -> Value:
    return PartialDate(fact.as_of) if fact.as_of else Phrase("undated")


def _is_region(organisation: Organisation | None) -> bool:
    return organisation is not None and organisation.type == "region"


async def _lifespan(organisation: Organisation, directory: Directory, now: datetime) -> tuple[Paragraph, ...]:
    """A region that ends, or has not begun, says so."""
    if organisation.valid_to:
        successor = await directory.organisation(organisation.replaced_by or "")
        key = "organisation.ended" if organisation.valid_to < now.date() else "organisation.ends"
        return (say(key, organisation=organisation.name, date=PartialDate(str(organisation.valid_to)), successor=successor.name if successor else "–"),)
    if organisation.valid_from and organisation.valid_from > now.date():
        return (say("organisation.begins", organisation=organisation.name, date=PartialDate(str(organisation.valid_from))),)
    return ()
