# SPDX-License-Identifier: MPL-2.0
"""What the bot keeps of the one who asks: shown whole, changed, and forgotten."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.held_data import held_data
from handlers.message import Query
from handlers.named import check_named
from handlers.parties import newcomer
from handlers.permissions import Target
from handlers.profile_values import name_of, zone_of
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Choice, Heading, Part, Phrase, Reply, Table, Value, Verbatim, say
from handlers.role_words import said_absence, said_day, said_last_day, said_moment, said_scope
from storage.directory import Directory
from storage.people import People, Person
from storage.roles import Absences, RoleAssignment, RoleAssignments
from storage.unit_of_work import UnitOfWork

AS_JSON = "json"
"""The value of `item` that asks for a machine-readable copy."""
_OTHERS = ("onboarding_runs", "announcements", "questions", "notices", "drafts", "subscriptions", "change_requests", "audit_events")
_MEETINGS = ("attendances", "agenda_items", "calendar_addresses", "calendar_feeds", "deliveries")
_NO_NAME: Mapping[str, None] = {"name": None, "name_consent_at": None}


async def my_data(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, zone: ZoneInfo) -> Reply:
    """Everything kept of the asker; as JSON on request. Only where nobody else reads it."""
    if not actor.private:
        raise Refusal("private.needed", in_private=True)
    if actor.person is None:
        waiting = await unit.requests.of(actor.identity) or await unit.drafts.all_of(actor.identity)
        return Reply(parts=(say("my_data.waiting" if waiting else "my_data.nothing"), say("my_data.conversation")))
    await changes.permit("person.read", Target(person=actor.person.id))
    if query.slots.get("item") == AS_JSON:
        return Reply(parts=(say("my_data.as_json"), Verbatim(json.dumps(await held_data(actor.person, unit), ensure_ascii=False, indent=1))))
    data = await held_data(actor.person, unit)
    parts: list[Part] = [Heading(Phrase("my_data.title")), Bullets(tuple(await _profile(actor, unit.people, unit.directory, zone)))]
    parts += await roles_shown(actor.person, unit.roles, unit.directory)
    parts += await _absences(actor.person, unit.absences)
    if any(data[name] for name in _MEETINGS):
        parts.append(say("my_data.meetings", **_counted(data, _MEETINGS)))
    parts += [say("my_data.others", **_counted(data, _OTHERS)), say("my_data.conversation"), say("my_data.rights")]
    return Reply(parts=tuple(parts))


def _counted(data: Mapping[str, Any], names: Collection[str]) -> dict[str, Value]:
    return {name: str(len(data[name])) for name in names}


async def _profile(actor: Actor, people: People, directory: Directory, zone: ZoneInfo) -> list[Value]:
    person = actor.person
    if person is None:
        return []
    identities = await people.identities(person.id)
    lines: list[Value] = [Phrase("my_data.identity", {"identity": each.identity, "date": said_moment(each.linked_at, zone)}) for each in identities]
    if organisation := await directory.organisation(person.organisation or ""):
        lines.append(Phrase("my_data.organisation", {"organisation": organisation.name}))
    lines += [Phrase(f"line.profile.language.{person.language}")] if person.language else []
    lines += [Phrase("line.profile.time_zone", {"zone": person.time_zone})] if person.time_zone else []
    lines.append(Phrase("my_data.name", {"name": person.name}) if person.name else Phrase("my_data.no_name"))
    lines.append(Phrase("my_data.since", {"date": said_moment(person.created_at, zone), "seen": said_day(person.seen_on)}))
    return lines


async def roles_shown(person: Person, roles: RoleAssignments, directory: Directory) -> list[Part]:
    """The person's roles of all times, as a table."""
    held = await roles.of_person(person.id)
    if not held:
        return [say("my_data.no_roles")]
    rows = [(Phrase(f"role.{each.role}"), await said_scope(each.scope, directory), said_day(each.valid_from), _until(each)) for each in held]
    return [Table((Phrase("column.role"), Phrase("column.scope"), Phrase("column.from"), Phrase("column.until")), tuple(rows))]


def _until(held: RoleAssignment) -> Value:
    return said_last_day(held.valid_to) if held.valid_to else Phrase("until.further_notice")


async def _absences(person: Person, absences: Absences) -> list[Part]:
    away = await absences.of([person.id])
    return [Bullets(tuple(Phrase("my_data.absence", {"span": said_absence(each)}) for each in away))] if away else []


async def forget_me(query: Query, actor: Actor, changes: Changes) -> Reply:
    """Shows what goes and what stays; a plain yes erases it. Who does not say "me" or "mine" may mean something else."""
    if query.slots.get("who") != "me" or "negated" in query.slots:
        raise asking("forgotten.who", choices=(Choice(Phrase("forgotten.me"), "forget_me", {"who": "me"}),))
    if actor.person is None:
        return Reply(parts=(say("forgotten.waiting" if await changes.forget_waiting() else "my_data.nothing"), say("my_data.conversation")))
    notes = (say("forgotten.what"), say("forgotten.stays"), say("forgotten.no_undo"))
    return await changes.propose("person.forget", [Step(actor.person, None)], notes=notes)


async def my_profile(query: Query, actor: Actor, directory: Directory, changes: Changes, now: datetime, today: date) -> Reply:
    """What somebody tells of themselves: where they work, which language and time zone, and whether their name may be shown."""
    await check_named(query, directory)
    told = _told(query, now)
    if not told:
        raise asking("profile.what", "organisation")
    if told == _NO_NAME and (actor.person is None or not actor.person.name):
        return Reply(parts=(say("profile.no_name_shown"),))
    if actor.person is None:
        made, steps = newcomer(actor.identity, now, today, informed=True)
        return await changes.propose("profile.change", [Step(None, replace(made, **told)), *steps[1:]], notes=(say("privacy.notice"), *_consents(told)))
    after = replace(actor.person, **told)
    if replace(after, name_consent_at=actor.person.name_consent_at) == actor.person:
        raise Refusal("profile.same")
    return await changes.propose("profile.change", [Step(actor.person, after)], notes=_consents(told))


def _told(query: Query, now: datetime) -> dict[str, Any]:
    """The fields of a person that the message fills."""
    item, told = query.slots.get("item", ""), dict[str, Any]()
    if "negated" in query.slots and query.slots.keys() & {"organisation", "name"}:
        raise asking("profile.what", "organisation")
    item = "hide_name" if item == "show_name" and "negated" in query.slots else item
    if item in ("danish", "english"):
        told["language"] = "en" if item == "english" else "da"
    if organisation := query.slots.get("organisation"):
        told["organisation"] = organisation
    if zone := query.slots.get("zone"):
        told["time_zone"] = zone_of(zone)
    if item == "hide_name":
        told |= _NO_NAME
    elif name := query.slots.get("name"):
        told |= {"name": name_of(name), "name_consent_at": now}
    elif item == "show_name":
        raise asking("profile.which_name")
    return told


def _consents(told: dict[str, Any]) -> tuple[Part, ...]:
    return (say("privacy.name_consent"),) if told.get("name") else ()
