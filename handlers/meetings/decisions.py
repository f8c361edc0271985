# SPDX-License-Identifier: MPL-2.0
"""What groups decided, and what is to be done until when: written down with a hash tag, found again by product and time, and said to be done."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.changing.telling import Told
from handlers.forms.stepwise.lookups import Lookups
from handlers.meetings.agenda_points import checked
from handlers.meetings.beside import beside, towards, without_address
from handlers.meetings.items import DONE, finishing, known_items, open_actions, said_action
from handlers.meetings.known import taking_place
from handlers.meetings.which import group_meant, meeting_meant
from handlers.message import Query
from handlers.parties import Parties, Party
from handlers.permissions import Target
from handlers.privacy_notes import note_on
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Choice, Part, Phrase, Reply, say
from handlers.role_words import said_day, said_scope
from handlers.understanding.names import Mention
from handlers.understanding.reading import Reading
from storage.agenda import AgendaItem
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

Noted = Literal["decision", "action"]
_TAGS: tuple[tuple[Noted, re.Pattern[str]], ...] = (
    ("decision", re.compile(r"#\s?(?:beslutning|besluttet|decision|decided|agreed)\b:?", re.IGNORECASE)),
    ("action", re.compile(r"#\s?(?:opgave|aktion|action|task|todo)\b:?", re.IGNORECASE)),
)
_LABELS: tuple[tuple[Noted, re.Pattern[str]], ...] = (
    ("decision", re.compile(r"beslut|vedt|decision|decided|agreed", re.IGNORECASE)),
    ("action", re.compile(r"opgave|aktion|action|task|to-?do", re.IGNORECASE)),
)
"""Words that say which it is, beside the text itself: "ny opgave: …"."""
_SHORTEST = 3
"""Words that say something; fewer are the number or the name of a choice."""
_RECENT = timedelta(days=7)
"""How long after a meeting what is written down without a date is still of that meeting."""
_ONE_DAY = timedelta(days=1)
_UNTIL = re.compile(r"[\s,;(]*(?<!\w)(?:senest|inden|frist|deadline|due|by|no later than)\s*:?$", re.IGNORECASE)
"""What says before a day that it is the last one."""
_LOOSE_ENDS = " ,;:.–-"


async def meeting_note(
    query: Query, actor: Actor, unit: UnitOfWork, lookups: Lookups, changes: Changes, now: datetime, today: date, zone: ZoneInfo,
) -> Reply:  # fmt: skip
    """A decision, or an action with whoever is mentioned and the day that is named: shown first, since it is told to all. Or an action that is done."""
    if query.slots.get("item") == DONE or "action" in query.slots:
        return await _finish(query, actor, unit, changes)
    kind, words = _noted(query)
    words = without_address(words, lookups)
    reading = lookups.read(words)
    named, product = beside(query, words, lookups)
    group = await group_meant(towards(named, product, actor, "agenda.decide"), actor, unit, "agenda.decide")
    await changes.permit("agenda.decide", Target(scope=Scope("group", group)))
    party, due = await _party(query, reading, actor, unit, now, today) if kind == "action" else Party(), _due(reading) if kind == "action" else None
    text = checked(_text(reading, with_day=due is None) if kind == "action" else words)
    found = await meeting_meant(query, actor, unit, now, zone) if "meeting" in query.slots else None
    item = AgendaItem(
        id=uuid4().hex, group=group, kind=kind, text=text, added_at=now, by=actor.id, product=product, responsible=party.person, due=due,
        date=found.id if found else await _lately(group, unit, now),
    )  # fmt: skip
    return await changes.propose(
        "agenda.decide",
        [*party.steps, Step(None, item)],
        told=await _told(item, actor, unit),
        notes=(*await _whose(item, reading, party, actor, unit), *note_on(party)),
    )


def _noted(query: Query) -> tuple[Noted, str]:
    """Which of the two it is, and its words without the tag."""
    words = query.slots.get("text") or query.words
    said = _kind(query)
    if said is None:
        choices = tuple(Choice(Phrase(f"agenda.note.{kind}"), query.intent, {"item": kind}) for kind, _ in _TAGS)
        raise asking("agenda.note.which", choices=choices)
    for _, tag in _TAGS:
        words = tag.sub("", words, count=1)
    if "text" not in query.slots and len(words.split()) < _SHORTEST:
        raise asking(f"agenda.note.what.{said}", "text")
    return said, words.strip(_LOOSE_ENDS)


def _kind(query: Query) -> Noted | None:
    """By its tag, by a choice, or by what stands before the colon."""
    around = query.words.replace(query.slots["text"], "") if query.slots.get("text") else ""
    tagged = next((kind for kind, tag in _TAGS if tag.search(query.words)), None)
    chosen = next((kind for kind, _ in _TAGS if kind == query.slots.get("item")), None)
    return tagged or chosen or next((kind for kind, label in _LABELS if label.search(around)), None)


async def _party(query: Query, reading: Reading, actor: Actor, unit: UnitOfWork, now: datetime, today: date) -> Party:
    """Who does it: whoever is mentioned, or the speaker, who says "me". Nobody is found by a name."""
    mentioned = next(iter(reading.ids("person")), query.slots.get("person"))
    slots = {"person": mentioned} if mentioned else {"who": query.slots.get("who", "")}
    found = await Parties(actor, unit.people, now, today).meant(replace(query, slots=slots, words=reading.text))
    return Party(person=found.person, steps=found.steps) if found.person else Party()


async def _whose(item: AgendaItem, reading: Reading, party: Party, actor: Actor, unit: UnitOfWork) -> tuple[Part, ...]:
    """Who is meant, in the words of whoever mentions them, where nobody may say their name."""
    person = await unit.people.person(item.responsible) if item.responsible not in (None, actor.id) and not party.steps else None
    mentioned = next((reading.text[slice(*_span(each, reading))] for each in reading.mentions if each.kind == "person"), "")
    return (say("agenda.for", who=mentioned),) if person and not person.name and mentioned else ()


def _span(mention: Mention, reading: Reading) -> tuple[int, int]:
    return reading.tokens[mention.start].start, reading.tokens[mention.end - 1].end


def _due(reading: Reading) -> date | None:
    """The last day of the last time that is named: "senest 1. december", "inden uge 50"."""
    if wrong := reading.impossible_day:
        raise asking("date.impossible", "text", day=wrong)
    return reading.days[-1].after - _ONE_DAY if reading.days else None


def _text(reading: Reading, *, with_day: bool) -> str:
    """The words without who does it, and without the day."""
    spans = [_span(each, reading) for each in reading.mentions if each.kind == "person"]
    spans += [] if with_day else [(reading.days[-1].start, reading.days[-1].end)]
    text = reading.text
    for start, end in sorted(spans, reverse=True):
        text = f"{_UNTIL.sub('', text[:start].rstrip('@ '))} {text[end:]}"
    return " ".join(text.split()).strip(_LOOSE_ENDS)


async def _lately(group: str, unit: UnitOfWork, now: datetime) -> str | None:
    """The meeting that is being held, or was held last, a short while ago."""
    held = [each for each in await taking_place(await unit.meetings.of_groups([group]), unit.meetings, now - _RECENT, now) if not each.cancelled]
    return held[-1].id if held else None


async def _told(item: AgendaItem, actor: Actor, unit: UnitOfWork) -> Sequence[Told]:
    """Whoever is to do something hears of it, unless they said so themselves."""
    if item.responsible in (None, actor.id):
        return ()
    values = {"group": await said_scope(Scope("group", item.group), unit.directory), "text": item.text}
    part = say("told.action.due", **values, date=said_day(item.due)) if item.due else say("told.action", **values)
    return (Told(f"person/{item.responsible}", (part,)),)


async def _finish(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes) -> Reply:
    """By the button beside it; without one it is asked which is done, of what the speaker is to do, and of what they look after."""
    if "action" not in query.slots:
        return await _which(query, actor, unit)
    item = await unit.agenda.item(query.slots["action"])
    if item is None or item.withdrawn or item.kind != "action":
        raise Refusal("agenda.no_action", outcome="unknown")
    await changes.permit("agenda.finish", Target(scope=Scope("group", item.group), person=item.responsible))
    if item.done:
        raise Refusal("agenda.done_already", text=item.text)
    done = Reply(parts=(say("agenda.is_done", text=item.text), say("change.can_undo")))
    return await changes.at_once("agenda.finish", [Step(item, replace(item, done=True))], done)


async def _which(query: Query, actor: Actor, unit: UnitOfWork) -> Reply:
    own = open_actions([each for each in await unit.agenda.of_person(actor.id) if each.responsible == actor.id])
    if not own or query.slots.keys() & {"product", "group_type"}:
        group = await group_meant(query, actor, unit, "agenda.finish")
        own = open_actions(await known_items(await unit.agenda.of_group(group, "action"), actor, unit.meetings))
    choices = finishing(own, actor)
    if not choices:
        raise Refusal("agenda.no_actions", outcome="unknown")
    lines = tuple([await said_action(each, unit.people, actor) for each in own])
    return Reply(parts=(say("agenda.which_is_done"), Bullets(lines)), outcome="asked_back", choices=choices)
