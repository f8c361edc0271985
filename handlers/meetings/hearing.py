# SPDX-License-Identifier: MPL-2.0
"""Who hears of a change of meetings, and when: said before it is made. What is said here is what `handlers/posts/meeting_plan.py` does."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.meeting_dates import Occurrence
from handlers.meetings.grouping import is_about
from handlers.posts.meeting_dues import CALL, CHANGED, REMINDER, dues
from handlers.posts.meeting_found import hours, title
from handlers.posts.meeting_plan import version
from handlers.posts.reminder_times import reminders, told_at
from handlers.recurrence.wall_time import moment
from handlers.reply import Bullets, Listing, Paragraph, Part, Phrase, Value, say
from storage.deliveries import OPEN, Delivery, DeliveryFilter
from storage.meetings import MeetingSeries
from storage.reminders import ReminderPlan
from storage.subscriptions import Subscription, Subscriptions
from storage.unit_of_work import UnitOfWork

_SHOWN = 5


async def hear_of_change(before: Occurrence, after: Occurrence, unit: UnitOfWork, plan: ReminderPlan, now: datetime) -> tuple[Part, ...]:
    """Of one meeting: what that was planned is not sent, who is told that it is otherwise, and when they are reminded now."""
    planned = [each for each in await unit.deliveries.find(DeliveryFilter(states=OPEN, kinds=(REMINDER, CALL), about=before.id)) if _is_otherwise(each, after)]
    withdrawn = (say("meeting.hear.withdrawn", count=len(planned)),) if planned else ()
    return (*withdrawn, await _told(before, after, unit, plan, now), *await _reminded(after, unit, plan, now))


async def _told(before: Occurrence, after: Occurrence, unit: UnitOfWork, plan: ReminderPlan, now: datetime) -> Paragraph:
    until = max(before.at, after.at, moment(before.on, before.series.zone).at)
    targets = {each.target for each in await posted_of(before, unit) if _is_otherwise(each, after)}
    if until <= now:
        return say("meeting.hear.over")
    if not targets:
        return say("meeting.hear.nobody")
    at = told_at(now, before.series.zone, plan, until)
    when = Phrase("meeting.hear.at_once") if at <= now else _local(at, before.series)
    return say("meeting.hear.told", count=len(targets), when=when)


def _is_otherwise(delivery: Delivery, after: Occurrence) -> bool:
    """Whether it says of the meeting what will not be so."""
    return version(delivery.key) != ("cancelled" if after.cancelled else after.wall.isoformat(timespec="minutes"))


async def posted_of(found: Occurrence, unit: UnitOfWork) -> Sequence[Delivery]:
    """What channels and people have read of it."""
    return await unit.deliveries.find(DeliveryFilter(states=("sent", "late"), kinds=(REMINDER, CALL, CHANGED), about=found.id))


async def _reminded(found: Occurrence, unit: UnitOfWork, plan: ReminderPlan, now: datetime) -> tuple[Part, ...]:
    if found.cancelled or (not plan.directly and not await channels_of(found.series, unit.subscriptions)):
        return ()
    times: list[Value] = [_local(due.at, found.series) for due in reminders(found, plan) if due.at >= now]
    return (say("meeting.hear.reminders", times=Listing(tuple(times))),) if times else (say("meeting.hear.no_reminders"),)


async def channels_of(series: MeetingSeries, subscriptions: Subscriptions) -> list[Subscription]:
    """Those that are reminded of its meetings. What is told to a group alone goes to channels that asked for this very group."""
    asked = [each for each in await subscriptions.of_kind("meeting_reminder") if is_about(each.about, series.group)]
    open_to = [each for each in asked if series.visibility == "open" or each.about == f"group/{series.group}"]
    return list({each.channel: each for each in open_to}.values())


async def who_is_reminded(series: MeetingSeries, unit: UnitOfWork, plan: ReminderPlan) -> Paragraph:
    """How many channels are; or how that comes about."""
    channels = await channels_of(series, unit.subscriptions)
    if channels:
        return say("meeting.hear.channels", count=len(channels))
    return say("meeting.hear.directly") if plan.directly else say("meeting.hear.no_channel")


async def next_posts(found: Sequence[tuple[Occurrence, ReminderPlan]], unit: UnitOfWork, now: datetime) -> Bullets | None:
    """What channels would be told next of these meetings, and when; None: nothing."""
    coming = [(due, meeting) for meeting, plan in found for due in dues(meeting, plan) if due.to == "channels" and due.at >= now]
    coming.sort(key=lambda each: (each[0].at, each[0].kind, each[1].id))
    lines = []
    for due, meeting in coming[:_SHOWN]:
        values = {"at": _local(due.at, meeting.series), "meeting": await title(meeting, unit.directory), "when": hours(meeting)}
        lines.append(Phrase("reminders.line.agenda" if due.kind == CALL else "reminders.line", values))
    return Bullets(tuple(lines)) if lines else None


def _local(at: datetime, series: MeetingSeries) -> datetime:
    return at.astimezone(ZoneInfo(series.zone))
