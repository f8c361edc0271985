# SPDX-License-Identifier: MPL-2.0
"""Points for the agenda of a group's next meeting; and the agenda itself, in which what is still to be done comes back."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.forms.stepwise.lookups import Lookups
from handlers.meeting_dates import Occurrence
from handlers.meetings.beside import beside, towards
from handlers.meetings.items import finishing, known_items, open_actions, said_action, said_decision
from handlers.meetings.known import AHEAD, is_told_here, may_know, next_of_each, taking_place
from handlers.meetings.which import group_meant, last_meant, meeting_meant
from handlers.message import Query
from handlers.permissions import Target
from handlers.posts.meeting_found import ahead, hours, title
from handlers.posts.meeting_posts import points_for
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Heading, Link, Part, Phrase, Reply, Value, say
from handlers.role_words import said_scope
from handlers.unanswered.wording import says_who
from storage.agenda import AgendaItem
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

MINUTES = "minutes"
"""The value of `item` that asks where the minutes are: those of the last meeting, unless another is named."""
LONGEST = 500
"""Characters of a point, a decision or an action."""
MOST = 12
_BACK = timedelta(days=400)
"""How long ago the last meeting may have been."""
_AFTER_COLON = re.compile(r"^[^:]{1,80}:\s*(?P<text>.+)$")
_NOT = re.compile(r"(?:ikke|not)\s", re.IGNORECASE)
"""Words that take back what comes after them: "sæt ikke budgettet på dagsordenen"."""
_TIMES = frozenset(("meeting", "on", "period"))


async def agenda_point(
    query: Query, actor: Actor, unit: UnitOfWork, lookups: Lookups, changes: Changes, now: datetime, zone: ZoneInfo,
) -> Reply:  # fmt: skip
    """Notes a point for the meeting that is named, else for the group's next one; without a preview, since it can be taken back as easily."""
    told = query.slots.get("text") or _told(query.words)
    if _NOT.match(told):
        return Reply(parts=(say("change.cancelled"),))
    query, product = beside(query, told, lookups) if told else (query, None)
    group = await group_meant(towards(query, product, actor, "agenda.add"), actor, unit, "agenda.add")
    scope = Scope("group", group)
    await changes.permit("agenda.add", Target(scope=scope))
    text = checked(told)
    found = await meeting_meant(query, actor, unit, now, zone) if query.slots.keys() & _TIMES else await _next(group, unit, now)
    if found and found.at <= now:
        raise Refusal("agenda.over", when=hours(found))
    item = AgendaItem(id=uuid4().hex, group=group, kind="point", text=text, added_at=now, by=actor.id, product=product, date=found.id if found else None)
    said: dict[str, Value] = {"text": text, "group": await said_scope(scope, unit.directory)}
    tells_when = found and (may_know(found.series, actor) or await is_told_here(found.series, actor, unit.subscriptions))
    noted = say("agenda.added", **said, when=hours(found)) if found and tells_when else say("agenda.added.undated", **said)
    return await changes.at_once("agenda.add", [Step(None, item)], Reply(parts=(noted, say("change.can_undo"))))


def checked(text: str) -> str:
    """What is to be read by all. Raises Refusal where there is nothing, or too much, or where it says who somebody is."""
    if not text:
        raise asking("agenda.what", "text")
    if len(text) > LONGEST:
        raise Refusal("agenda.too_long", outcome="asked_back", missing=("text",), count=LONGEST)
    if says_who(text):
        raise Refusal("agenda.names", outcome="asked_back", missing=("text",))
    return text


def _told(words: str) -> str:
    """What stands behind the colon."""
    match = _AFTER_COLON.match(words)
    return match["text"].strip() if match else ""


async def _next(group: str, unit: UnitOfWork, now: datetime) -> Occurrence | None:
    coming = await taking_place(await unit.meetings.of_groups([group]), unit.meetings, now, now + AHEAD)
    return next(iter(next_of_each([each for each in coming if each.at > now])), None)


async def meeting_agenda(query: Query, actor: Actor, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Reply:
    """The points of a meeting, where its agenda and minutes are, what is still to be done, and what was decided last."""
    wants_minutes = query.slots.get("item") == MINUTES
    found = await (last_meant if wants_minutes else meeting_meant)(query, actor, unit, now, zone)
    coming = found.at > now
    items = await unit.agenda.of_group(found.series.group)
    known = await known_items(items, actor, unit.meetings) if may_know(found.series, actor) else items  # else it was reminded of where this is asked
    last = await _last(found, unit)
    points = [each for each in await points_for(found, unit.agenda, unit.meetings) if each in known and (coming or each.date is not None)]
    actions = open_actions(known)[:MOST]
    parts = (
        Heading(Phrase("agenda.title", {"meeting": await title(found, unit.directory)})), _when(found, now), *_links(found, last),
        *_points(points, coming=coming), *await _open(actions, unit, actor), *await _decided(known, last, unit, zone),
    )  # fmt: skip
    lacking = (say("agenda.no_minutes"),) if wants_minutes and not found.minutes_url else ()
    return Reply(parts=(*parts, *lacking), outcome="unknown" if lacking else "answered", choices=finishing(actions, actor))


def _when(found: Occurrence, now: datetime) -> Part:
    if found.cancelled:
        return say("attend.cancelled.reason" if found.reason else "attend.cancelled", when=hours(found), reason=found.reason)
    return say("post.meeting.when", when=hours(found), ahead=ahead(found, now)) if found.at > now else say("attend.when", when=hours(found))


async def _last(found: Occurrence, unit: UnitOfWork) -> Occurrence | None:
    """The meeting of the series before this one that was held."""
    before = await taking_place([found.series], unit.meetings, found.at - _BACK, found.at)
    return next((each for each in reversed(before) if not each.cancelled), None)


def _links(found: Occurrence, last: Occurrence | None) -> Sequence[Part]:
    urls = [("post.meeting.agenda", found.agenda_url), ("agenda.minutes", found.minutes_url)]
    if last and last.minutes_url != found.minutes_url:
        urls.append(("agenda.minutes.last", last.minutes_url))
    return [Link(Phrase(key), url) for key, url in urls if url]


def _points(points: Sequence[AgendaItem], *, coming: bool) -> Sequence[Part]:
    how = (say("post.agenda.how"),) if coming else ()
    if not points:
        return (say("post.agenda.empty" if coming else "agenda.no_points"), *how)
    more = (say("agenda.more", count=len(points) - MOST),) if len(points) > MOST else ()
    return (say("post.meeting.points"), Bullets(tuple(each.text for each in points[:MOST])), *more, *how)


async def _open(actions: Sequence[AgendaItem], unit: UnitOfWork, actor: Actor) -> Sequence[Part]:
    if not actions:
        return ()
    return (say("agenda.open"), Bullets(tuple([await said_action(each, unit.people, actor) for each in actions])))


async def _decided(known: Sequence[AgendaItem], last: Occurrence | None, unit: UnitOfWork, zone: ZoneInfo) -> Sequence[Part]:
    """At the last meeting, or since."""
    decisions = [each for each in known if each.kind == "decision" and (last is None or each.date == last.id or each.added_at >= last.at)][-MOST:]
    if not decisions:
        return ()
    return (say("agenda.decided_last"), Bullets(tuple([await said_decision(each, unit, zone, of_one_group=True) for each in decisions])))
