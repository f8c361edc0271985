# SPDX-License-Identifier: MPL-2.0
"""`os2bot people` and `people show`: whom the bot keeps something of, and everything it keeps of one."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.listing import EVERYBODY_BEFORE, short, somebody, table, written
from bot.localise import LocalisedPart
from bot.operating import Session
from handlers.held_data import held_data
from handlers.permissions import Target
from storage.people import Person

COLUMNS = ("id", "identities", "organisation", "roles", "last seen")


@dataclass(frozen=True, slots=True)
class Known:
    """A person, how platforms know them, and how many roles they hold today."""

    person: Person
    identities: tuple[str, ...]
    roles: int


async def everybody(session: Session) -> list[Known]:
    """Whoever is on record, those not seen for longest first."""
    await session.changes.permit("person.read", Target())
    unit = session.unit
    held = Counter(each.person for each in await unit.roles.everything() if each.holds_on(session.today))
    people = await unit.people.unseen_since(EVERYBODY_BEFORE)
    return [Known(person, tuple([each.identity for each in await unit.people.identities(person.id)]), held[person.id]) for person in people]


def as_text(people: Sequence[Known], width: int | None = None) -> str:
    if not people:
        return "Nobody is on record."
    rows = [(short(each.person.id), ", ".join(each.identities), each.person.organisation or "", str(each.roles), f"{each.person.seen_on}") for each in people]
    return table(COLUMNS, rows, width)


def as_documents(people: Sequence[Known]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.person.id, "identities": list(each.identities), "organisation": each.person.organisation, "roles": each.roles,
            "last_seen": each.person.seen_on.isoformat(),
        }
        for each in people
    ]  # fmt: skip


async def kept_of(session: Session, given: str) -> dict[str, Any]:
    """Everything kept of the person with this id."""
    await session.changes.permit("person.read", Target())
    person = await somebody(given, session.unit.people)
    return await held_data(person, session.unit)


def kept_as_text(kept: Mapping[str, Any], width: int | None = None) -> str:
    """A heading for each table, with how many records it has, and a line for each of them."""
    parts: list[LocalisedPart] = []
    for name, found in kept.items():
        records = [found] if isinstance(found, dict) else found
        parts.append(LocalisedPart("heading", name if isinstance(found, dict) else f"{name}: {len(records)}"))
        if records:
            parts.append(LocalisedPart("bullets", items=tuple(map(_line, records))))
    return written(parts, width)


def _line(record: Mapping[str, Any]) -> str:
    """The fields that hold something."""
    return ", ".join(f"{name} {_value(value)}" for name, value in record.items() if value not in (None, "", [], {}))


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
