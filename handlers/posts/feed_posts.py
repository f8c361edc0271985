# SPDX-License-Identifier: MPL-2.0
"""What is told of calendars that are followed: what one would change, to whoever answers for the group's meetings; that it cannot be read, to whoever follows it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.roles import Role
from handlers.icalendar.feed_address import digest, said_calendar
from handlers.icalendar.offer_words import offer_choices, offer_parts
from handlers.icalendar.offering import waiting
from handlers.posts.meeting_plan import CHAIR
from handlers.posts.post import NothingToSay, Post
from handlers.posts.reminder_times import told_at
from handlers.posts.routing import role_target
from handlers.reply import Phrase, Reply, say
from handlers.role_words import said_moment, said_scope
from storage.calendars import CalendarFeed, Calendars
from storage.deliveries import Delivery
from storage.directory import Directory
from storage.people import People
from storage.reminders import ReminderPlan
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

CHANGES, TROUBLE = "feed_changes", "feed_trouble"
TOLD: tuple[Role, ...] = (*CHAIR, "admin")
_USEFUL = timedelta(days=7)


async def changes_told(feed: CalendarFeed, now: datetime, zone: str, language: str, unit: UnitOfWork) -> Delivery:
    """Once for what is offered now; not while the group wants quiet. `zone`: of the community (IANA)."""
    plan = await unit.reminder_plans.of(feed.group) or ReminderPlan(group=feed.group)
    at = told_at(now, zone, plan, now + _USEFUL)
    name = digest(feed.url)
    return Delivery(
        key=f"{CHANGES}:{name}:{feed.told}@{now.isoformat(timespec='seconds')}", kind=CHANGES, about=f"group/{feed.group}", target=role_target(TOLD, _scope(feed)),
        due_at=at, useful_until=at + _USEFUL, language=language, values={"feed": name, "told": feed.told},
    )  # fmt: skip


async def trouble_told(feed: CalendarFeed, now: datetime, language: str, people: People) -> Delivery:
    """Once for each time that it cannot be read for long."""
    name, since = digest(feed.url), (feed.troubled_since or now).isoformat(timespec="seconds")
    target = f"person/{feed.by}" if await people.person(feed.by) else role_target(TOLD, _scope(feed))
    return Delivery(
        key=f"{TROUBLE}:{name}@{since}", kind=TROUBLE, about=f"group/{feed.group}", target=target, due_at=now, useful_until=now + _USEFUL, language=language,
        values={"feed": name, "since": since},
    )  # fmt: skip


async def feed_changes(post: Post, unit: UnitOfWork, now: datetime) -> Reply:
    """What waits for an answer, with a button to carry it out and one to leave it."""
    feed = await _feed(post, unit.calendars)
    offer = waiting(feed)
    if offer is None or feed.told != post.values["told"]:
        raise NothingToSay("no_longer")
    return Reply(parts=await offer_parts(feed, offer, unit, "", now), choices=offer_choices(feed, offer))


async def feed_trouble(post: Post, calendars: Calendars, directory: Directory, zone: ZoneInfo) -> Reply:
    """Since when, why, and what helps."""
    feed = await _feed(post, calendars)
    since = feed.troubled_since
    if since is None or since.isoformat(timespec="seconds") != post.values["since"]:
        raise NothingToSay("no_longer")
    group = await said_scope(_scope(feed), directory)
    said = say("feed.trouble", calendar=said_calendar(feed), group=group, since=said_moment(since, zone), why=Phrase(feed.trouble))
    return Reply(parts=(said, say("feed.trouble.helps")))


async def _feed(post: Post, calendars: Calendars) -> CalendarFeed:
    found = next((each for each in await calendars.feeds() if digest(each.url) == post.values["feed"]), None)
    if found is None:
        raise NothingToSay("no_longer")
    return found


def _scope(feed: CalendarFeed) -> Scope:
    return Scope("group", feed.group)
