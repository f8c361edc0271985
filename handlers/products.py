# SPDX-License-Identifier: MPL-2.0
"""What a product is, which level and licence it has, and where its code is."""

from config.catalogue.entries import Product
from config.catalogue.values import LevelFact
from handlers.citing import cite
from handlers.freshness.marks import Marks
from handlers.message import Query
from handlers.reply import Bullets, Heading, Link, Paragraph, Part, PartialDate, Phrase, Reply, Table, Value, say
from handlers.unknown import no_such_product
from storage.directory import Directory

_LINKS = 8  # pages and repositories shown at most


async def product_info(query: Query, directory: Directory, marks: Marks) -> Reply:
    """What it is, whether it lives, its level and licence; or two products side by side."""
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    if other := await directory.product(query.slots.get("product2", "")):
        return await _compared(product, other, directory)
    facts = (_status(product), _level_line(product), _licence_line(product))
    first = facts[0] if query.slots.get("item") == "status" else Phrase("product.summary", {"product": product.name, "summary": product.summary})
    rest = (Phrase("product.summary.only", {"summary": product.summary}), *facts[1:]) if query.slots.get("item") == "status" else facts
    links = [Link(Phrase("product.page"), page) for page in product.pages[:1]] + _code_links(product)[:1]
    sources = await cite(directory, (product.status, _newest_level(product), product.licence), product.sources)
    return Reply(parts=(Paragraph(first), Bullets(rest), *await marks.level(product), *links), sources=sources)


async def product_level(query: Query, directory: Directory, marks: Marks) -> Reply:
    """The declared level and the assessed one, each with its date. A level asked about is confirmed or not."""
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    newest = _newest_level(product)
    if newest is None:
        ask = say("product_level.ask", mailbox=product.contact.mailbox)
        sources = await cite(directory, (), product.sources[:2])
        return Reply(parts=(say("product_level.unknown", product=product.name), ask), outcome="unknown", sources=sources)
    how = "assessed" if product.assessed_level else "declared"
    if asked := query.slots.get("level"):
        agrees = "yes" if asked == newest.level else "no"
        part = say(f"product_level.{agrees}.{how}", product=product.name, level=level_name(asked), known=level_name(newest.level))
    else:
        part = say(f"product_level.answer.{how}", product=product.name, level=level_name(newest.level))
    facts = [Phrase(f"product_level.{kind}", _level_values(fact)) for kind, fact in _levels(product)]
    notes: list[Value] = [fact.note for _, fact in _levels(product) if fact.note]
    if any(fact.level == "1+" for _, fact in _levels(product)):
        notes.append(Phrase("product_level.one_plus"))
    sources = await cite(directory, [fact for _, fact in _levels(product)])
    return Reply(parts=(part, Bullets((*facts, *notes)), *await marks.level(product)), sources=sources)


async def product_license(query: Query, directory: Directory) -> Reply:
    """The licence by its SPDX identifier, and what a user should know of it."""
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    if product.licence is None:
        unknown: tuple[Part, ...] = (
            say("product_license.unknown", product=product.name),
            *_code_links(product)[:2],
            say("product_license.ask", mailbox=product.contact.mailbox),
        )
        return Reply(parts=unknown, outcome="unknown", sources=await cite(directory, (), product.sources[:2]))
    notes = (Paragraph(product.licence.note),) if product.licence.note else ()
    parts: tuple[Part, ...] = (
        say("product_license.answer", product=product.name, licence=product.licence.spdx),
        *notes,
        say("product_license.free"),
        *_code_links(product)[:1],
    )
    return Reply(parts=parts, sources=await cite(directory, (product.licence,)))


async def product_repository(query: Query, directory: Directory) -> Reply:
    """The addresses of the code; issues are reported there too."""
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    sources = await cite(directory, (product.licence,), product.sources[:2])
    if not product.repositories:
        ask = say("product_repository.ask", mailbox=product.contact.mailbox)
        return Reply(parts=(say("product_repository.unknown", product=product.name), ask), outcome="unknown", sources=sources)
    parts: tuple[Part, ...] = (
        say("product_repository.answer", product=product.name, count=len(product.repositories)),
        *_code_links(product),
        say("product_repository.issues"),
    )
    return Reply(parts=parts, sources=sources)


def level_name(level: str) -> Phrase:
    return Phrase(f"level.{level}")


def shown_level(product: Product) -> Value:
    """The level for one cell of a table: the assessed one, else the declared one."""
    newest = _newest_level(product)
    return level_name(newest.level) if newest else Phrase("unknown")


def status_name(product: Product) -> Phrase:
    return Phrase(f"status.{product.status.value}")


def _newest_level(product: Product) -> LevelFact | None:
    return product.assessed_level or product.declared_level


def _levels(product: Product) -> list[tuple[str, LevelFact]]:
    both = (("declared", product.declared_level), ("assessed", product.assessed_level))
    return [(kind, fact) for kind, fact in both if fact is not None]


def _level_values(fact: LevelFact) -> dict[str, Value]:
    return {"level": level_name(fact.level), "date": PartialDate(fact.as_of) if fact.as_of else Phrase("undated")}


def _level_line(product: Product) -> Phrase:
    levels = _levels(product)
    if not levels:
        return Phrase("product.level.unknown")
    return Phrase("product.level." + "_and_".join(kind for kind, _ in levels), {kind: level_name(fact.level) for kind, fact in levels})


def _licence_line(product: Product) -> Phrase:
    return Phrase("product.licence", {"licence": product.licence.spdx}) if product.licence else Phrase("product.licence.unknown")


def _status(product: Product) -> Phrase:
    note: Value = product.status.note or Phrase("nothing")
    return Phrase(f"product.status.{product.status.value}", {"product": product.name, "note": note})


def _code_links(product: Product) -> list[Link]:
    return [Link(Phrase("product.code"), address) for address in product.repositories[:_LINKS]]


async def _compared(one: Product, other: Product, directory: Directory) -> Reply:
    rows: list[tuple[Value, ...]] = [
        (Phrase("compare.purpose"), one.summary, other.summary),
        (Phrase("compare.level"), shown_level(one), shown_level(other)),
        (Phrase("compare.status"), status_name(one), status_name(other)),
        (Phrase("compare.licence"), *(product.licence.spdx if product.licence else Phrase("unknown") for product in (one, other))),
    ]
    table = Table((Phrase("nothing"), one.name, other.name), tuple(rows))
    facts = [fact for product in (one, other) for fact in (product.status, _newest_level(product), product.licence)]
    return Reply(
        parts=(Heading(Phrase("compare.title", {"one": one.name, "other": other.name})), table),
        sources=await cite(directory, facts, one.sources[:1] + other.sources[:1]),
    )
