# SPDX-License-Identifier: MPL-2.0
"""Coming to a meeting or not: answered by everybody for themselves, until it begins. Who does not want to be named is counted, and not named."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.changing.telling import Told
from handlers.meeting_dates import Occurrence
from handlers.meetings.which import meeting_meant
from handlers.message import Query
from handlers.parties import Parties, Party
from handlers.permissions import Target
from handlers.posts.meeting_found import hours, people_of, title
from handlers.posts.meeting_posts import answers
from handlers.privacy_notes import note_on
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Reply, say
from storage.attendance import Attendance, Coming
from storage.unit_of_work import UnitOfWork

_LATE = re.compile(r"(?<!\w)(?:senere|forsinke\w*|for\s+sent|late|later|delayed)(?!\w)", re.IGNORECASE)


async def attend_meeting(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime, today: date, zone: ZoneInfo) -> Reply:
    """Notes at once whether the speaker comes. Who names somebody to come instead sees it first: it is about another, who is told."""
    coming = await _coming(query, actor, unit, changes)
    found = await meeting_meant(query, actor, unit, now, zone)
    _check(found, now)
    if coming is None:
        raise asking("attend.what", choices=answers(found))
    parties = Parties(actor, unit.people, now, today)
    speaker = await parties.speaker()
    deputy = await _deputy(query, actor, parties, speaker) if coming == "deputy" else Party()
    before = next((each for each in await unit.attendances.of([found.id]) if each.person == speaker.person), None)
    after = Attendance(date=found.id, person=speaker.person or "", coming=coming, answered_at=now, deputy=deputy.person)
    if before and replace(before, answered_at=now) == after:
        return await _said(after, found, speaker, unit)
    steps = [*speaker.steps, *deputy.steps, Step(before, after)]
    if deputy.person is None:
        return await changes.at_once("meeting.attend", steps, await _said(after, found, speaker, unit))
    told = [Told(f"person/{deputy.person}", (say("told.in_my_place", meeting=await title(found, unit.directory), when=hours(found)),))]
    return await changes.propose("meeting.attend", steps, told=told, notes=note_on(speaker if speaker.steps else deputy))


def _check(found: Occurrence, now: datetime) -> None:
    """Raises Refusal where nothing is answered any more."""
    if found.cancelled:
        raise Refusal("attend.cancelled.reason" if found.reason else "attend.cancelled", when=hours(found), reason=found.reason)
    if found.at <= now:
        raise Refusal("attend.begun", when=hours(found))


async def _coming(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes) -> Coming | None:
    """Whoever is named comes instead, unless something else is said: that of another is theirs to say."""
    if "on2" in query.slots:
        raise Refusal("attend.one_at_a_time", outcome="asked_back")
    other = query.slots.get("person", actor.identity) != actor.identity
    said = query.slots.get("item", "deputy" if other or "name" in query.slots else "")
    if said == "maybe" and _LATE.search(query.words):
        return None  # whether it is the coming or the lateness that may be, they say
    coming: Coming | None = next((each for each in get_args(Coming) if each == said), None)
    if other and coming != "deputy":
        person = await unit.people.of(query.slots["person"])
        await changes.permit("meeting.attend", Target(person=person.id if person else query.slots["person"]))
    return "no" if "negated" in query.slots and coming == "yes" else coming


async def _deputy(query: Query, actor: Actor, parties: Parties, speaker: Party) -> Party:
    """The person who is named. Of which organisation somebody comes is not kept: it is the speaker's own."""
    slots = {slot: value for slot, value in query.slots.items() if slot not in ("person", "person2") or value != actor.identity}
    named = await parties.mentioned(replace(query, slots=slots), but=[each for each in (speaker.person, actor.organisation) if each])
    return named if named.person else Party()


async def _said(answer: Attendance, found: Occurrence, speaker: Party, unit: UnitOfWork) -> Reply:
    """What is noted, and how to change it."""
    done = say(f"attend.done.{answer.coming}", meeting=await title(found, unit.directory), when=hours(found))
    noted = (say("attend.noted_you"),) if speaker.steps else ()
    guest = (say("attend.guest"),) if answer.coming in ("yes", "maybe") and speaker.person not in await people_of(found, unit.roles) else ()
    return Reply(parts=(done, *guest, say("attend.change"), *noted), choices=_others(answer.coming, found))


def _others(coming: Coming, found: Occurrence) -> tuple[Choice, ...]:
    return tuple(each for each in answers(found) if each.slots["item"] != coming)
