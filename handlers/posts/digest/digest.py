# SPDX-License-Identifier: MPL-2.0
"""Composes a digest when it is sent: the sections that have something to say, and how to have it otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.message import Language
from handlers.posts.digest.issue import Issue, Sections
from handlers.posts.digest.own_scope import own_scope
from handlers.posts.digest.plan import DIGEST, PAUSED, UNSUBSCRIBED
from handlers.posts.onboarding_board import BOARD
from handlers.posts.post import NothingToSay, Post
from handlers.reply import Choice, Cited, Heading, Listing, Part, Phrase, Reply, say
from handlers.role_words import said_address, said_day
from storage.deliveries import Delivery, DeliveryFilter
from storage.directory import Directory
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

WEEK = timedelta(weeks=1)
_LONGEST = 4 * WEEK
"""What happened before is no news, however long there was no digest."""
BUTTONS = 5


async def digest(post: Post, unit: UnitOfWork, sections: Sections, directory: Directory, now: datetime, zone: ZoneInfo) -> Reply:
    """What happened since the last one, and what is coming. Fit for everybody in the channel, or for the one person whom it is for."""
    there = await unit.subscriptions.in_channel(post.target)
    asked = [each for each in there if each.kind == DIGEST]
    if not asked:
        raise NothingToSay(UNSUBSCRIBED)
    if any(each.paused for each in asked):
        raise NothingToSay(PAUSED)
    until = min(post.due_at, now)
    issue = await issue_for(asked, unit, await _told_until(post, unit, until), until, now, zone, post.language)
    issue = replace(issue, shows_board=any(each.kind == BOARD and not each.paused for each in there))
    return await composed(issue, asked, sections, directory)


async def digest_test(post: Post, unit: UnitOfWork, sections: Sections, directory: Directory, now: datetime, zone: ZoneInfo) -> Reply:
    """The same, said to be a trial; and that there would be nothing to say, where that is so."""
    try:
        reply = await digest(post, unit, sections, directory, now, zone)
    except NothingToSay as nothing:
        if nothing.reason != "nothing_new":
            raise
        return Reply(parts=(say("digest.trial"), say("digest.nothing_new")))
    return replace(reply, parts=(say("digest.trial"), *reply.parts))


async def issue_for(
    asked: Sequence[Subscription], unit: UnitOfWork, since: datetime, until: datetime, now: datetime, zone: ZoneInfo, language: Language
) -> Issue:
    """The issue for the one channel, or person, whose subscriptions these are. Somebody who asks for everything is told of what they have a role in."""
    abouts = [each.about for each in asked]
    products = frozenset(each.removeprefix("product/") for each in abouts if each.startswith("product/"))
    groups = frozenset(each.removeprefix("group/") for each in abouts if each.startswith("group/"))
    person = asked[0].channel.removeprefix("person/") if asked[0].channel.startswith("person/") else ""
    if "" in abouts:
        products, groups = await own_scope(person, unit, now.astimezone(zone).date()) if person else (frozenset(), frozenset())
    return Issue(since=since, until=until, now=now, zone=zone, language=language, products=products, groups=groups, person=person)


async def composed(issue: Issue, asked: Sequence[Subscription], sections: Sections, directory: Directory) -> Reply:
    """Raises NothingToSay where no section has anything to say, or only those that say the same week after week."""
    found = await sections.of(issue)
    if all(name in sections.standing for name, _ in found):
        raise NothingToSay("nothing_new")
    parts: list[Part] = [Heading(_title(issue)), await _about(issue, asked, directory)]
    choices: list[Choice] = []
    sources: list[Cited] = []
    for name, reply in found:
        parts += [Heading(Phrase(f"digest.section.{name}")), *reply.parts]
        choices += reply.choices
        sources += reply.sources
    whose = "person" if issue.person else "channel"
    end = (Heading(Phrase(f"digest.otherwise.{whose}")), say(f"digest.how_to_stop.{whose}"))
    return Reply(parts=(*parts, *end), choices=tuple(choices[:BUTTONS]), sources=_newest(sources))


def _newest(sources: Sequence[Cited]) -> tuple[Cited, ...]:
    """Each source once, as of the last day that is told from it: the lines have their own dates."""
    found: list[Cited] = []
    for each in sources:
        place = next((number for number, other in enumerate(found) if (other.title, other.url) == (each.title, each.url)), None)
        if place is None:
            found.append(each)
        elif _day_of(found[place]) < _day_of(each):
            found[place] = each
    return tuple(found)


def _day_of(source: Cited) -> str:
    return source.as_of.text if source.as_of else ""


def _title(issue: Issue) -> Phrase:
    year, week, _ = issue.today.isocalendar()
    return Phrase("digest.title.person" if issue.person else "digest.title", {"week": str(week), "year": str(year)})


async def _about(issue: Issue, asked: Sequence[Subscription], directory: Directory) -> Part:
    """From which day until which its news is, and what it is about."""
    days = {"since": said_day(issue.since.astimezone(issue.zone).date()), "until": said_day(issue.until.astimezone(issue.zone).date())}
    named = [each.about for each in asked if each.about]
    if not named or any(not each.about for each in asked):
        return say("digest.about.own" if issue.person and not issue.of_everything else "digest.about.everything", **days)
    return say("digest.about", **days, about=Listing(tuple([await said_address(each, directory) for each in named])))


async def _told_until(post: Post, unit: UnitOfWork, until: datetime) -> datetime:
    """Until when the last digest here told what had happened. One that was never sent told nothing: its news is in this one."""
    wanted = DeliveryFilter(target=post.target, states=("sent", "late"), after=until - _LONGEST, before=until + WEEK)
    told = [_composed_at(each) for each in await unit.deliveries.find(wanted) if each.kind == DIGEST and each.key != post.key]
    return max([until - _LONGEST, *told]) if told else until - WEEK


def _composed_at(sent: Delivery) -> datetime:
    """What happened from then on is not in it. It was composed no earlier than it was first taken up."""
    return min([sent.due_at, *(each.at for each in sent.history if each.state == "claimed")])
