# SPDX-License-Identifier: MPL-2.0
"""What a calendar that is followed would change, in the words of every other change: what is to come first, and no more than can be read."""

from collections.abc import Sequence
from datetime import datetime

from handlers.changing.describing import lines
from handlers.changing.steps import Step
from handlers.icalendar.feed_address import digest, said_calendar
from handlers.icalendar.offering import Offer
from handlers.recurrence.said import said
from handlers.recurrence.wall_time import wall
from handlers.reply import Bullets, Choice, Heading, Part, Phrase, Value, say
from handlers.role_words import said_scope
from storage.calendars import CalendarFeed
from storage.meetings import MeetingDate, Meetings, MeetingSeries
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

MOST, MOST_GONE = 12, 5  # lines


async def offer_parts(feed: CalendarFeed, offer: Offer, unit: UnitOfWork, reader: str, now: datetime) -> tuple[Part, ...]:
    """`reader`: the id of the person who reads it."""
    group = await said_scope(Scope("group", feed.group), unit.directory)
    found: list[Part] = [Heading(Phrase("feed.changes", {"group": group})), say("feed.changes.of", calendar=said_calendar(feed))]
    if offer.steps:
        found += [await offer_lines(offer.steps, unit, reader, now), say("feed.changes.stays")]
    if offer.gone:
        found += [say("feed.gone", count=len(offer.gone)), await _gone(offer, unit.meetings)]
    if offer.left:
        found.append(say("feed.left", count=offer.left))
    if offer.unread:
        found.append(say("feed.unread", count=offer.unread))
    return tuple(found)


async def offer_lines(steps: Sequence[Step], unit: UnitOfWork, reader: str, now: datetime) -> Bullets:
    """Of what has been, only how much it is."""
    coming = [step for step in steps if not _past(step, now)]
    found = list(await lines(coming, unit, reader))
    shown: list[Value] = found[:MOST]
    if len(found) > MOST:
        shown.append(Phrase("feed.more", {"count": len(found) - MOST}))
    if past := len(steps) - len(coming):
        shown.append(Phrase("feed.past", {"count": past}))
    return Bullets(tuple(shown))


def _past(step: Step, now: datetime) -> bool:
    """Whether it is about a date that is over; by the clock of the world, which is near enough for that."""
    date = step.record
    return isinstance(date, MeetingDate) and max(date.on, date.starts or date.on) < wall(now, "UTC")


async def _gone(offer: Offer, meetings: Meetings) -> Bullets:
    found = [await meetings.series(each) for each in offer.gone[:MOST_GONE]]
    return Bullets(tuple(_line(each) for each in found if each))


def _line(series: MeetingSeries) -> Value:
    when = said(series.rule, series.starts.time(), series.minutes, series.starts.date())
    return Phrase("feed.gone.line", {"title": series.title, "when": when}) if series.title else when


def offer_choices(feed: CalendarFeed, offer: Offer) -> tuple[Choice, ...]:
    """Yes and no, as to every other change; nothing where there is nothing to carry out."""
    slots = {"calendar": digest(feed.url), "change": offer.digest}
    return (Choice(Phrase("change.yes"), "confirm_change", slots), Choice(Phrase("change.no"), "cancel_change", slots)) if offer.steps else ()
