# SPDX-License-Identifier: MPL-2.0
"""What a calendar that is followed would change: shown, carried out or left by whoever answers for the group's meetings, and looked for anew when somebody asks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.vouching import vouched
from handlers.icalendar.feed_address import digest, said_calendar
from handlers.icalendar.following import anew, settled
from handlers.icalendar.offer_words import offer_choices, offer_lines, offer_parts
from handlers.icalendar.offering import Offer, rest, waiting
from handlers.meetings.following import may, meant
from handlers.message import Query
from handlers.permissions import Target
from handlers.refusal import Refusal
from handlers.reply import Choice, Heading, Part, Phrase, Reply, say
from storage.calendars import CalendarFeed
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

AGAIN = "again"
"""Value of `item`: whatever waits, it is fetched anew."""
FRESH = timedelta(minutes=10)
"""What was fetched so lately is not fetched again."""


async def calendar_changes(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime, zone: ZoneInfo) -> Reply:
    """What waits for an answer, one calendar at a time; where nothing does, the calendars are fetched anew."""
    if not actor.private:
        raise Refusal("private.needed", in_private=True)  # it may be about meetings that are the group's alone
    vouched(actor, "meeting.import")
    feeds = await meant(query, actor, unit)
    own = [each for each in feeds if may(actor, each)]
    if feeds and not own:
        await changes.permit("meeting.import", Target(scope=Scope("group", feeds[0].group)))
    if not own:
        raise Refusal("feed.none")
    again = query.slots.get("item") == AGAIN
    shown = [(each, offer) for each in own if (offer := waiting(each))]
    if again or not shown:
        return await _looked_for([each for each in own if again or each.told or not _fresh(each, now)], own, unit, zone)
    more = (say("feed.others_wait", count=len(shown) - 1),) if len(shown) > 1 else ()
    return await _shown(*shown[0], actor, unit, now, more)


async def _shown(feed: CalendarFeed, offer: Offer, actor: Actor, unit: UnitOfWork, now: datetime, more: Sequence[Part] = ()) -> Reply:
    choices = offer_choices(feed, offer)
    return Reply(parts=(*await offer_parts(feed, offer, unit, actor.id, now), *more), outcome="proposed" if choices else "answered", choices=choices)


async def _looked_for(stale: Sequence[CalendarFeed], feeds: Sequence[CalendarFeed], unit: UnitOfWork, zone: ZoneInfo) -> Reply:
    """What was left, or has waited too long, is told again by that."""
    if not stale:
        newest = min(each.fetched_at for each in feeds if each.fetched_at)
        return Reply(parts=(say("feed.nothing_new", when=newest.astimezone(zone)),))
    for each in stale:
        await unit.calendars.save_feed(anew(each))
    return Reply(parts=(say("feed.looking", count=len(stale)), say("feed.looking.then")))


def _fresh(feed: CalendarFeed, now: datetime) -> bool:
    return feed.fetched_at is not None and feed.next_at is not None and not feed.trouble and now - feed.fetched_at < FRESH


async def show_offer(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime) -> Reply:
    """The changes that a button names, once more."""
    return await _shown(*await _offer(query, unit, changes), actor, unit, now)


async def leave_offer(query: Query, unit: UnitOfWork, changes: Changes) -> Reply:
    """They do not wait any longer, and are not offered again unless the calendar changes or somebody asks."""
    feed, _ = await _offer(query, unit, changes)
    await unit.calendars.save_feed(settled(feed))
    return Reply(parts=(say("feed.left_alone"),))


async def carry_out_offer(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime) -> Reply:
    """Just what was shown, or nothing where anything of it was changed since."""
    feed, offer = await _offer(query, unit, changes)
    await unit.calendars.save_feed(replace(settled(feed), told=rest(offer)))
    shown = await offer_lines(offer.steps, unit, actor.id, now)
    done = Reply(parts=(Heading(Phrase("change.done")), say("feed.changes.of", calendar=said_calendar(feed)), shown, say("change.can_undo")))
    try:
        return await changes.at_once("meeting.import", offer.steps, done)
    except Refusal as refusal:
        if refusal.phrase.key != "change.meanwhile":
            raise
        raise Refusal("feed.changed_meanwhile", choices=_again()) from refusal


async def _offer(query: Query, unit: UnitOfWork, changes: Changes) -> tuple[CalendarFeed, Offer]:
    """What a button names, if it still waits. Raises Refusal, for whoever does not answer for the group's meetings too."""
    feed = next((each for each in await unit.calendars.feeds() if digest(each.url) == query.slots.get("calendar")), None)
    if feed is None:
        raise Refusal("feed.gone_meanwhile")
    await changes.permit("meeting.import", Target(scope=Scope("group", feed.group)))
    offer = waiting(feed)
    if offer is None:
        raise Refusal("feed.answered", choices=_again())
    if offer.digest != query.slots.get("change"):
        raise Refusal("feed.newer", choices=(Choice(Phrase("feed.look"), "calendar_changes"),))
    return feed, offer


def _again() -> tuple[Choice, ...]:
    return (Choice(Phrase("feed.again"), "calendar_changes", {"item": AGAIN}),)
