# SPDX-License-Identifier: MPL-2.0
"""Giving a role, handing it over, ending it, and saying that it still holds."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from config.roles import ROLES, Role
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.changing.telling import Told, of_holder
from handlers.message import Query
from handlers.named import check_named
from handlers.parties import Parties, Party
from handlers.privacy_notes import note_on
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Phrase, Reply, say
from handlers.role_words import said_day, said_last_day, said_scope
from handlers.roles.finding import check_order, check_past, ending, held_one, leaving, role_or_usual, scope_of, starting
from storage.directory import Directory
from storage.people import People
from storage.roles import RoleAssignment, RoleAssignments, Scope

_NO_LONGER = re.compile(r"ikke\s+(?:længere|laengere|mere)|vil\s+(?:slet\s+)?ikke|ikke\s+vil|no\s+longer|any\s?more|(?:not|n.t|dont)\s+want", re.IGNORECASE)
"""A "not" that says that somebody stops."""


async def appoint_role(
    query: Query, actor: Actor, directory: Directory, people: People, roles: RoleAssignments, changes: Changes, now: datetime, today: date,
) -> Reply:  # fmt: skip
    """Somebody is to have a role. Who has it now stops, where only one can have it."""
    await check_named(query, directory)
    role = role_or_usual(query)
    if "negated" in query.slots:
        raise _turned_round(query)
    if query.intent == "appoint_role" and ("person2" in query.slots or "organisation2" in query.slots):
        raise asking("role.one_at_a_time", "person", "organisation")
    scope = scope_of(query, role, actor)
    who = await Parties(actor, people, now, today).meant(query, but=(scope.id,) if scope.kind == "organisation" else ())
    if not who.named:
        raise asking("ask_back.role.holder", "person", "organisation", "mailbox", role=Phrase(f"role.{role}"), scope=await said_scope(scope, directory))
    start, end = starting(query, today), ending(query)
    check_past(start, actor, today)
    check_order(start, end)
    stopping = [each for each in await roles.over(scope, role) if ROLES[role].sole and each.overlaps(start, end)]
    if end and end <= today and stopping:
        raise Refusal("change.overlap", role=Phrase(f"role.{role}"), scope=await said_scope(scope, directory), date=said_day(stopping[0].valid_from))
    if any(who.is_holder(each) for each in stopping):
        raise Refusal("role.has_it_already", role=Phrase(f"role.{role}"), scope=await said_scope(scope, directory))
    given = _given(query, role, scope, who, start, end, now, actor)
    ended = [await _ended(each, start, today, directory) for each in stopping]
    stops = [Step(before, after) for before, after in zip(stopping, ended, strict=True)]
    told = await _told(given, ended, directory, people, roles, today, actor)
    return await changes.propose("role.appoint", [*who.steps, *stops, Step(None, given)], told=told, notes=note_on(who))


async def hand_over_role(
    query: Query, actor: Actor, directory: Directory, people: People, roles: RoleAssignments, changes: Changes, now: datetime, today: date,
) -> Reply:  # fmt: skip
    """One stops and another begins, on the same day, in one change; both are told."""
    if "negated" in query.slots:
        raise _turned_round(query)
    try:
        held = await held_one(query, actor, roles, directory, people, today)
    except Refusal as refusal:
        if refusal.phrase.key not in ("role.none_over", "role.none_held") or not query.slots.keys() & {"product", "organisation"}:
            raise
        return await appoint_role(query, actor, directory, people, roles, changes, now, today)  # nobody had it: whoever takes over is the first
    givers = [each for each in (held.person, held.organisation) if each]
    who = await Parties(actor, people, now, today).meant(query, but=givers)
    if not who.named:
        raise asking(
            "ask_back.role.successor", "person", "organisation", "mailbox", role=Phrase(f"role.{held.role}"), scope=await said_scope(held.scope, directory)
        )
    day = max(leaving(query, today), held.valid_from)
    check_past(day, actor, today)
    if held.person and who.organisation is None and who.mailbox is None and who.person == held.person:
        raise Refusal("role.has_it_already", role=Phrase(f"role.{held.role}"), scope=await said_scope(held.scope, directory))
    given = _given(query, held.role, held.scope, who, day, held.valid_to, now, actor)
    ended = await _ended(held, day, today, directory)
    told = await _told(given, [ended], directory, people, roles, today, actor)
    return await changes.propose("role.hand_over", [*who.steps, Step(held, ended), Step(None, given)], told=told, notes=note_on(who))


async def end_role(
    query: Query, actor: Actor, directory: Directory, people: People, roles: RoleAssignments, changes: Changes, today: date,
) -> Reply:  # fmt: skip
    """Somebody stops, and nobody is named instead."""
    if "negated" in query.slots and not _NO_LONGER.search(query.words):
        raise _turned_round(query)
    held = await held_one(query, actor, roles, directory, people, today)
    day = max(leaving(query, today), held.valid_from)
    check_past(day, actor, today)
    if day == today and actor.person and held.person == actor.person.id:
        day = today + timedelta(days=1)  # "jeg stopper i dag": today is the last day; others are ended at once
    ended = await _ended(held, day, today, directory)
    told = await _told(None, [ended], directory, people, roles, today, actor)
    left = [each for each in await roles.over(held.scope, held.role) if each.id != held.id and each.overlaps(ended.valid_to or today, None)]
    notes = () if left else (say("role.vacant", role=Phrase(f"role.{held.role}"), scope=await said_scope(held.scope, directory)),)
    return await changes.propose("role.end", [Step(held, ended)], told=told, notes=notes)


async def confirm_role(
    query: Query, actor: Actor, directory: Directory, people: People, roles: RoleAssignments, changes: Changes, now: datetime, today: date,
) -> Reply:  # fmt: skip
    """What is recorded still holds: the date of the last confirmation becomes today."""
    if "negated" in query.slots:
        raise _turned_round(query)
    if not query.slots.keys() & {"product", "organisation", "role", "assignment", "group_type"}:
        held: Sequence[RoleAssignment] = [each for each in actor.roles if each.holds_on(today)]
    else:
        held = [await held_one(query, actor, roles, directory, people, today)]
    if not held:
        raise asking("role.none_held", "product", "role")
    return await changes.propose("role.confirm", [Step(each, as_confirmed(each, actor, now)) for each in held])


def as_confirmed(held: RoleAssignment, actor: Actor, now: datetime) -> RoleAssignment:
    """The same, as somebody who knows says that it still is."""
    return replace(held, confirmed_at=now, confirmed_by=actor.id)


def _turned_round(query: Query) -> Refusal:
    """A "not" in what is told: it is never guessed which way round it is meant."""
    slots = {slot: value for slot, value in query.slots.items() if slot != "negated"}
    meant = (Choice(Phrase("role.meant.end"), "end_role", slots), Choice(Phrase("role.meant.appoint"), "appoint_role", slots))
    return asking("role.negated", choices=(*meant, Choice(Phrase("role.meant.confirm"), "confirm_role", slots)))


def _given(query: Query, role: Role, scope: Scope, who: Party, start: date, end: date | None, now: datetime, actor: Actor) -> RoleAssignment:
    share = query.slots.get("share")
    return RoleAssignment(
        id=uuid4().hex, role=role, scope=scope, organisation=who.organisation, person=who.person, mailbox=who.mailbox,
        valid_from=start, valid_to=end, recorded_at=now, confirmed_at=now, confirmed_by=actor.id, share=int(share) if share else None,
    )  # fmt: skip


async def _ended(held: RoleAssignment, day: date, today: date, directory: Directory) -> RoleAssignment:
    """The same until this day, which is no later than it ends anyway. What is over stays as it was."""
    if day < held.valid_from or (held.valid_to is not None and (held.valid_to <= today or held.valid_to < day)):
        values = {"role": Phrase(f"role.{held.role}"), "scope": await said_scope(held.scope, directory), "date": said_day(held.valid_to or held.valid_from)}
        raise Refusal("role.held_then", values, outcome="asked_back")
    return replace(held, valid_to=day)


async def _told(
    given: RoleAssignment | None, ended: Sequence[RoleAssignment], directory: Directory, people: People, roles: RoleAssignments, today: date, actor: Actor
) -> list[Told]:
    """Everybody whom it concerns, but for the one who asks for it."""
    told: dict[str, Told] = {}
    for held in ended:
        values = {"role": Phrase(f"role.{held.role}"), "scope": await said_scope(held.scope, directory), "until": said_last_day(held.valid_to or today)}
        for to in await of_holder(held, roles, today):
            told[to] = Told(to, (say("told.role.ends", **values),))
    if given is not None:
        values = {"role": Phrase(f"role.{given.role}"), "scope": await said_scope(given.scope, directory), "from": said_day(given.valid_from)}
        for to in await of_holder(given, roles, today):
            told[to] = Told(to, (say("told.role.begins", **values),))
    return [each for to, each in told.items() if to != f"person/{actor.id}"]
