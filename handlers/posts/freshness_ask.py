# SPDX-License-Identifier: MPL-2.0
"""One message a week to somebody who knows: which facts are theirs to confirm, with a choice for each answer."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.freshness import Rules
from handlers.freshness.asked_of import choices, listed, standings_once, waiting_for
from handlers.freshness.saying import FactWords
from handlers.posts.onboarding_days import is_daytime, morning, next_morning
from handlers.posts.post import NothingToSay, NotYet, Post
from handlers.posts.withdrawn import NOTHING_WAITS
from handlers.reply import Heading, Phrase, Reply, say
from storage.unit_of_work import UnitOfWork


async def freshness_ask(post: Post, unit: UnitOfWork, freshness_rules: Rules, now: datetime, today: date, zone: ZoneInfo) -> Reply:
    """To one person. What was answered meanwhile is left out; one that is late waits for the morning where it is evening or no working day."""
    if not is_daytime(now, zone):
        raise NotYet(morning(next_morning(now, zone), zone))
    person = post.target.partition("/")[2]
    found = waiting_for(person, await standings_once(unit, freshness_rules, today, zone), post.due_at)
    if not found:
        raise NothingToSay(NOTHING_WAITS)
    words = FactWords(unit.directory, unit.people, person)
    parts = (Heading(Phrase("post.freshness")), say("post.freshness.intro", count=len(found)), *await listed(found, words), say("post.freshness.how"))
    return Reply(parts=parts, choices=await choices(found, words))
