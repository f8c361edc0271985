# SPDX-License-Identifier: MPL-2.0
"""Composes news of products and of members when it is sent: what happened since the last that was told here, until this morning."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.citing import cite
from handlers.news.members import member_lines
from handlers.news.saying import cited, lines
from handlers.posts.news_plan import LONGEST, PAUSED, UNSUBSCRIBED, UNTIL
from handlers.posts.news_scope import Audience, audience_of, told_of_members, told_of_products
from handlers.posts.onboarding_days import is_daytime, morning, next_morning
from handlers.posts.post import NothingToSay, NotYet, Post
from handlers.reply import Bullets, Cited, Heading, Phrase, Reply, Value, say
from handlers.visibility import VisibleDirectory
from storage.deliveries import OPEN, Deliveries, Delivery, DeliveryFilter
from storage.subscriptions import Kind
from storage.unit_of_work import UnitOfWork

MOST = 12
_SOON = timedelta(seconds=1)


async def product_news(post: Post, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Reply:
    """By product. In a channel it is fit for everybody; for one person it is what they may know."""
    audience, since, until = await _asked("product_news", post, unit, now, zone)
    directory = VisibleDirectory(unit.directory, audience.reader)
    told = await lines(await told_of_products(audience, unit, since, until, zone), directory, zone)
    return _reply("product_news", [each.said for each in told], await cited(told[:MOST], directory, zone), audience)


async def new_members(post: Post, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Reply:
    """Organisations alone: whose membership became documented, and whose onboarding was completed and may be shown."""
    audience, since, until = await _asked("new_members", post, unit, now, zone)
    members, runs = await told_of_members(audience, unit, since, until, zone)
    sources = await cite(unit.directory, [each.stated for each in members])
    return _reply("new_members", await member_lines(members, runs, unit), sources, audience)


def _reply(kind: Kind, told: Sequence[Value], sources: tuple[Cited, ...], audience: Audience) -> Reply:
    if not told:
        raise NothingToSay("nothing_new")
    left = (say("news.more" if kind == "product_news" else "news.members.more", count=len(told) - MOST),) if len(told) > MOST else ()
    stop = say(f"post.{kind}.how_to_stop.person" if audience.reader.person else f"post.{kind}.how_to_stop")
    return Reply(parts=(Heading(Phrase(f"post.{kind}")), Bullets(tuple(told[:MOST])), *left, stop), sources=sources)


async def _asked(kind: Kind, post: Post, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> tuple[Audience, datetime, datetime]:
    """For whom, and from when until when. Raises NothingToSay, and NotYet in the evening and on a day off: it was late, and waits for a morning."""
    asked = await unit.subscriptions.in_channel(post.target, kind)
    if not asked:
        raise NothingToSay(UNSUBSCRIBED)
    if any(each.paused for each in asked):
        raise NothingToSay(PAUSED)
    told_until = await _told_until(kind, post, unit.deliveries, now)
    if not is_daytime(now, zone):
        raise NotYet(morning(next_morning(now, zone), zone))
    return await audience_of(asked, unit, now, zone), told_until, _until(post.values)


async def _told_until(kind: Kind, post: Post, deliveries: Deliveries, now: datetime) -> datetime:
    """Until when what was posted here before told. Raises NothingToSay where a later post tells all of this too, or has."""
    until = _until(post.values)
    wanted = DeliveryFilter(target=post.target, after=until - LONGEST, before=now + _SOON)  # of every kind: so the database looks by target
    others = [each for each in await deliveries.find(wanted) if each.kind == kind and each.key != post.key]
    if any(each.due_at > post.due_at and (each.state in OPEN or _said(each)) for each in others):
        raise NothingToSay("overtaken")
    return max([until - LONGEST, *(_until(each.values) for each in others if _said(each))])


def _said(other: Delivery) -> bool:
    """What is composed is what it says, whenever it is sent."""
    return other.state in ("sent", "late") or (other.state in OPEN and other.reply is not None)


def _until(values: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(values[UNTIL])
