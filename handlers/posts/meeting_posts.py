# SPDX-License-Identifier: MPL-2.0
"""What is posted about meetings, composed when it is sent. In channels nobody is named: they hear how many come, and not who."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from handlers.meeting_dates import Occurrence, occurrences
from handlers.posts.agenda_thread import has_threads
from handlers.posts.meeting_found import ahead, as_it_was, hours, meeting_of, people_of, said_group, standing, title, where
from handlers.posts.post import NothingToSay, Post
from handlers.reply import Bullets, Choice, Heading, Link, Part, Phrase, Reply, say
from storage.agenda import Agenda, AgendaItem
from storage.attendance import Attendances
from storage.directory import Directory
from storage.meetings import Meetings, of_date_id
from storage.reminders import DAY
from storage.roles import RoleAssignments
from storage.subscriptions import Subscriptions

ANSWERS = ("yes", "maybe", "no", "deputy")
_AHEAD, _MOST = timedelta(days=400), 60
"""How far ahead a group's next meeting is looked for, and through how many of each series."""
_SOON = 1 * DAY
"""From so many minutes ahead on a reminder carries the agenda."""


async def meeting_reminder(
    post: Post, meetings: Meetings, subscriptions: Subscriptions, attendances: Attendances, agenda: Agenda, roles: RoleAssignments, directory: Directory,
    now: datetime,
) -> Reply:  # fmt: skip
    found = await standing(post, meetings)
    await _subscribed(post, found, subscriptions)
    points = await points_for(found, agenda, meetings) if int(post.values["lead"]) <= _SOON else []
    parts: list[Part] = [
        Heading(await title(found, directory)), say("post.meeting.when", when=hours(found), ahead=ahead(found, now)),
        *([say("post.meeting.purpose", purpose=found.series.purpose)] if found.series.purpose else []), *where(found), *_agenda(found, points),
    ]  # fmt: skip
    return Reply(parts=(*parts, *await _coming(found, attendances, roles)), choices=answers(found))


async def agenda_call(post: Post, meetings: Meetings, subscriptions: Subscriptions, agenda: Agenda, directory: Directory, now: datetime) -> Reply:
    """Asks for points, and says which there are."""
    found = await standing(post, meetings)
    await _subscribed(post, found, subscriptions)
    points = await points_for(found, agenda, meetings)
    there = (say("post.agenda.there"), Bullets(tuple(each.text for each in points))) if points else (say("post.agenda.empty"),)
    heading = Heading(Phrase("post.agenda.title", {"meeting": await title(found, directory)}))
    return Reply(
        parts=(
            heading,
            say("post.meeting.when", when=hours(found), ahead=ahead(found, now)),
            *there,
            say("post.agenda.thread" if has_threads(post.target) else "post.agenda.how"),
        )
    )


async def quorum_warning(post: Post, meetings: Meetings, attendances: Attendances, roles: RoleAssignments, directory: Directory, now: datetime) -> Reply:
    """To the chair alone."""
    found = await standing(post, meetings)
    people = await people_of(found, roles)
    counts = await coming(found.id, attendances, people)
    enough = counts["yes"] + counts["deputy"] - counts["guest"]
    if enough >= found.series.quorum:
        raise NothingToSay("enough")
    answered = {each.person for each in await attendances.of([found.id])}
    silent = len(people - answered)
    parts = (
        Heading(await title(found, directory)), say("post.meeting.when", when=hours(found), ahead=ahead(found, now)),
        say("post.quorum", count=enough, quorum=found.series.quorum), say("post.quorum.silent", count=silent),
    )  # fmt: skip
    nudge = Choice(Phrase("post.quorum.nudge"), "nudge_meeting", {"meeting": found.id})
    return Reply(parts=parts, choices=(nudge,) if silent else ())


async def minutes_call(post: Post, meetings: Meetings, directory: Directory) -> Reply:
    """To whoever takes minutes, until they are there."""
    found = await standing(post, meetings)
    if found.state == "published" or (found.date and found.date.minutes_url):
        raise NothingToSay("minutes_there")
    asked = say("post.minutes.ask" if int(post.values["days"]) == 1 else "post.minutes.again", group=await said_group(found, directory), when=hours(found))
    return Reply(parts=(asked, say("post.minutes.how")))


async def meeting_changed(post: Post, meetings: Meetings, subscriptions: Subscriptions, directory: Directory, now: datetime) -> Reply:
    """To whoever was told of it as it was; of one that is cancelled, with the group's next."""
    found = await meeting_of(post.about, meetings)
    if found is None:
        raise NothingToSay("ended")
    await _subscribed(post, found, subscriptions)
    now_so = "cancelled" if found.cancelled else found.wall.isoformat(timespec="minutes")
    if f"@{now_so}" not in post.key:
        raise NothingToSay("moved")
    group, was = await title(found, directory), as_it_was(found)
    if found.cancelled:
        said = say("post.changed.cancelled", meeting=group, when=was)
    elif found.moved:
        said = say("post.changed.moved", meeting=group, before=was, when=hours(found))
    else:
        said = say("post.changed.restored", meeting=group, when=hours(found))
    reason = (say("post.changed.reason", reason=found.reason),) if found.reason else ()
    if found.cancelled:
        return Reply(parts=(said, *reason, *await _next(found, meetings, now)))
    return Reply(parts=(said, *reason, *where(found)), choices=answers(found))


async def _next(found: Occurrence, meetings: Meetings, now: datetime) -> Sequence[Part]:
    """When the group meets next, as far as those who were told of this one may know."""
    series = [each for each in await meetings.of_groups([found.series.group]) if each.visibility in ("open", found.series.visibility)]
    dates = await meetings.dates_of([each.id for each in series])
    coming = [one for each in series for one in occurrences(each, dates, now, now + _AHEAD, _MOST) if not one.cancelled]
    return [say("post.changed.next", when=hours(min(coming, key=lambda each: each.at)))] if coming else []


async def coming(date: str, attendances: Attendances, people: Collection[str]) -> Mapping[str, int]:
    """Answer → how many gave it; `guest`: how many come who are not the group's own people."""
    given = await attendances.of([date])
    guests = sum(each.person not in people and each.coming in ("yes", "deputy") for each in given)
    return Counter([*(each.coming for each in given), *(["guest"] * guests)])


def answers(found: Occurrence) -> tuple[Choice, ...]:
    """What one may answer, until it begins."""
    return tuple(Choice(Phrase(f"attend.{each}"), "attend_meeting", {"meeting": found.id, "item": each}) for each in ANSWERS)


async def _subscribed(post: Post, found: Occurrence, subscriptions: Subscriptions) -> None:
    """A channel that wants no more of it gets no more, planned or not."""
    if post.target.startswith(("person/", "role/", "members/")):
        return
    group = found.series.group
    abouts = ("", *([f"product/{group.partition('/')[0]}"] if "/" in group else []), f"group/{group}")
    asked = [each for each in await subscriptions.in_channel(post.target, "meeting_reminder") if each.about in abouts]
    if not any(not each.paused for each in asked):
        raise NothingToSay("paused" if asked else "unsubscribed")


async def points_for(found: Occurrence, agenda: Agenda, meetings: Meetings) -> list[AgendaItem]:
    """The open points of this meeting: its own, those of none, and those of earlier meetings that did not take place."""
    open_ = [each for each in await agenda.of_group(found.series.group, "point") if not each.done]
    return [each for each in open_ if each.date in (None, found.id) or await _left_over(each.date, found, meetings)]


async def _left_over(date: str, found: Occurrence, meetings: Meetings) -> bool:
    """Whether this date's meeting was to be before and is off."""
    other = await meeting_of(date, meetings)
    return of_date_id(date)[1] < found.wall and (other is None or other.cancelled)


def _agenda(found: Occurrence, points: Sequence[AgendaItem]) -> Sequence[Part]:
    link = [Link(Phrase("post.meeting.agenda"), found.agenda_url)] if found.agenda_url else []
    return (*link, *((say("post.meeting.points"), Bullets(tuple(each.text for each in points))) if points else ()))


async def _coming(found: Occurrence, attendances: Attendances, roles: RoleAssignments) -> Sequence[Part]:
    counts = await coming(found.id, attendances, await people_of(found, roles))
    guests = [say("post.coming.guests", count=counts["guest"])] if counts["guest"] else []
    said = [say("post.coming", yes=counts["yes"] + counts["deputy"], maybe=counts["maybe"], no=counts["no"])] if counts else []
    return (*said, *guests, *([say("post.coming.quorum", quorum=found.series.quorum)] if found.series.quorum else []))
