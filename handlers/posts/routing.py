# SPDX-License-Identifier: MPL-2.0
"""To whom a delivery goes that is for a role or a person: looked up when it is sent, so that it survives a change of who holds the role."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from config.roles import Role, ScopeKind, is_role
from handlers.posts.own_language import in_own_language
from handlers.posts.post import NothingToSay
from storage.deliveries import Delivery, planned
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

_SCOPES: Collection[ScopeKind] = ("product", "group", "organisation", "association")


def role_target(roles: Collection[Role], scope: Scope) -> str:
    """For the first of these roles that somebody holds: `role/referent,forperson/group/os2mo/styregruppe`."""
    return f"role/{','.join(roles)}/{scope.kind}/{scope.id}".rstrip("/")


def members_target(scope: Scope) -> str:
    """For everybody who has any role over it: `members/group/os2mo/styregruppe`."""
    return f"members/{scope.kind}/{scope.id}"


@dataclass(frozen=True, slots=True)
class Routed:
    """`address`: where it goes; or else `instead`: what takes its place, one for each person."""

    address: str = ""
    instead: tuple[Delivery, ...] = ()


async def routed(delivery: Delivery, unit: UnitOfWork, platforms: Collection[str], now: datetime, today: date) -> Routed:
    """Where it goes. `platforms`: those that have credentials, the first preferred. Raises NothingToSay where nobody can be reached."""
    kind, _, rest = delivery.target.partition("/")
    match kind:
        case "person":
            return Routed(address=await _address(rest, unit, platforms))
        case "role" | "members":
            people = await (_holders if kind == "role" else _members)(rest, unit, today)
            made = await in_own_language([_for(delivery, person) for person in people], unit.people)
            return Routed(instead=tuple(planned(each, now) for each in made))
        case _:
            raise NothingToSay("no_target")


async def _address(person_id: str, unit: UnitOfWork, platforms: Collection[str]) -> str:
    """The identity that was linked last, on the platform that is preferred."""
    person = await unit.people.person(person_id)
    if person is None:
        raise NothingToSay("nobody")
    linked = sorted(await unit.people.identities(person.id), key=lambda each: each.linked_at, reverse=True)
    for platform in platforms:
        for each in linked:
            if each.identity.startswith(f"{platform}:"):
                return each.identity
    raise NothingToSay("no_account")


async def _holders(target: str, unit: UnitOfWork, today: date) -> tuple[str, ...]:
    """The people who hold the first of the roles that anybody holds; whoever is away is replaced by who stands in."""
    roles, scope = target_scope(target)
    for role in (each for each in roles if is_role(each)):
        held = [each.person for each in await unit.roles.over(scope_of(role, scope), role) if each.person and each.holds_on(today)]
        if held:
            return tuple(dict.fromkeys([await _present(person, unit, today) for person in held]))
    raise NothingToSay("no_holder")


async def _members(target: str, unit: UnitOfWork, today: date) -> tuple[str, ...]:
    """Whoever is away hears of it too: they may be back in time."""
    kind, _, id_ = target.partition("/")
    over = await unit.roles.over(Scope(next(each for each in _SCOPES if each == kind), id_))
    people = [each.person for each in over if each.person and each.holds_on(today)]
    if not people:
        raise NothingToSay("no_holder")
    return tuple(dict.fromkeys(people))


def target_scope(rest: str) -> tuple[tuple[str, ...], Scope]:
    """What `role_target` put together, behind `role/`."""
    roles, _, over = rest.partition("/")
    kind, _, id_ = over.partition("/")
    return tuple(roles.split(",")), Scope(next(each for each in _SCOPES if each == kind), id_)


def scope_of(role: Role, scope: Scope) -> Scope:
    """Over what it is held where a role over this scope is meant: a group's product has its coordinator, the association its secretariat."""
    if role in ("sekretariat", "admin"):
        return Scope("association")
    product, _, group = scope.id.partition("/")
    return Scope("product", product) if role == "produktkoordinator" and scope.kind == "group" and group else scope


async def _present(person: str, unit: UnitOfWork, today: date) -> str:
    away = [each for each in await unit.absences.of([person]) if each.holds_on(today)]
    return next((each.deputy_person for each in away if each.deputy_person), person)


def _for(delivery: Delivery, person: str) -> Delivery:
    return replace(delivery, key=f"{delivery.key}>{person}", target=f"person/{person}", state="planned", next_at=None, holder="", attempts=0, history=())
