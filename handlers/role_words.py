# SPDX-License-Identifier: MPL-2.0
"""Roles, what they are held over, and by whom, as phrases. A name is said only where its owner wants it shown."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.reply import Listing, PartialDate, Phrase, Value
from storage.directory import Directory
from storage.people import People, Person
from storage.roles import Absence, RoleAssignment, Scope


async def said_scope(scope: Scope, directory: Directory) -> Value:
    """`OS2mo`, `styregruppen for OS2mo`, `Aarhus Kommune`, `OS2`."""
    match scope.kind:
        case "product":
            product = await directory.product(scope.id)
            return product.name if product else scope.id
        case "organisation":
            organisation = await directory.organisation(scope.id)
            return organisation.name if organisation else scope.id
        case "group":
            return await _said_group(scope.id, directory)
        case "association":
            return Phrase("scope.association")


async def said_address(about: str, directory: Directory) -> Value:
    """What stands in an address such as `group/os2mo/styregruppe` or `product/os2mo`."""
    kind, _, id_ = about.partition("/")
    return await said_scope(Scope("group" if kind == "group" else "product", id_), directory)


async def _said_group(id_: str, directory: Directory) -> Value:
    product, _, group = id_.rpartition("/")
    if not product:
        return Phrase(f"group.{group}")
    return Phrase("scope.group", {"group": Phrase(f"group.{group}"), "product": await said_scope(Scope("product", product), directory)})


async def said_holder(held: RoleAssignment, directory: Directory, people: People, reader: str | None = None) -> Value:
    """`Anne Testesen (Aarhus Kommune)`, `en person fra Aarhus Kommune`, `Aarhus Kommune`, `koordinator@os2mo.example`; `dig` for the reader's own."""
    person = await people.person(held.person) if held.person else None
    party = await said_party(person, held.organisation, held.mailbox, directory, reader)
    return said_share(party, held.share)


def said_share(holder: Value, share: int | None) -> Value:
    """The holder, with how much of a position the role is, where that is known."""
    return Phrase("holder.share", {"holder": holder, "share": share}) if share else holder


async def said_party(person: Person | None, organisation: str | None, mailbox: str | None, directory: Directory, reader: str | None = None) -> Value:
    employer = await directory.organisation(organisation) if organisation else None
    of: Value | None = employer.name if employer else organisation
    parts: list[Value] = []
    if person is not None:
        parts.append(_said_person(person, of, reader))
    elif of is not None:
        parts.append(of)
    if mailbox:
        parts.append(mailbox)
    return Listing(tuple(parts)) if len(parts) > 1 else parts[0] if parts else Phrase("holder.nobody")


def _said_person(person: Person, of: Value | None, reader: str | None) -> Value:
    if person.id == reader:
        return Phrase("holder.you_of", {"organisation": of}) if of else Phrase("holder.you")
    if person.name:
        return Phrase("holder.name_of", {"name": person.name, "organisation": of}) if of else person.name
    return Phrase("holder.person_of", {"organisation": of}) if of else Phrase("holder.person")


def said_day(day: date) -> PartialDate:
    return PartialDate(day.isoformat())


def said_moment(moment: datetime, zone: ZoneInfo) -> PartialDate:
    """The day it was, where the community is."""
    return said_day(moment.astimezone(zone).date())


def said_last_day(after: date) -> PartialDate:
    """The last day that a term holds, which is the one before its `valid_to`."""
    return said_day(after - timedelta(days=1))


def said_absence(absence: Absence) -> Phrase:
    if absence.valid_to is None:
        return Phrase("absence.open", {"from": said_day(absence.valid_from)})
    return Phrase("absence.span", {"from": said_day(absence.valid_from), "until": said_last_day(absence.valid_to)})
