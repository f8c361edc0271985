# SPDX-License-Identifier: MPL-2.0
"""Forgetting a person: their roles stay with the organisation or the mailbox, the audit keeps an id that leads to nobody."""

from dataclasses import replace
from datetime import date

from handlers.changing.records import carry_out
from handlers.changing.steps import Step
from handlers.changing.telling import Told, of_secretariat
from handlers.reply import Bullets, Phrase, Value, say
from handlers.role_words import said_scope
from storage.people import Person
from storage.roles import RoleAssignment
from storage.unit_of_work import UnitOfWork


async def role_steps(person_id: str, unit: UnitOfWork, today: date) -> list[Step]:
    """What becomes of the person's roles. One that nobody else has a part in ends today: it is vacant, and no orphan."""
    return [Step(each, _without_person(each, today)) for each in await unit.roles.of_person(person_id)]


def _without_person(held: RoleAssignment, today: date) -> RoleAssignment:
    after = replace(held, person=None)
    lasts = held.valid_to is None or held.valid_to > today
    if held.organisation or held.mailbox or not lasts:
        return after
    return replace(after, valid_to=max(today, held.valid_from))


async def erase(person: Person, unit: UnitOfWork, today: date) -> list[Step]:
    """Removes everything kept of the person, in this unit of work; the steps are those of the roles, for the audit. The roles must be held."""
    steps = await role_steps(person.id, unit, today)
    for step in steps:
        await carry_out(step, unit)
    await unit.absences.remove_of(person.id)
    for question in await unit.questions.of(person.id):
        await unit.questions.save(replace(question, asker=None, text=None, state="closed" if question.state == "open" else question.state))
    await unit.notices.remove_for(f"person/{person.id}")
    for linked in await unit.people.identities(person.id):
        await unit.link_codes.remove_of(linked.identity)
        await unit.requests.remove_of(linked.identity)
        for request in await unit.requests.mentioning(linked.identity):
            await unit.requests.remove(request.id)
    for id_ in (person.id, *person.merged):
        for request in await unit.requests.mentioning(id_):
            await unit.requests.remove(request.id)
    await unit.people.remove(person.id)
    return steps


async def told_of_vacancies(steps: list[Step], unit: UnitOfWork, today: date) -> list[Told]:
    """What the secretariat hears: which roles lost their person, and where each stays."""
    lines: list[Value] = []
    for step in steps:
        held = step.before
        if isinstance(held, RoleAssignment) and (held.valid_to is None or held.valid_to > today):
            lines.append(await _said_vacancy(held, unit))
    if not lines:
        return []
    parts = (say("told.vacant"), Bullets(tuple(lines)))
    return [Told(to, parts) for to in await of_secretariat(unit.roles, today)]


async def _said_vacancy(held: RoleAssignment, unit: UnitOfWork) -> Value:
    values: dict[str, Value] = {"role": Phrase(f"role.{held.role}"), "scope": await said_scope(held.scope, unit.directory)}
    organisation = await unit.directory.organisation(held.organisation or "")
    stays = organisation.name if organisation else held.mailbox
    return Phrase("told.vacant.stays", {**values, "holder": stays}) if stays else Phrase("told.vacant.ends", values)
