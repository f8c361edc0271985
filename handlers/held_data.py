# SPDX-License-Identifier: MPL-2.0
"""Everything kept of one person, table by table: what they are shown and may take with them (GDPR articles 15 and 20)."""

from collections.abc import Hashable, Iterable
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from storage.audit import AuditFilter
from storage.people import Person
from storage.unit_of_work import UnitOfWork


async def held_data(person: Person, unit: UnitOfWork) -> dict[str, Any]:
    """Name of the table → its records about this person, as JSON has them."""
    linked = await unit.people.identities(person.id)
    ids = (person.id, *person.merged)
    events = {event.id: event for id_ in ids for event in await unit.audit.find(AuditFilter(person=id_))}
    return {
        "person": _documents([person])[0],
        "identities": _documents(linked),
        "role_assignments": _documents(each for each in await unit.roles.everything() if {each.person, each.confirmed_by} & set(ids)),
        "absences": _documents(await unit.absences.everything_of(person.id)),
        "questions": _documents(await unit.questions.of(person.id)),
        "answers": _documents(await unit.questions.answered_by(person.id)),
        "notices": _documents(await unit.notices.waiting([f"person/{id_}" for id_ in ids])),
        "drafts": _documents([draft for each in linked for draft in await unit.drafts.all_of(each.identity)]),
        "key_pins": _documents([pin for each in linked if (pin := await unit.key_pins.of(each.identity))]),
        "subscriptions": _documents(each for each in await unit.subscriptions.everything() if each.by in ids),
        "change_requests": _documents([request for each in linked for request in await unit.requests.of(each.identity)]),
        "audit_events": _documents(sorted(events.values(), key=lambda event: event.at)),
    }


def _documents(records: Iterable[Any]) -> list[dict[str, Any]]:
    return [_adapter(cast("Hashable", type(record))).dump_python(record, mode="json") for record in records]


@cache
def _adapter(shape: Hashable) -> TypeAdapter[Any]:
    """Made once: to make one takes a hundred times as long as to use it."""
    return TypeAdapter(cast("type[Any]", shape))
