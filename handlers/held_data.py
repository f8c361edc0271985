# SPDX-License-Identifier: MPL-2.0
"""Everything kept of one person, table by table: what they are shown and may take with them (GDPR articles 15 and 20)."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from storage.attendance import Attendance
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
        "attendances": _documents(await _attendances(ids, unit)),
        "agenda_items": _documents({each.id: each for id_ in ids for each in await unit.agenda.everything_of(id_)}.values()),
        "calendar_addresses": _documents([each for id_ in ids for each in await unit.calendars.addresses_of(id_)]),
        "calendar_feeds": _documents(replace(each, offer="") for each in await unit.calendars.feeds() if each.by in ids),
        "onboarding_runs": _documents({each.id: each for id_ in ids for each in await unit.onboarding.of_person(id_)}.values()),
        "announcements": _documents([each for id_ in ids for each in await unit.announcements.of_person(id_)]),
        "fact_reviews": _documents({each.fact: each for id_ in ids for each in await unit.freshness.of_person(id_)}.values()),
        "deliveries": _documents([each for id_ in ids for each in await unit.deliveries.of_person(id_)]),
        "subscriptions": _documents(each for each in await unit.subscriptions.everything() if each.by in ids or each.channel.removeprefix("person/") in ids),
        "change_requests": _documents([request for each in linked for request in await unit.requests.of(each.identity)]),
        "audit_events": _documents(sorted(events.values(), key=lambda event: event.at)),
    }


async def _attendances(ids: Collection[str], unit: UnitOfWork) -> list[Attendance]:
    """What the person answered, and where they come in another's place."""
    found = [each for id_ in ids for each in (*await unit.attendances.of_person(id_), *await unit.attendances.naming(id_))]
    return list(dict.fromkeys(found))


def _documents(records: Iterable[Any]) -> list[dict[str, Any]]:
    return [_adapter(cast("Hashable", type(record))).dump_python(record, mode="json") for record in records]


@cache
def _adapter(shape: Hashable) -> TypeAdapter[Any]:
    """Made once: to make one takes a hundred times as long as to use it."""
    return TypeAdapter(cast("type[Any]", shape))
