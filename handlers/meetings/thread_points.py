# SPDX-License-Identifier: MPL-2.0
"""What is written in the thread under a call for points goes on the agenda of that meeting; and who is told why it does not."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.forms.stepwise.lookups import Lookups
from handlers.meeting_dates import Occurrence
from handlers.meetings.agenda_points import checked
from handlers.meetings.known import is_told_here, may_know
from handlers.message import Query
from handlers.permissions import Target, permitting
from handlers.posts.meeting_found import hours, meeting_of
from handlers.refusal import LeftAlone, Refusal
from handlers.reply import Bullets, Paragraph, Part, Phrase, Reply, Value, say
from handlers.role_words import said_scope
from storage.agenda import AgendaItem
from storage.meetings import of_date_id
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

MOST = 20
"""Points of one message."""


async def collect_points(query: Query, actor: Actor, unit: UnitOfWork, lookups: Lookups, changes: Changes, now: datetime) -> Reply:
    """`text`: a point on each line. Noted without a preview, since one word takes them all off again.

    Nobody called the bot: whoever may not, and whoever is too late, hears so once. Raises LeftAlone after that, and for a meeting that nobody knows any more.
    """
    id_ = query.slots["meeting"]
    series = await unit.meetings.series(of_date_id(id_)[0])
    if series is None:
        raise LeftAlone
    scope = Scope("group", series.group)
    group = await said_scope(scope, unit.directory)
    if permitting(actor, "agenda.add", Target(scope=scope)) is None:
        return await _once("agenda.thread.not_yours", id_, actor, unit, now, group=group)
    found = await meeting_of(id_, unit.meetings)
    if found is None:
        return await _once("agenda.thread.ended", id_, actor, unit, now, group=group)
    if found.cancelled:
        raise Refusal("agenda.thread.cancelled", when=hours(found))
    if found.at <= now:
        return await _once("agenda.over", id_, actor, unit, now, when=hours(found))
    texts = list(dict.fromkeys(query.slots["text"].split("\n")))
    points, notes = _sorted_out(texts)
    if not points:
        raise Refusal(notes[0].key, notes[0].values)
    items = [_item(text, number, found, actor, lookups, now) for number, text in enumerate(points)]
    parts = (*await _noted(points, group, found, actor, unit), *map(Paragraph, notes), say("change.can_undo"))
    undo = Phrase("agenda.thread.take_off", {"count": len(points)})
    return await changes.at_once("agenda.add", [Step(None, each) for each in items], Reply(parts=parts), undo=undo)


def _sorted_out(texts: Sequence[str]) -> tuple[list[str], list[Phrase]]:
    """What goes on the agenda, and what is said of the rest."""
    points, notes = list[str](), list[Phrase]()
    for number, text in enumerate(texts[:MOST], 1):
        try:
            points.append(checked(text))
        except Refusal as refusal:
            notes.append(Phrase("agenda.thread.line", {"number": number, "why": refusal.phrase}) if len(texts) > 1 else refusal.phrase)
    if len(texts) > MOST:
        notes.append(Phrase("agenda.thread.most", {"most": MOST, "count": len(texts) - MOST}))
    return points, notes


def _item(text: str, number: int, found: Occurrence, actor: Actor, lookups: Lookups, now: datetime) -> AgendaItem:
    """Points are listed as they were added: those of one message in its order."""
    product = next(iter(lookups.read(text).ids("product")), None)
    at = now + timedelta(microseconds=number)
    return AgendaItem(id=uuid4().hex, group=found.series.group, kind="point", text=text, added_at=at, by=actor.id, product=product, date=found.id)


async def _noted(points: Sequence[str], group: Value, found: Occurrence, actor: Actor, unit: UnitOfWork) -> tuple[Part, ...]:
    tells_when = may_know(found.series, actor) or await is_told_here(found.series, actor, unit.subscriptions)
    when: dict[str, Value] = {"when": hours(found)} if tells_when else {}
    undated = "" if tells_when else ".undated"
    if len(points) == 1:
        return (say(f"agenda.added{undated}", text=points[0], group=group, **when),)
    return (say(f"agenda.thread.added{undated}", count=len(points), group=group, **when), Bullets(tuple(points)))


async def _once(key: str, meeting: str, actor: Actor, unit: UnitOfWork, now: datetime, **values: Value) -> Reply:
    """Said to each person once a week at most: whatever else they write to one another there is theirs."""
    who = hashlib.sha256(actor.identity.encode()).hexdigest()[:16]
    if not await unit.inbox.accept(f"{key}:{meeting}:{who}", now):
        raise LeftAlone
    return Reply(parts=(say(key, **values),), outcome="declined")
