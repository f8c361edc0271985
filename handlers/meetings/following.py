# SPDX-License-Identifier: MPL-2.0
"""Calendars of others that a group's meetings are kept beside: which are followed, and what one of them would change, once somebody says yes."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.changing.vouching import vouched
from handlers.icalendar.feed_address import checked_address, digest, said_calendar
from handlers.icalendar.offering import waiting
from handlers.meetings.grouping import named, names_group
from handlers.meetings.known import belongs
from handlers.meetings.which import group_meant
from handlers.message import Query
from handlers.permissions import Target, permitting
from handlers.refusal import Refusal, asking
from handlers.reply import Bullets, Choice, Phrase, Reply, Value, say
from handlers.role_words import said_scope
from storage.calendars import CalendarFeed
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

STOP = "stop"
"""Value of `item`: a calendar is to be followed no longer."""
MOST = 10
"""Calendars of one group."""


async def follow_calendar(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime) -> Reply:
    """A calendar is followed from now on, or no longer, once that is confirmed."""
    if query.slots.get("item") == STOP:
        return await _stopped(query, actor, unit, changes)
    if "link" not in query.slots:
        raise asking("feed.ask.address", "link")
    url = checked_address(query.slots["link"])
    group = await group_meant(query, actor, unit, "meeting.import")
    await changes.permit("meeting.import", Target(scope=Scope("group", group)))
    await _check(url, group, unit)
    feed = CalendarFeed(url=url, group=group, by=actor.id, added_at=now)
    aloud = () if actor.private else (say("feed.said_aloud"),)
    return await changes.propose("meeting.import", [Step(None, feed)], notes=(say("feed.how"), *aloud))


async def _check(url: str, group: str, unit: UnitOfWork) -> None:
    """Of a calendar that another group follows, it is not said which."""
    found = await unit.calendars.feeds()
    there = next((each for each in found if each.url == url), None)
    if there:
        raise Refusal("feed.already" if there.group == group else "feed.already.elsewhere", calendar=said_calendar(there))
    if sum(each.group == group for each in found) >= MOST:
        raise Refusal("feed.too_many", count=MOST)


async def _stopped(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes) -> Reply:
    """The one that a button or an address names, or the only one that fits what was said."""
    feeds = [each for each in await meant(query, actor, unit) if _fits(each, query)]
    own = [each for each in feeds if may(actor, each)]
    if not own and feeds:
        await changes.permit("meeting.import", Target(scope=Scope("group", feeds[0].group)))
    if not own:
        raise Refusal("feed.none")
    if len(own) > 1:
        raise Refusal("feed.which", outcome="asked_back", choices=await stopping(own, unit))
    return await changes.propose("meeting.import", [Step(own[0].asked, None)], notes=(say("feed.stays"),))


def _fits(feed: CalendarFeed, query: Query) -> bool:
    if "calendar" in query.slots:
        return digest(feed.url) == query.slots["calendar"]
    return "link" not in query.slots or feed.url == checked_address(query.slots["link"])


async def meant(query: Query, actor: Actor, unit: UnitOfWork) -> list[CalendarFeed]:
    """Those of the groups that are named, and of these the ones whose people the asker belongs to; without a name, of every group of theirs."""
    return [each for each in await unit.calendars.feeds() if belongs(actor, each.group) and (not names_group(query) or named(query)(each.group))]


def may(actor: Actor, feed: CalendarFeed) -> bool:
    """Whether the actor answers for what this calendar changes."""
    return permitting(actor, "meeting.import", Target(scope=Scope("group", feed.group))) is not None


async def stopping(feeds: Sequence[CalendarFeed], unit: UnitOfWork) -> tuple[Choice, ...]:
    return tuple([
        Choice(Phrase("feed.stop", {"calendar": said_calendar(each), "group": await _group(each, unit)}), "follow_calendar", {"item": STOP, "calendar": digest(each.url)})
        for each in feeds
    ])  # fmt: skip


async def followed_calendars(query: Query, actor: Actor, unit: UnitOfWork, zone: ZoneInfo) -> Reply:
    """Which there are, when each was last fetched, what is wrong, and whether something waits for an answer."""
    vouched(actor, "meeting.import")
    feeds = await meant(query, actor, unit)
    if not feeds:
        return Reply(parts=(say("feed.none"), say("feed.none.how")))
    found = tuple([await _line(each, unit, zone) for each in feeds])
    own = [each for each in feeds if may(actor, each)]
    looking = (Choice(Phrase("feed.look"), "calendar_changes"),) if any(waiting(each) for each in own) else ()
    return Reply(parts=(say("feed.list", count=len(feeds)), Bullets(found)), choices=(*looking, *await stopping(own, unit)))


async def _line(feed: CalendarFeed, unit: UnitOfWork, zone: ZoneInfo) -> Phrase:
    waits = "feed.line.waiting" if waiting(feed) else "feed.line"
    return Phrase(waits, {"calendar": said_calendar(feed), "group": await _group(feed, unit), "state": _state(feed, zone)})


def _state(feed: CalendarFeed, zone: ZoneInfo) -> Phrase:
    if feed.fetched_at is None:
        return Phrase("feed.state.new")
    when = feed.fetched_at.astimezone(zone)
    return Phrase("feed.state.trouble", {"when": when, "why": Phrase(feed.trouble)}) if feed.trouble else Phrase("feed.state.fetched", {"when": when})


async def _group(feed: CalendarFeed, unit: UnitOfWork) -> Value:
    return await said_scope(Scope("group", feed.group), unit.directory)
