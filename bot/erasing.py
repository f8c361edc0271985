# SPDX-License-Identifier: MPL-2.0
"""`os2bot people forget`: shows what goes and which roles lose their person, and erases exactly that."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.listing import said_scope, short, somebody, written
from bot.localise import LocalisedPart
from bot.operating import Session
from handlers.changing.erasure import role_steps
from handlers.changing.invariants import check
from handlers.changing.steps import Step
from handlers.held_data import held_data
from handlers.permissions import Target
from handlers.refusal import Refusal
from storage.people import Person
from storage.roles import RoleAssignment

_KEPT = ("Roles stay with their organisation or mailbox, without the person. The audit log keeps an id that leads to nobody.", "This cannot be undone.")


async def shown(session: Session, given: str, width: int | None = None) -> tuple[Person, str]:
    """Who it is, and what would go. Raises Refusal where it may not, or cannot, be erased."""
    await session.changes.permit("person.forget", Target())
    person = await somebody(given, session.unit.people)
    roles = await role_steps(person.id, session.unit, session.today)
    await check(roles, session.unit, session.today)
    held = await held_data(person, session.unit)
    goes = [f"{name}: {len(found)}" for name, found in held.items() if isinstance(found, list) and name not in ("role_assignments", "audit_events") and found]
    parts = [LocalisedPart("heading", f"To be erased: person {short(person.id)}"), LocalisedPart("bullets", items=("the record itself", *goes))]
    if vacancies := tuple(_vacancies(roles, session.today)):
        parts += [LocalisedPart("paragraph", "Roles that lose their person, of which the secretariat is told:"), LocalisedPart("bullets", items=vacancies)]
    return person, written([*parts, *(LocalisedPart("paragraph", text) for text in _KEPT)], width)


async def erase(session: Session, person: Person, agreed: str, width: int | None = None) -> None:
    """Erases the person, if it is still what was agreed to. Kept once the unit is committed."""
    now_it_is = await shown(session, person.id, width)
    if now_it_is != (person, agreed):
        raise Refusal("change.meanwhile")
    changes = session.changes
    proposed = await changes.propose("person.forget", [Step(person, None)])
    await changes.confirm(proposed.choices[0].slots["change"])


def _vacancies(steps: Sequence[Step], today: date) -> Iterator[str]:
    for step in steps:
        held = step.before
        if isinstance(held, RoleAssignment) and (held.valid_to is None or held.valid_to > today):
            stays = held.organisation or held.mailbox
            yield f"{held.role} over {said_scope(held.scope)}: " + (f"stays with {stays}" if stays else "falls vacant")
