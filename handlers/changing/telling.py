# SPDX-License-Identifier: MPL-2.0
"""Who hears of a change although they did not ask for it, and what they are told."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from config.roles import Role
from handlers.reply import Part, Reply, say
from handlers.reply_json import from_json as reply_from_json
from handlers.reply_json import to_json as reply_to_json
from storage.roles import ASSOCIATION, RoleAssignment, RoleAssignments, Scope

SECRETARIAT = "role/sekretariat/association"
KEY_CHANGED = "told.key_changed"
"""The text by which admins hear that somebody's devices are vouched for by another key than before."""


@dataclass(frozen=True, slots=True)
class Told:
    """`to`: `person/ID`, or `role/ROLE/KIND/ID` where nobody is known who holds it."""

    to: str
    parts: tuple[Part, ...]


def address(role: Role, scope: Scope) -> str:
    return f"role/{role}/{scope.kind}/{scope.id}".rstrip("/")


def addresses_of(person: str, roles: Iterable[RoleAssignment]) -> frozenset[str]:
    """Every address under which this person is told something."""
    return frozenset((f"person/{person}", *(address(held.role, held.scope) for held in roles)))


async def of_holder(held: RoleAssignment, roles: RoleAssignments, today: date) -> tuple[str, ...]:
    """Whoever holds this: the person, else the contact persons of the organisation."""
    if held.person:
        return (f"person/{held.person}",)
    if held.organisation:
        return await of_role("kontaktperson", Scope("organisation", held.organisation), roles, today)
    return ()


async def of_role(role: Role, scope: Scope, roles: RoleAssignments, today: date) -> tuple[str, ...]:
    """The persons who hold the role today; the role itself where no person does."""
    people = [f"person/{held.person}" for held in await roles.over(scope, role) if held.person and held.holds_on(today)]
    return tuple(dict.fromkeys(people)) or (address(role, scope),)


async def of_secretariat(roles: RoleAssignments, today: date) -> tuple[str, ...]:
    """The secretariat's people; where none is known, the admins'."""
    people = await of_role("sekretariat", ASSOCIATION, roles, today)
    return people if people != (SECRETARIAT,) else tuple({*people, *await of_role("admin", ASSOCIATION, roles, today)} - {"role/admin/association"})


def one_to_json(told: Told) -> str:
    """As kept in a notice."""
    return reply_to_json(Reply(parts=told.parts))


def to_json(told: Sequence[Told]) -> str:
    return json.dumps([{"to": each.to, "reply": one_to_json(each)} for each in told], ensure_ascii=False)


def from_json(text: str) -> tuple[Told, ...]:
    return tuple(Told(each["to"], reply_from_json(each["reply"]).parts) for each in json.loads(text))


def taken_back(told: Sequence[Told]) -> tuple[Told, ...]:
    """The same people hear that it was undone."""
    return tuple(Told(each.to, (say("told.undone"), *each.parts)) for each in told)
