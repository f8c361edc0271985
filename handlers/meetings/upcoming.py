# SPDX-License-Identifier: MPL-2.0
"""What is going to be posted in the coming days where somebody asks: worked out by what plans it, and so the same that will be posted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.vouching import alone
from handlers.meetings.grouping import reminding
from handlers.message import Query
from handlers.periods import span_of, time_of
from handlers.posts.meeting_found import hours, meeting_of, title
from handlers.posts.plan import Planner
from handlers.posts.post import NothingToSay
from handlers.posts.routing import routed
from handlers.refusal import Refusal
from handlers.reply import Bullets, Phrase, Reply, say
from storage.deliveries import OPEN, Delivery, DeliveryFilter
from storage.unit_of_work import UnitOfWork

USUAL, LONGEST = timedelta(days=14), timedelta(days=62)
"""How far ahead it is looked, where no time is named; and where one is."""
MOST = 12


async def upcoming_posts(query: Query, actor: Actor, unit: UnitOfWork, planners: Mapping[str, Planner], now: datetime, today: date, zone: ZoneInfo) -> Reply:
    """In a channel, what is posted there; where nobody else reads along, what the asker is told by themselves."""
    here = actor.channel
    if not here and not alone(actor):
        raise Refusal("private.needed", in_private=True)
    first, last = _span(query, now, today, zone)
    found = [each for each in await _planned(unit, planners, first, last) if await _comes(each, here, actor, unit, now, today)]
    if not found:
        return await _none(here, unit)
    lines = tuple([await _line(each, unit, zone) for each in found[:MOST]])
    more = (say("why.upcoming.more", count=len(found) - MOST),) if len(found) > MOST else ()
    return Reply(parts=(say("why.upcoming.here" if here else "why.upcoming.you"), Bullets(lines), *more))


def _span(query: Query, now: datetime, today: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From now on at the earliest."""
    named = time_of(query.slots, today)
    span = span_of(named, today) if named else None
    if span is None:
        return now, now + USUAL
    first, last = (datetime.combine(day, time(), zone).astimezone(UTC) for day in span)
    return max(first, now), min(last, now + LONGEST)


async def _planned(unit: UnitOfWork, planners: Mapping[str, Planner], first: datetime, last: datetime) -> Sequence[Delivery]:
    """With what stands in the ledger and was planned by nobody's calendar, such as a word to those who have not answered."""
    planned = {each.key: each for planner in planners.values() for each in (await planner.plan(unit, first, last)).wanted}
    kinds = {kind for planner in planners.values() for kind in planner.kinds}
    others = [each for each in await unit.deliveries.find(DeliveryFilter(states=OPEN, after=first, before=last)) if each.kind not in kinds]
    return sorted([*planned.values(), *others], key=lambda each: (each.due_at, each.key))


async def _comes(delivery: Delivery, here: str, actor: Actor, unit: UnitOfWork, now: datetime, today: date) -> bool:
    """Whether it is posted here, or told to the asker: as a person, or as one who has a role."""
    if here or actor.person is None:
        return bool(here) and delivery.target == here
    if not delivery.target.startswith(("role/", "members/")):
        return delivery.target == f"person/{actor.person.id}"
    try:
        instead = (await routed(delivery, unit, (), now, today)).instead
    except NothingToSay:
        return False
    return any(each.target == f"person/{actor.person.id}" for each in instead)


async def _line(delivery: Delivery, unit: UnitOfWork, zone: ZoneInfo) -> Phrase:
    what, when = Phrase(f"delivery.kind.{delivery.kind}"), delivery.due_at.astimezone(zone)
    if meeting := await _meeting(delivery.about, unit):
        return Phrase("why.upcoming.line.about", {"when": when, "what": what, "meeting": meeting})
    return Phrase("why.upcoming.line", {"when": when, "what": what})


async def _meeting(about: str, unit: UnitOfWork) -> Phrase | None:
    """The meeting that it is about, if it is about one."""
    try:
        found = await meeting_of(about, unit.meetings)
    except ValueError:
        return None
    return Phrase("meeting.meant.choice", {"meeting": await title(found, unit.directory), "when": hours(found)}) if found else None


async def _none(here: str, unit: UnitOfWork) -> Reply:
    asked_for = not here or await reminding(here, unit.subscriptions)
    return Reply(parts=(say("why.upcoming.none"), *(() if asked_for else (say("why.how_to_ask"),))))
