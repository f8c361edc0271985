# SPDX-License-Identifier: MPL-2.0
"""Forgetting a person: their roles stay with the organisation or the mailbox, the audit keeps an id that leads to nobody."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from handlers.actor import UNKNOWN
from handlers.changing.carrying_out import carry_out
from handlers.changing.steps import Step
from handlers.changing.telling import KEY_CHANGED, SECRETARIAT, Told, of_role, of_secretariat
from handlers.freshness.people import without_person as without_person_asked
from handlers.onboarding.people import without_person
from handlers.reply import Bullets, Phrase, Value, say
from handlers.reply_json import as_in_json
from handlers.role_words import said_scope
from storage.people import Person
from storage.roles import ASSOCIATION, RoleAssignment
from storage.unit_of_work import UnitOfWork


async def role_steps(person: Person, unit: UnitOfWork, today: date) -> list[Step]:
    """What becomes of the person's roles, withdrawn ones too. One that nobody else has a part in ends today: it is vacant, and no orphan."""
    ids = {person.id, *person.merged}
    touched = [each for each in await unit.roles.everything() if ids & {each.person, each.confirmed_by}]
    return [Step(each, _without_person(each, ids, today)) for each in touched]


def _without_person(held: RoleAssignment, ids: set[str], today: date) -> RoleAssignment:
    after = replace(held, person=None if held.person in ids else held.person, confirmed_by=None if held.confirmed_by in ids else held.confirmed_by)
    if held.person not in ids or held.withdrawn:
        return after
    lasts = held.valid_to is None or held.valid_to > today
    if held.organisation or held.mailbox or not lasts:
        return after
    return replace(after, valid_to=max(today, held.valid_from))


async def erase(person: Person, unit: UnitOfWork, today: date) -> list[Step]:
    """Removes everything kept of the person, in this unit of work; the steps are those of the roles, for the audit. Roles and person must be held."""
    steps = await role_steps(person, unit, today)
    for step in steps:
        await carry_out(step, unit)
    await unit.people.mark_seen(person.id, person.seen_on, person.informed_at)  # the person's row before their notices: the order of whoever is told something
    for id_ in (person.id, *person.merged):
        for away in await unit.absences.naming(id_):
            step = Step(away, replace(away, deputy_person=None))
            await carry_out(step, unit)
            steps.append(step)
        await unit.absences.remove_of(id_)
        await _erase_questions(id_, unit)
        await _erase_meetings(id_, unit)
        steps += await _erase_runs(id_, unit)
        await _erase_reviews(id_, unit)
        await unit.deliveries.forget_person(id_)
    steps += await _erase_subscriptions({person.id, *person.merged}, unit)
    steps += await _erase_announcements((person.id, *person.merged), unit)
    await _erase_messages(person, unit)
    await unit.people.remove(person.id)
    return steps


async def _erase_subscriptions(ids: Collection[str], unit: UnitOfWork) -> list[Step]:
    """What a channel asked for goes on, without who asked; what was for the person alone goes."""
    own = {f"person/{id_}" for id_ in ids}
    found = await unit.subscriptions.everything()
    steps = [Step(each, None if each.channel in own else replace(each, by=UNKNOWN)) for each in found if each.channel in own or each.by in ids]
    for step in steps:
        await carry_out(step, unit)
    return steps


async def _erase_announcements(ids: Collection[str], unit: UnitOfWork) -> list[Step]:
    """What was said to channels stays, and whoever reads it there sees a role and an organisation; who wrote it is forgotten."""
    steps = [Step(each, replace(each, by=UNKNOWN)) for id_ in ids for each in await unit.announcements.of_person(id_)]
    for step in steps:
        await carry_out(step, unit)
    return steps


async def _erase_meetings(person_id: str, unit: UnitOfWork) -> None:
    """Agendas, decisions and actions stay, and so do calendars that are read for a group, without whose they were."""
    await unit.attendances.forget_person(person_id)
    await unit.agenda.unname(person_id)
    await unit.calendars.revoke_of(person_id)
    for feed in await unit.calendars.feeds():
        if feed.by == person_id:
            await unit.calendars.save_feed(replace(feed, by=UNKNOWN))


async def _erase_runs(person_id: str, unit: UnitOfWork) -> list[Step]:
    """Runs go on, without who took part and what was said about them."""
    await unit.onboarding.forget_invitations(by=person_id)
    steps = [Step(run, without_person(run, person_id)) for run in await unit.onboarding.of_person(person_id)]
    for step in steps:
        await carry_out(step, unit)
    return steps


async def _erase_reviews(person_id: str, unit: UnitOfWork) -> None:
    """Facts stay confirmed, without by whom; they are asked of somebody else."""
    for review in await unit.freshness.of_person(person_id):
        await unit.freshness.save(without_person_asked(review, person_id))


async def _erase_questions(person_id: str, unit: UnitOfWork) -> None:
    """An answer stays, without who gave it; a question stays counted, without its words, also where they wait to be told."""
    for answered in await unit.questions.answered_by(person_id):
        await unit.questions.save(replace(answered, answered_by=None))
    for question in await unit.questions.of(person_id):
        for notice in await unit.notices.mentioning(as_in_json(question.text)) if question.text else ():
            await unit.notices.told(notice.id)
        state = "closed" if question.state == "open" else question.state
        await unit.questions.save(replace(question, asker=None, text=None, state=state))


async def _erase_messages(person: Person, unit: UnitOfWork) -> None:
    """What waits for the person, what they began to write or asked to change, and what others asked to change of them."""
    names = [person.id, *person.merged]
    for id_ in names:
        await unit.notices.remove_for(f"person/{id_}")
    for linked in await unit.people.identities(person.id):
        names.append(linked.identity)
        await unit.link_codes.remove_of(linked.identity)
        await unit.requests.remove_of(linked.identity)
        await unit.drafts.remove_of(linked.identity)
        await _erase_key(linked.identity, unit)
    for name in names:
        await unit.posted_answers.forget_naming(name)
        for request in await unit.requests.mentioning(name):
            await unit.requests.remove(request.id)


async def _erase_key(identity: str, unit: UnitOfWork) -> None:
    """The key by which their devices were known, and what admins were to hear of another one."""
    await unit.key_pins.remove_of(identity)
    for notice in await unit.notices.mentioning(as_in_json(identity)):
        if as_in_json(KEY_CHANGED) in notice.reply:
            await unit.notices.told(notice.id)


async def told_of_deputies(person_id: str, unit: UnitOfWork) -> list[Told]:
    """Whom this person stood in for: they hear that nobody does any more."""
    return [Told(f"person/{away.person}", (say("told.deputy_gone"),)) for away in await unit.absences.naming(person_id)]


async def told_of_vacancies(steps: list[Step], leaving: Person, unit: UnitOfWork, today: date) -> list[Told]:
    """What the secretariat hears: which roles lost their person, and where each stays. Whoever leaves is not the one to tell."""
    lines: list[Value] = []
    for step in steps:
        held = step.before
        if (
            isinstance(held, RoleAssignment)
            and held.person != getattr(step.after, "person", None)
            and not held.withdrawn
            and (held.valid_to is None or held.valid_to > today)
        ):
            lines.append(await _said_vacancy(held, unit))
    if not lines:
        return []
    parts = (say("told.vacant"), Bullets(tuple(lines)))
    others = [to for to in await of_secretariat(unit.roles, today) if to != f"person/{leaving.id}"]
    admins = [to for to in await of_role("admin", ASSOCIATION, unit.roles, today) if to != f"person/{leaving.id}"]
    return [Told(to, parts) for to in others or admins or [SECRETARIAT]]


async def _said_vacancy(held: RoleAssignment, unit: UnitOfWork) -> Value:
    values: dict[str, Value] = {"role": Phrase(f"role.{held.role}"), "scope": await said_scope(held.scope, unit.directory)}
    organisation = await unit.directory.organisation(held.organisation or "")
    stays = organisation.name if organisation else held.mailbox
    return Phrase("told.vacant.stays", {**values, "holder": stays}) if stays else Phrase("told.vacant.ends", values)
