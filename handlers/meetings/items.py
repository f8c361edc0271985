# SPDX-License-Identifier: MPL-2.0
"""Points, decisions and actions of groups, as far as somebody may know of them, and how each is said. Who does something is named only where they want it."""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.vouching import alone
from handlers.meetings.known import belongs, may_know
from handlers.permissions import Target, permitting
from handlers.posts.meeting_found import meeting_of
from handlers.reply import Choice, Phrase, Value
from handlers.role_words import said_day, said_scope
from storage.agenda import AgendaItem
from storage.meetings import Meetings, of_date_id
from storage.people import People
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

DONE = "done"
"""The value of `item` that says an action is done."""
_OFFERED, _LABEL = 5, 60
"""Actions that can be finished with a click, and the characters of each that its button shows."""


async def known_items(items: Iterable[AgendaItem], actor: Actor, meetings: Meetings) -> list[AgendaItem]:
    """Those of meetings that the reader may know of. What belongs to no meeting is for the group alone where all its meetings are."""
    return [each for each in items if await _may_know(each, actor, meetings)]


async def _may_know(item: AgendaItem, actor: Actor, meetings: Meetings) -> bool:
    series = await meetings.series(of_date_id(item.date)[0]) if item.date else None
    if series:
        return may_know(series, actor)
    standing = await meetings.of_groups([item.group])
    closed = bool(standing) and all(each.visibility == "group" for each in standing)
    return not closed or (alone(actor) and belongs(actor, item.group))


async def said_decision(item: AgendaItem, unit: UnitOfWork, zone: ZoneInfo, *, of_one_group: bool) -> Value:
    """With its day; and where decisions of several groups stand together, with its group."""
    values: dict[str, Value] = {"text": item.text, "date": said_day(await day_of(item, unit.meetings, zone))}
    if of_one_group:
        return Phrase("agenda.decision", values)
    return Phrase("agenda.decision.group", {**values, "group": await said_scope(Scope("group", item.group), unit.directory)})


async def day_of(item: AgendaItem, meetings: Meetings, zone: ZoneInfo) -> date:
    """The day of its meeting; of what belongs to none, the day it was noted."""
    if item.date:
        found = await meeting_of(item.date, meetings)
        return found.wall.date() if found else of_date_id(item.date)[1].date()
    return item.added_at.astimezone(zone).date()


async def said_action(item: AgendaItem, people: People, actor: Actor) -> Value:
    """Until when, and by whom, where that is known and may be said."""
    who = await _responsible(item, people, actor)
    key = f"agenda.action{'.due' if item.due else ''}{'.who' if who else ''}"
    due: dict[str, Value] = {"due": said_day(item.due)} if item.due else {}
    return Phrase(key, {"text": item.text, **due, **({"who": who} if who else {})})


async def _responsible(item: AgendaItem, people: People, actor: Actor) -> Value | None:
    if item.responsible is None:
        return None
    if item.responsible == actor.id and alone(actor):
        return Phrase("holder.you")
    person = await people.person(item.responsible)
    return person.name if person and person.name else Phrase("holder.person")


def open_actions(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """What is due first stands first; what has no day stands last."""
    found = [each for each in items if each.kind == "action" and not each.done]
    return sorted(found, key=lambda each: (each.due or date.max, each.added_at, each.id))


def finishing(actions: Sequence[AgendaItem], actor: Actor) -> tuple[Choice, ...]:
    """A button for each that the reader may say is done."""
    own = [each for each in actions if permitting(actor, "agenda.finish", Target(scope=Scope("group", each.group), person=each.responsible))]
    return tuple(Choice(Phrase("agenda.finish", {"text": _short(each.text)}), "meeting_note", {"item": DONE, "action": each.id}) for each in own[:_OFFERED])


def _short(text: str) -> str:
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1].rstrip()}…"
