# SPDX-License-Identifier: MPL-2.0
"""`os2bot people forget`: shows what goes and which roles lose their person, and erases exactly that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

_TOLD_OTHERWISE = ("person", "identities", "role_assignments", "audit_events")
_KEPT = ("Roles stay with their organisation or mailbox, without the person. The audit log keeps an id that leads to nobody.", "This cannot be undone.")


@dataclass(frozen=True, slots=True)
class Planned:
    """Who is to be erased, and what is shown of it."""

    person: Person
    parts: tuple[LocalisedPart, ...]

    def text(self, width: int | None = None) -> str:
        return written(self.parts, width)


async def planned(session: Session, given: str) -> Planned:
    """What would go. Raises Refusal where it may not, or cannot, be erased."""
    await session.changes.permit("person.forget", Target())
    person = await somebody(given, session.unit.people)
    roles = await role_steps(person, session.unit, session.today)
    await check(roles, session.unit, session.today)
    parts = [LocalisedPart("heading", f"To be erased: person {short(person.id)}"), LocalisedPart("bullets", items=tuple(await _goes(person, session)))]
    if vacancies := tuple(_vacancies(roles, session.today)):
        parts += [LocalisedPart("paragraph", "Roles that lose their person, of which the secretariat is told:"), LocalisedPart("bullets", items=vacancies)]
    return Planned(person, (*parts, *(LocalisedPart("paragraph", text) for text in _KEPT)))


async def erase(session: Session, agreed: Planned) -> None:
    """Erases the person, if it is still what was agreed to. Kept once the unit is committed."""
    if await planned(session, agreed.person.id) != agreed:
        raise Refusal("change.meanwhile")
    changes = session.changes
    proposed = await changes.propose("person.forget", [Step(agreed.person, None)])
    await changes.confirm(proposed.choices[0].slots["change"])


async def _goes(person: Person, session: Session) -> list[str]:
    """Enough to know the person by, and how much there is of the rest."""
    held = await held_data(person, session.unit)
    identities = ", ".join(each["identity"] for each in held["identities"])
    known = {"identities": identities, "organisation": person.organisation, "name": person.name}
    return [
        *(f"{name}: {value}" for name, value in known.items() if value),
        *(f"{name}: {len(records)}" for name, records in held.items() if records and name not in _TOLD_OTHERWISE),
    ]


def _vacancies(steps: Sequence[Step], today: date) -> Iterator[str]:
    for step in steps:
        held, after = step.before, step.after
        if not isinstance(held, RoleAssignment) or not isinstance(after, RoleAssignment) or held.withdrawn or held.person == after.person:
            continue
        if held.valid_to is None or held.valid_to > today:
            stays = held.organisation or held.mailbox
            yield f"{held.role} over {said_scope(held.scope)}: " + (f"stays with {stays}" if stays else "falls vacant")
