# SPDX-License-Identifier: MPL-2.0
"""What waits for somebody, in one message: all their open steps of all runs, and what others are late with that they are to hear of."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.changing.describing_onboarding import said_subject
from handlers.onboarding.flows import Flows
from handlers.onboarding.working_days import is_working_day, working_days_since
from handlers.posts.onboarding_days import is_daytime, morning, next_morning
from handlers.posts.onboarding_doers import Doers
from handlers.posts.onboarding_plan import NUDGE, USEFUL
from handlers.posts.onboarding_waiting import Load, Waiting, loads
from handlers.posts.post import NothingToSay, NotYet, Post
from handlers.posts.withdrawn import NOTHING_WAITS
from handlers.reply import Bullets, Choice, Heading, Part, Phrase, Reply, Value, say
from handlers.role_words import said_day
from storage.deliveries import OPEN, Deliveries, Delivery, DeliveryFilter
from storage.unit_of_work import UnitOfWork

SHOWN, BUTTONS = 10, 5
"""Steps that are listed, and that can be opened by a click; the others are counted."""
_DAY, _SOON = timedelta(days=1), timedelta(seconds=1)


async def onboarding_nudge(post: Post, unit: UnitOfWork, flows: Flows, now: datetime, zone: ZoneInfo) -> Reply:
    """To one person, once a working day at most. One that is late says what is so now, and waits for the morning where it is evening or no working day."""
    await _check_last(post, unit.deliveries, now)
    if not is_daytime(now, zone):
        raise NotYet(morning(next_morning(now, zone), zone))
    today, person = now.astimezone(zone).date(), post.target.partition("/")[2]
    found = await loads(unit, flows, zone)
    load = found.of(person, today)
    if not load.is_told(_mornings(post, today, zone)):
        raise NothingToSay(NOTHING_WAITS)
    return await _reply(load, StepLines(unit, flows, found.who, today))


async def _check_last(post: Post, deliveries: Deliveries, now: datetime) -> None:
    """Whatever was sent since this was due has said it, and whatever is due by now says it."""
    wanted = DeliveryFilter(
        target=post.target, after=post.due_at - USEFUL, before=now + _SOON
    )  # of every kind: so the database looks by target, of whom there are many
    others = [each for each in await deliveries.find(wanted) if each.kind == NUDGE and each.key != post.key]
    if any(_said(each, post.due_at) or (each.state in OPEN and each.due_at > post.due_at) for each in others):
        raise NothingToSay("overtaken")


def _said(other: Delivery, since: datetime) -> bool:
    return other.state in ("sent", "late") and other.history[-1].at >= since


def _mornings(post: Post, today: date, zone: ZoneInfo) -> Sequence[date]:
    """The working days from that on which it was due until today."""
    first = post.due_at.astimezone(zone).date()
    days = (first + number * _DAY for number in range((today - first).days + 1))
    return [each for each in days if is_working_day(each)]


async def _reply(load: Load, lines: "StepLines") -> Reply:
    parts: list[Part] = [Heading(Phrase("post.onboarding.nudge"))]
    if load.own:
        parts += [say("post.onboarding.own", count=len(load.own)), Bullets(tuple([await lines.own(each) for each in load.own[:SHOWN]]))]
    if load.others:
        parts += [say("post.onboarding.others", count=len(load.others)), Bullets(tuple([await lines.other(each) for each in load.others[:SHOWN]]))]
    if left := max(0, len(load.own) - SHOWN) + max(0, len(load.others) - SHOWN):
        parts.append(say("post.onboarding.more", count=left))
    parts.append(say("post.onboarding.how" if load.own else "post.onboarding.how.others"))
    return Reply(parts=tuple(parts), choices=tuple([await lines.choice(each) for each in (*load.own, *load.others)[:BUTTONS]]))


class StepLines:
    """How steps that wait are said, in the words of one day."""

    def __init__(self, unit: UnitOfWork, flows: Flows, who: Doers, today: date) -> None:
        self._unit, self._flows, self._who, self._today = unit, flows, who, today
        self._labels: dict[str, Phrase] = {}

    async def own(self, each: Waiting) -> Phrase:
        values = await self._values(each)
        line = Phrase(f"post.onboarding.step.{self._urgency(each)}", values)
        if self._who.known(each.step.owner, each.run, self._today):
            return line
        return Phrase("post.onboarding.step.nobody", {"line": line, "owner": Phrase(f"onboarding.owner.{each.step.owner}")})

    async def other(self, each: Waiting) -> Phrase:
        return Phrase("post.onboarding.step.other", {**await self._values(each), "owner": Phrase(f"onboarding.owner.{each.step.owner}")})

    async def _values(self, each: Waiting) -> dict[str, Value]:
        due: dict[str, Value] = {"due": said_day(each.at.due), "count": working_days_since(each.at.due, self._today)} if each.at.due else {}
        return {"title": each.step.title, "run": await self._label(each), "since": said_day(each.since), **due}

    def _urgency(self, each: Waiting) -> str:
        if each.at.due is None:
            return "open"
        if each.at.due == self._today:
            return "today"
        return "due" if each.at.due > self._today else "late"

    async def _label(self, each: Waiting) -> Phrase:
        if each.run.id not in self._labels:
            flow = await self._flows.of(each.run)
            self._labels[each.run.id] = Phrase("onboarding.label", {"flow": flow.title, "subject": await said_subject(each.run, self._unit)})
        return self._labels[each.run.id]

    async def choice(self, each: Waiting) -> Choice:
        label = Phrase("onboarding.waits", {"title": each.step.title, "run": await self._label(each)})
        return Choice(label, "continue_onboarding", {"run": each.run.id, "step": each.step.id})
