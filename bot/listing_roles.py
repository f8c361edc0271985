# SPDX-License-Identifier: MPL-2.0
"""`os2bot roles`: who holds what, on a day or in all of history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args
from zoneinfo import ZoneInfo

from bot.listing import document, last_day, said_scope, short, table
from bot.operating import Session
from config.problems import ConfigError, Problem
from config.roles import Role, is_role
from handlers.changing.records import about
from handlers.permissions import Target
from storage.people import Person
from storage.roles import RoleAssignment, Scope

COLUMNS = ("role", "over", "held by", "from", "until", "confirmed", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which assignments: every condition that is set must hold. `day` None: today; with `history`, of all times and withdrawn ones too."""

    product: str | None = None
    organisation: str | None = None
    role: Role | None = None
    day: date | None = None
    history: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """An assignment, and the person who holds it."""

    assignment: RoleAssignment
    person: Person | None


def role_given(text: str | None) -> Role | None:
    """The role that was typed. Raises ConfigError for what is none."""
    if text is None or is_role(text):
        return text
    raise ConfigError(Problem(f"must be one of {', '.join(get_args(Role))}", field="--role"))


async def roles_held(session: Session, wanted: Wanted) -> list[Held]:
    """In the order of what they are over, the role, and the time."""
    await session.changes.permit("person.read", Target())
    await _check(session, wanted)
    day = None if wanted.history else wanted.day or session.today
    found = [each for each in await session.unit.roles.everything() if _fits(each, wanted, day)]
    people = await session.unit.people.some({each.person for each in found if each.person})
    ordered = sorted(found, key=lambda each: (each.scope.kind, each.scope.id, each.role, each.valid_from, each.recorded_at, each.id))
    return [Held(each, people.get(each.person or "")) for each in ordered]


async def _check(session: Session, wanted: Wanted) -> None:
    directory = session.unit.directory
    if wanted.product and await directory.product(wanted.product) is None:
        raise ConfigError(Problem(f"'{wanted.product}' is no product of the catalogue; give its id, such as os2mo", field="--product"))
    if wanted.organisation and await directory.organisation(wanted.organisation) is None:
        raise ConfigError(Problem(f"'{wanted.organisation}' is no organisation of the catalogue; give its id, such as aarhus", field="--organisation"))


def _fits(held: RoleAssignment, wanted: Wanted, day: date | None) -> bool:
    over = wanted.product is None or about(held) == f"product/{wanted.product}"  # its groups too
    by = wanted.organisation is None or wanted.organisation == held.organisation or held.scope == Scope("organisation", wanted.organisation)
    return over and by and wanted.role in (None, held.role) and (day is None or held.holds_on(day))


def as_text(held: Sequence[Held], wanted: Wanted, zone: ZoneInfo, width: int | None = None) -> str:
    if not held:
        return "No such role is on record." if wanted.history else f"No such role is on record for {wanted.day or 'today'}; --history shows other times."
    return table(COLUMNS, [_row(each, zone) for each in held], width)


def as_documents(held: Sequence[Held]) -> list[dict[str, Any]]:
    """Every field; the name of a person only where they want it shown."""
    return [{**document(each.assignment), "person_name": each.person.name if each.person else None} for each in held]


def _row(held: Held, zone: ZoneInfo) -> tuple[str, ...]:
    each = held.assignment
    confirmed = each.confirmed_at.astimezone(zone).date().isoformat()
    return (each.role, said_scope(each.scope), _holder(held), each.valid_from.isoformat(), _until(each), confirmed, each.source)


def _until(held: RoleAssignment) -> str:
    """The last day. A term may end on the day it begins, and is then of no day at all."""
    if held.withdrawn:
        return "withdrawn"
    if held.valid_to is None:
        return ""
    return "no day" if held.valid_to <= held.valid_from else last_day(held.valid_to)


def _holder(held: Held) -> str:
    each, name = held.assignment, held.person.name if held.person else None
    person = f"person {short(each.person)}" + (f" ({name})" if name else "") if each.person else None
    return ", ".join(part for part in (each.organisation, person, each.mailbox) if part)
