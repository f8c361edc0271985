# SPDX-License-Identifier: MPL-2.0
"""Who is in a group, and which groups an organisation is in. A person is named only where they want to be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from config.catalogue.entries import Organisation
from config.roles import Role
from handlers import articles
from handlers.citing import cite
from handlers.freshness.marks import Marks
from handlers.holders import Holders, Told, source_of
from handlers.message import Query
from handlers.reply import Bullets, Listing, Paragraph, Part, Phrase, Reply, Value, say
from handlers.role_words import said_holder, said_scope
from handlers.understanding.slotting import OWN_GROUPS
from handlers.unknown import no_such_organisation, no_such_product
from storage.directory import Directory
from storage.people import People
from storage.roles import Absences, RoleAssignment, RoleAssignments, Scope

_ITEMS: Mapping[str, Role] = {"formand": "forperson", "referent": "referent"}
"""The role that a refinement asks for."""


async def group_membership(
    query: Query, directory: Directory, roles: RoleAssignments, absences: Absences, people: People, today: date, zone: ZoneInfo, marks: Marks,
) -> Reply:  # fmt: skip
    """Who was told to the bot, then what sources tell: of a product's groups, of the association's, or of an organisation's part in them."""
    told = await _told(query, Holders(directory, roles, absences, people, today, zone))
    if "product" in query.slots:
        return _with(told, await _of_product(query, directory, told, marks))
    if query.slots.get("group_type") in OWN_GROUPS or "organisation" not in query.slots:
        return _with(told, await articles.answer(query, directory, marks, before=await _membership(query, directory)))
    return await _of_organisation(query, directory, roles, people, today, zone)


async def _told(query: Query, holders: Holders) -> Told:
    group, product = query.slots.get("group_type"), query.slots.get("product")
    if not group or not (product or group in OWN_GROUPS):
        return Told([], ())
    role = _ITEMS.get(query.slots.get("item", ""))
    return await holders.of(Scope("group", f"{product}/{group}" if product else group), *((role,) if role else ()))


def _with(told: Told, reply: Reply) -> Reply:
    if not told.parts:
        return reply
    return replace(reply, parts=(*told.parts, *reply.parts), outcome="answered", sources=(*told.sources, *reply.sources))


async def _membership(query: Query, directory: Directory) -> tuple[Paragraph, ...]:
    organisation = await directory.organisation(query.slots.get("organisation", ""))
    if organisation is None:
        return ()
    noted = organisation.membership_note if query.slots.get("group_type") == "bestyrelse" else None
    if noted:
        return (say("membership.note", organisation=organisation.name, note=noted),)
    return (say("group_membership.not_known_of", organisation=organisation.name),)


async def _of_product(query: Query, directory: Directory, told: Told, marks: Marks) -> Reply:
    product = await directory.product(query.slots["product"])
    if product is None:
        return no_such_product(query)
    wanted = query.slots.get("group_type")
    groups = await directory.groups(product=product.id, type=wanted)
    roles = await directory.documented_roles(product=product.id)
    known = await directory.organisations([role.organisation for role in roles])
    about: Value = Phrase(f"group.{wanted}") if wanted else Phrase("group.any")
    unknown = () if told.parts else (say("group_membership.unknown", group=about, product=product.name),)
    parts = [*await _membership(query, directory), *unknown]
    lines: list[Value] = [_line(group.type, group.state, group.note) for group in groups]
    if roles:
        names = Listing(tuple(organisation.name for organisation in known.values()))
        lines.append(Phrase("group_membership.coordinated", {"organisations": names}))
    listed = (Bullets(tuple(lines)),) if lines else ()
    ask = say("group_membership.ask", mailbox=product.contact.mailbox)
    sources = await cite(directory, (*groups, *roles), () if groups or roles else product.sources[:1])
    return Reply(parts=(*parts, *listed, *await marks.groups(told.holders, groups), ask), outcome="unknown", sources=sources)


def _line(group_type: str, state: str, note: Value | None) -> Phrase:
    values: dict[str, Value] = {"group": Phrase(f"group.{group_type}"), "state": Phrase(f"group_state.{state}")}
    return Phrase("group_membership.line.noted", {**values, "note": note}) if note else Phrase("group_membership.line", values)


async def _of_organisation(query: Query, directory: Directory, told: RoleAssignments, people: People, today: date, zone: ZoneInfo) -> Reply:
    organisation = await directory.organisation(query.slots["organisation"])
    if organisation is None:
        return no_such_organisation(query)
    held = [each for each in await told.of_organisation(organisation.id) if each.holds_on(today)]
    if held:
        return Reply(parts=await roles_of(organisation, held, directory, people), sources=(source_of(held[0], zone),))
    roles = await directory.documented_roles(organisation=organisation.id)
    if not roles:
        part = say("group_membership.organisation.unknown", organisation=organisation.name)
        return Reply(parts=(part, say("group_membership.secretariat")), outcome="unknown", sources=await cite(directory, (organisation,)))
    products = [await directory.product(role.product) for role in roles]
    names = Listing(tuple(product.name for product in products if product))
    parts = (say("group_membership.organisation.coordinates", organisation=organisation.name, products=names), say("group_membership.secretariat"))
    return Reply(parts=parts, sources=await cite(directory, roles))


async def roles_of(organisation: Organisation, held: Sequence[RoleAssignment], directory: Directory, people: People) -> tuple[Part, ...]:
    """The roles that an organisation holds, or that people employed there do, and which of the two."""
    lines: list[Value] = []
    for each in held:
        values = {"role": Phrase(f"role.{each.role}"), "scope": await said_scope(each.scope, directory), "holder": await said_holder(each, directory, people)}
        lines.append(Phrase("role.held", values))
    return (say("group_membership.organisation.holds", organisation=organisation.name), Bullets(tuple(lines)))
