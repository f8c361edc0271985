# SPDX-License-Identifier: MPL-2.0
"""Being away, with or without somebody who stands in; and being back. Why somebody is away is never kept."""

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.changing.telling import Told
from handlers.message import Query
from handlers.named import check_named
from handlers.parties import Parties, Party
from handlers.privacy_notes import note_on
from handlers.refusal import Refusal
from handlers.reply import Reply, say
from handlers.role_words import said_absence
from handlers.roles.finding import check_order, span
from storage.directory import Directory
from storage.people import People
from storage.roles import Absence, Absences, RoleAssignments

BACK = "back"
"""The value of `item` that says somebody is here again."""
DEPUTY = "deputy"
"""… and the one that says who is named stands in."""


async def report_absence(
    query: Query, actor: Actor, people: People, absences: Absences, roles: RoleAssignments, directory: Directory, changes: Changes, now: datetime, today: date,
) -> Reply:  # fmt: skip
    """The speaker is away, or back. Another person's absence is reported by naming them, where that is permitted."""
    await check_named(query, directory)
    parties = Parties(actor, people, now, today)
    speaker = await parties.speaker()
    if "negated" in query.slots or (query.slots.get("item") == BACK and "until" not in query.slots):
        return await _back(query, speaker, absences, changes, today)
    if "on2" in query.slots:
        raise Refusal("absence.one_at_a_time", outcome="asked_back")
    away, deputy = speaker, await parties.mentioned(query, but=[each for each in (speaker.person, actor.organisation) if each])
    if deputy.person and query.slots.get("item") != DEPUTY and "person2" not in query.slots:
        away, deputy = deputy, Party()
    if not away.person or not [each for each in await roles.of_person(away.person) if each.valid_to is None or each.valid_to > today]:
        raise Refusal("absence.no_roles")
    start, end = span(query, today)
    check_order(start, end)
    absence = Absence(
        id=uuid4().hex, person=away.person or "", valid_from=start, valid_to=end,
        deputy_person=deputy.person, deputy_organisation=None if deputy.person else deputy.organisation, deputy_mailbox=deputy.mailbox,
    )  # fmt: skip
    overlapping = [each for each in await absences.of([absence.person]) if each.holds_on(max(start, today))]
    steps = [*away.steps, *deputy.steps, *(Step(each, replace(each, withdrawn=True)) for each in overlapping), Step(None, absence)]
    told = [Told(f"person/{deputy.person}", (say("told.deputy", span=said_absence(absence)),))] if deputy.person else []
    notes = (say("absence.reason_not_kept"), *(() if end else (say("absence.no_end"),)), *note_on(away if away.steps else deputy))
    return await changes.propose("absence.report", steps, told=told, notes=notes)


async def _back(query: Query, speaker: Party, absences: Absences, changes: Changes, today: date) -> Reply:
    """Here again: ends the absence of today, or on the day that is named; an absence in the time that is named, or else the next one, is taken back."""
    lasting = [each for each in await absences.of([speaker.person or ""]) if each.valid_to is None or each.valid_to > today]
    start, end = span(query, today)
    dated = bool(query.slots.keys() & {"from", "until", "on"})
    if dated and "negated" not in query.slots and start > today:
        meant = [Step(each, replace(each, valid_to=start)) for each in lasting if each.holds_on(today)]
    elif dated:
        meant = [Step(each, _until(each, today)) for each in lasting if _overlaps(each, start, end)]
    else:
        meant = [Step(each, _until(each, today)) for each in [each for each in lasting if each.holds_on(today)] or lasting[:1]]
    if not meant:
        raise Refusal("absence.none")
    return await changes.propose("absence.report", meant)


def _overlaps(absence: Absence, start: date, end: date | None) -> bool:
    return (end is None or absence.valid_from < end) and (absence.valid_to is None or start < absence.valid_to)


def _until(absence: Absence, today: date) -> Absence:
    """Over from today; what has not begun is taken back."""
    return replace(absence, valid_to=today) if absence.valid_from < today else replace(absence, withdrawn=True)
