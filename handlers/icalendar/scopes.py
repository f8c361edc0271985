# SPDX-License-Identifier: MPL-2.0
"""Which meetings an address of a calendar shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.actor import SYSTEM, Actor
from handlers.icalendar.writing import Published
from handlers.permissions import Target, permitting
from handlers.reply import Phrase
from handlers.role_words import said_address, said_scope
from storage.meetings import MeetingDate, MeetingSeries
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Shown:
    """`name`: what the calendar is called."""

    name: Phrase
    published: tuple[Published, ...]


async def shown(scope: str, owner: str, unit: UnitOfWork, today: date) -> Shown:
    """The meetings of `group/<id>`, of every group of `product/<id>`, or of the groups in which `person/<id>` holds a role today.

    Meetings that are told to the group's own people alone are in the calendars of persons, and in the group's as long as the address's `owner` (an id) is one
    of them or arranges its meetings; in no product's.
    """
    found = await _series(scope, owner, unit, today)
    dates: dict[str, list[MeetingDate]] = {each.id: [] for each in found}
    for each in await unit.meetings.dates_of(dates) if dates else ():
        dates[each.series].append(each)
    groups = {id_: await said_scope(Scope("group", id_), unit.directory) for id_ in sorted({each.group for each in found})}
    return Shown(await _name(scope, unit), tuple(Published(each, dates[each.id], groups[each.group]) for each in found))


async def _series(scope: str, owner: str, unit: UnitOfWork, today: date) -> Sequence[MeetingSeries]:
    kind, _, id_ = scope.partition("/")
    match kind:
        case "group":
            belongs = await _belongs(owner, id_, unit, today)
            return [each for each in await unit.meetings.of_groups([id_]) if each.visibility == "open" or belongs]
        case "product":
            return [each for each in await unit.meetings.standing() if each.group.startswith(f"{id_}/") and each.visibility == "open"]
        case "person":
            held = [each.scope.id for each in await unit.roles.of_person(id_) if each.scope.kind == "group" and each.holds_on(today)]
            return await unit.meetings.of_groups(held) if held else ()
        case _:
            return ()


async def _belongs(owner: str, group: str, unit: UnitOfWork, today: date) -> bool:
    held = tuple(each for each in await unit.roles.of_person(owner) if each.holds_on(today))
    scope, person = Scope("group", group), await unit.people.person(owner)
    owning = Actor(identity=SYSTEM, conversation=SYSTEM, private=True, person=person, roles=held)
    return any(each.scope == scope for each in held) or permitting(owning, "meeting.change", Target(scope=scope)) is not None


async def _name(scope: str, unit: UnitOfWork) -> Phrase:
    if scope.startswith("person/"):
        return Phrase("calendar.name.person")
    return Phrase("calendar.name", {"scope": await said_address(scope, unit.directory)})
