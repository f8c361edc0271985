# SPDX-License-Identifier: MPL-2.0
"""How many come to a meeting, and a word to those who have not answered. Names are told to the group's own people alone, and only of those who want it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.vouching import alone
from handlers.meeting_dates import Occurrence
from handlers.meetings.known import own_groups
from handlers.meetings.which import meeting_meant
from handlers.message import Query
from handlers.permissions import Target, permitting
from handlers.posts.meeting_found import ahead, hours, people_of, title
from handlers.posts.meeting_nudge import KIND
from handlers.posts.reminder_times import told_at
from handlers.refusal import Refusal
from handlers.reply import Bullets, Choice, Heading, Listing, Part, Phrase, Reply, Value, say
from storage.attendance import Attendance, Coming
from storage.deliveries import Delivery, planned
from storage.reminders import ReminderPlan
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

_NOT_NOW = re.compile(r"(?<!\w)(?:skub|ryk|spørg|send|mind)\w*\s+ikke(?!\w)|(?<!\w)(?:do\s+not|don.?t|never)\s+(?:nudge|chase|ask|remind|send)", re.IGNORECASE)
"""Said of the asking, and not of those "who have not answered"."""
_COME: tuple[Coming, ...] = ("yes", "deputy")
_SHOWN: tuple[Coming, ...] = ("yes", "deputy", "maybe", "no")


@dataclass(frozen=True, slots=True)
class _Turnout:
    """`people`: ids of the group's own. `silent`: of those who have not answered."""

    answers: Sequence[Attendance]
    people: frozenset[str]

    @property
    def silent(self) -> frozenset[str]:
        return self.people - {each.person for each in self.answers}

    def count(self, *coming: Coming) -> int:
        return sum(each.coming in coming for each in self.answers)

    @property
    def guests(self) -> int:
        """How many come who are not the group's own: they do not count where it takes so many."""
        return sum(each.coming in _COME and each.person not in self.people for each in self.answers)


async def meeting_attendance(query: Query, actor: Actor, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Reply:
    """How many come, may come and do not, how many have not answered, and how many it takes."""
    found = await meeting_meant(query, actor, unit, now, zone)
    turnout = await _turnout(found, unit)
    when = (say("post.meeting.when", when=hours(found), ahead=ahead(found, now)),) if found.at > now else (say("attend.when", when=hours(found)),)
    off = (say("attend.is_cancelled"),) if found.cancelled else ()
    counts = say("attend.count", yes=turnout.count(*_COME), maybe=turnout.count("maybe"), no=turnout.count("no"))
    guests = (say("attend.guests", count=turnout.guests),) if turnout.guests else ()
    silent = (say("attend.silent", count=len(turnout.silent)),) if turnout.silent else ()
    parts = (
        Heading(await title(found, unit.directory)),
        *when,
        *off,
        counts,
        *guests,
        *silent,
        *_quorum(found, turnout),
        *await _names(found, turnout, actor, unit),
    )
    return Reply(parts=parts, choices=_nudging(found, turnout, actor, now))


async def _turnout(found: Occurrence, unit: UnitOfWork) -> _Turnout:
    return _Turnout(await unit.attendances.of([found.id]), await people_of(found, unit.roles))


def _quorum(found: Occurrence, turnout: _Turnout) -> tuple[Part, ...]:
    """Whether enough come for anything to be decided; nothing where nobody has said how many it takes."""
    quorum = found.series.quorum
    if not quorum:
        return ()
    missing = quorum - turnout.count(*_COME) + turnout.guests
    return (say("attend.quorum.missing", quorum=quorum, count=missing) if missing > 0 else say("attend.quorum.enough", quorum=quorum),)


async def _names(found: Occurrence, turnout: _Turnout, actor: Actor, unit: UnitOfWork) -> tuple[Part, ...]:
    """A line for each answer. Whoever does not want to be named is not among them."""
    if not alone(actor) or found.series.group not in own_groups(actor):
        return ()
    known = await unit.people.some([*turnout.silent, *(each.person for each in turnout.answers)])
    given = {coming: [each.person for each in turnout.answers if each.coming == coming] for coming in _SHOWN}
    lines: list[Value] = []
    for key, people in (*given.items(), ("silent", sorted(turnout.silent))):
        names = sorted(known[each].name or "" for each in people if each in known and known[each].name)
        if names:
            lines.append(Phrase(f"attend.names.{key}", {"names": Listing(tuple(names))}))
    return (Bullets(tuple(lines)), say("attend.names.some")) if lines else ()


def _nudging(found: Occurrence, turnout: _Turnout, actor: Actor, now: datetime) -> tuple[Choice, ...]:
    may = permitting(actor, "meeting.change", Target(scope=Scope("group", found.series.group)))
    if not may or not turnout.silent or found.cancelled or found.at <= now:
        return ()
    return (Choice(Phrase("post.quorum.nudge"), "nudge_meeting", {"meeting": found.id}),)


async def nudge_meeting(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime, today: date, zone: ZoneInfo) -> Reply:
    """Asks each of the group's people who has not answered, by themselves and once a day at most; not while the group wants quiet."""
    if _NOT_NOW.search(query.words):
        return Reply(parts=(say("change.cancelled"),))
    found = await meeting_meant(query, actor, unit, now, zone)
    if found.cancelled or found.at <= now:
        raise Refusal("attend.nudge.over", when=hours(found))
    scope = Scope("group", found.series.group)
    await changes.pass_on("meeting.change", Target(scope=scope), f"group/{scope.id}", ())
    silent = (await _turnout(found, unit)).silent - {actor.id}
    if not silent:
        return Reply(parts=(say("attend.nudge.none"),))
    plan = await unit.reminder_plans.of(found.series.group) or ReminderPlan(group=found.series.group)
    at = told_at(now, found.series.zone, plan, found.at)
    asked = await unit.deliveries.plan([planned(each, now) for each in await _nudges(found, silent, at, today, query, unit)])
    if not asked:
        return Reply(parts=(say("attend.nudge.today"),))
    return Reply(parts=(say("attend.nudge.done", count=asked), *(() if at == now else (say("attend.nudge.later", when=at.astimezone(zone)),))))


async def _nudges(found: Occurrence, silent: Collection[str], at: datetime, today: date, query: Query, unit: UnitOfWork) -> list[Delivery]:
    people = await unit.people.some(silent)
    wall = found.wall.isoformat(timespec="minutes")
    return [
        Delivery(
            key=f"{KIND}:{found.id.replace('/', ':', 1)}@{wall}:{today}:person/{id_}", kind=KIND, about=found.id, target=f"person/{id_}", due_at=at,
            useful_until=found.at, language=people[id_].language or query.language,
        )
        for id_ in sorted(people)
    ]  # fmt: skip
