# SPDX-License-Identifier: MPL-2.0
"""Addresses under which calendar programs read meetings. Whoever has one reads along, so each is shown once, to one person, and can be closed again."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.icalendar.tokens import fingerprint, made
from handlers.meetings.known import belongs
from handlers.meetings.which import group_meant
from handlers.message import Query
from handlers.named import check_named
from handlers.parties import Parties, Party
from handlers.permissions import Target
from handlers.refusal import Refusal
from handlers.reply import Bullets, Choice, Phrase, Reply, Value, Verbatim, say
from handlers.role_words import said_address, said_moment
from storage.calendars import CalendarAddress
from storage.directory import Directory
from storage.unit_of_work import UnitOfWork

LIST, REVOKE = "list", "revoke"
"""Values of `item`: which addresses there are; one of them is to be closed."""
MOST = 20
"""Addresses of one person."""


async def calendar_address(
    query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, public_url: str, now: datetime, today: date, zone: ZoneInfo,
) -> Reply:  # fmt: skip
    """A new address for the meetings of a group, of a product's groups, or of the speaker's own groups; or those that the speaker has."""
    if not actor.private:
        raise Refusal("private.needed", in_private=True)
    speaker = await Parties(actor, unit.people, now, today).speaker()
    if actor.person:  # nothing is at stake yet of somebody who is not known: what they are given is permitted below
        await changes.permit("calendar.address", Target(person=actor.person.id))
    item = query.slots.get("item")
    if item == REVOKE or "address" in query.slots or "negated" in query.slots:
        return await _revoke(query, actor, unit, changes, zone)
    if item == LIST:
        return await _listed(actor, unit, zone)
    return await _made(query, actor, speaker, unit, changes, public_url, now)


async def _made(query: Query, actor: Actor, speaker: Party, unit: UnitOfWork, changes: Changes, public_url: str, now: datetime) -> Reply:
    """Done at once: the address is kept nowhere, and so could not be shown after a yes."""
    if not public_url:
        raise Refusal("calendar.no_public_url")
    if actor.person and len(await unit.calendars.addresses_of(actor.person.id)) >= MOST:
        raise Refusal("calendar.too_many", count=MOST)
    scope = await _scope(query, actor, speaker, unit)
    await _check(scope, actor, unit.directory)
    token = made()
    address = CalendarAddress(fingerprint=fingerprint(token), scope=scope, owner=speaker.person or "", language=query.language, made_at=now)
    noted = (say("calendar.noted_you"),) if speaker.steps else ()
    parts = (
        say("calendar.made", scope=await _said(scope, unit.directory)), Verbatim(f"{public_url}/calendar/{token}.ics"), say("calendar.how"), say("calendar.secret"), *noted,
    )  # fmt: skip
    return await changes.at_once("calendar.address", [*speaker.steps, Step(None, address)], Reply(parts=parts))


async def _check(scope: str, actor: Actor, directory: Directory) -> None:
    """The calendar of a group shows what is for the group alone too. Whoever is not of it can have that of its product, which does not."""
    kind, _, group = scope.partition("/")
    if kind != "group" or belongs(actor, group):
        return
    product, _, _ = group.rpartition("/")
    name = await said_address(f"product/{product}", directory)
    choices = (Choice(Phrase("calendar.of_product", {"product": name}), "calendar_address", {"product": product}),) if product else ()
    raise Refusal("calendar.of_group", outcome="asked_back" if product else "declined", choices=choices)


async def _scope(query: Query, actor: Actor, speaker: Party, unit: UnitOfWork) -> str:
    await check_named(query, unit.directory)
    if "group_type" in query.slots:
        return f"group/{await group_meant(query, actor, unit, 'calendar.address')}"
    return f"product/{query.slots['product']}" if "product" in query.slots else f"person/{speaker.person}"


async def _said(scope: str, directory: Directory) -> Value:
    return Phrase("calendar.own") if scope.startswith("person/") else await said_address(scope, directory)


async def _listed(actor: Actor, unit: UnitOfWork, zone: ZoneInfo) -> Reply:
    own = await unit.calendars.addresses_of(actor.person.id) if actor.person else ()
    if not own:
        return Reply(parts=(say("calendar.none"),))
    lines = tuple([await _line(each, unit.directory, zone) for each in own])
    return Reply(parts=(say("calendar.list", count=len(own)), Bullets(lines), say("calendar.not_again")), choices=await _closing(own, unit.directory, zone))


async def _line(address: CalendarAddress, directory: Directory, zone: ZoneInfo) -> Phrase:
    return Phrase("calendar.line", {"scope": await _said(address.scope, directory), "date": said_moment(address.made_at, zone)})


async def _closing(addresses: Sequence[CalendarAddress], directory: Directory, zone: ZoneInfo) -> tuple[Choice, ...]:
    """By the fingerprint, from which no address can be found."""
    return tuple([
        Choice(Phrase("calendar.close", {"address": await _line(each, directory, zone)}), "calendar_address", {"item": REVOKE, "address": each.fingerprint})
        for each in addresses
    ])  # fmt: skip


async def _revoke(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, zone: ZoneInfo) -> Reply:
    """The one that a button names, or the only one that fits what was said."""
    own = await unit.calendars.addresses_of(actor.person.id) if actor.person else ()
    found = [each for each in own if each.fingerprint == query.slots.get("address", each.fingerprint) and await _fits(each, query, actor, unit)]
    if not found:
        raise Refusal("calendar.none_such" if own else "calendar.none", outcome="unknown")
    if len(found) > 1:
        raise Refusal("calendar.which", outcome="asked_back", choices=await _closing(found, unit.directory, zone))
    closed = say("calendar.closed", scope=await _said(found[0].scope, unit.directory))
    return await changes.at_once("calendar.address", [Step(found[0], None)], Reply(parts=(closed, say("change.can_undo"))))


async def _fits(address: CalendarAddress, query: Query, actor: Actor, unit: UnitOfWork) -> bool:
    if not query.slots.keys() & {"product", "group_type"}:
        return True
    return address.scope == await _scope(query, actor, Party(), unit)
