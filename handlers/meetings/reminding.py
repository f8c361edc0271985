# SPDX-License-Identifier: MPL-2.0
"""How channels and groups are reminded of meetings: whether, of what, how long ahead, at which hours, in which language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.channels import Channels
from handlers.meetings.grouping import group_of, is_about, kept, names_group, reminding, slots_of
from handlers.meetings.hearing import next_posts
from handlers.meetings.known import belongs, is_told_here, may_know, own_groups, taking_place
from handlers.meetings.leads import language_told
from handlers.meetings.told import always_told
from handlers.meetings.wishes import Wishes, check_read, plan_step, wishes_told
from handlers.message import Query
from handlers.named import check_named
from handlers.permissions import Target, permitting
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Listing, Part, Phrase, Reply, say
from handlers.role_words import said_address, said_scope
from storage.meetings import MeetingSeries
from storage.reminders import ReminderPlan
from storage.roles import Scope
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

OFF = "off"
"""The value of `item` that turns it off."""
EVERYTHING = "everything"
"""The value of `about` by which a choice means the meetings of all groups."""
_MOST_OFFERED = 4
_SOON = timedelta(days=100)
"""Meetings within it are looked at for what would be posted first."""


async def remind_meetings(query: Query, actor: Actor, unit: UnitOfWork, channels: Channels, changes: Changes, now: datetime) -> Reply:
    """Shows what would be posted first, and reminds that way once it is confirmed."""
    await check_named(query, unit.directory)
    wishes, off = wishes_told(query.words), query.slots.get("item") == OFF
    check_read(query, wishes)
    asked = _Asked(query, actor, unit, channels, changes, now)
    if wishes != Wishes():
        return await asked.planned(wishes, without=off and not wishes.others)
    return await (asked.off() if off else asked.on())


@dataclass(frozen=True, slots=True)
class _Asked:
    """For one message."""

    query: Query
    actor: Actor
    unit: UnitOfWork
    channels: Channels
    changes: Changes
    now: datetime

    async def on(self) -> Reply:
        """In the channel where this is said; in another language, where it is on already."""
        await self._permit_here()
        there, language = await reminding(self.actor.channel, self.unit.subscriptions), language_told(self.query.words)
        if there and language and not names_group(self.query):
            return await self._in_language(there, language)
        about = await self._about()
        before = next((each for each in there if each.about == about), None)
        if before and language not in (None, before.language):
            return await self._in_language([before], language or "")
        if before or any(_takes_in(each.about, about) for each in there):
            raise Refusal("reminders.already")
        return await self._proposed([await self._new(about)], about, {})

    async def off(self) -> Reply:
        """Of what is named; else of everything that the channel asked for."""
        await self._permit_here()
        there = await reminding(self.actor.channel, self.unit.subscriptions)
        about = await self._about() if names_group(self.query) else None
        found = [each for each in there if about in (None, each.about)]
        if not found and (wider := next((each.about for each in there if _takes_in(each.about, about or "")), None)) is not None:
            scope = await said_address(wider, self.unit.directory) if wider else Phrase("reminders.all_meetings")
            raise Refusal("reminders.wider", outcome="asked_back", scope=scope)
        if not found:
            raise Refusal("reminders.not_on")
        return await self.changes.propose("channel.subscribe", [Step(each, None) for each in found])

    async def planned(self, wishes: Wishes, *, without: bool) -> Reply:
        """When and how a group is reminded, in every channel; where this channel is not reminded of it yet, it is from now on."""
        group = await self._group()
        await self.changes.permit("meeting.remind", Target(scope=Scope("group", group)))
        step = plan_step(await self.unit.reminder_plans.of(group), group, wishes, without=without)
        no_hour = (say("reminders.no_hour"),) if wishes.leads and wishes.quiet is None and "time" in self.query.slots else ()
        plans = {group: step.after} if isinstance(step.after, ReminderPlan) else {}
        return await self._proposed([*await self._here(f"group/{group}", without=without), step], f"group/{group}", plans, *no_hour)

    async def _here(self, about: str, *, without: bool) -> list[Step]:
        """What else is to be so in the channel where a group's plan is changed: that it is reminded at all, in the language that is named."""
        there = [each for each in await reminding(self.actor.channel, self.unit.subscriptions) if _takes_in(each.about, about)]
        language = language_told(self.query.words)
        if there:
            return [Step(each, replace(each, language=language)) for each in there if language not in (None, each.language)]
        here = self.actor.channel and not without and permitting(self.actor, "channel.subscribe", Target())
        return [await self._new(about)] if here else []

    async def _permit_here(self) -> None:
        if not self.actor.channel:
            raise Refusal("reminders.no_channel")
        await self.changes.permit("channel.subscribe", Target())

    async def _in_language(self, there: list[Subscription], language: str) -> Reply:
        others = [each for each in there if each.language != language]
        if not others:
            raise Refusal("reminders.already")
        note = say(f"reminders.language.{language}")
        return await self.changes.propose("channel.subscribe", [Step(each, replace(each, language=language)) for each in others], notes=(note,))

    async def _about(self) -> str:
        """As in a subscription. Asks where it may be one of the speaker's groups, or all."""
        slots = self.query.slots
        if slots.get("about") == EVERYTHING:
            return ""
        if "product" in slots and "group_type" not in slots:
            return f"product/{slots['product']}"
        if names_group(self.query):
            return f"group/{await group_of(self.query, self.actor, self.unit.directory)}"
        own = own_groups(self.actor)[:_MOST_OFFERED]
        if always_told(self.query.words) or not own:
            return ""
        choices = [
            Choice(await said_scope(Scope("group", each), self.unit.directory), self.query.intent, {**kept(self.query), **slots_of(each)}) for each in own
        ]
        everything = Choice(Phrase("reminders.all_meetings"), self.query.intent, {**kept(self.query), "about": EVERYTHING})
        raise asking("reminders.of_what", "group_type", "product", choices=(*choices, everything))

    async def _group(self) -> str:
        """Whose plan it is: that of the group that is named; else the only one of the channel, or of the speaker."""
        slots = self.query.slots
        if "product" in slots and "group_type" not in slots:
            found = sorted({each.group for each in await self.unit.meetings.standing() if each.group.startswith(f"{slots['product']}/")})
        elif names_group(self.query):
            found = []
        else:
            of_channel = [
                each.about.removeprefix("group/") for each in await reminding(self.actor.channel, self.unit.subscriptions) if each.about.startswith("group/")
            ]
            found = of_channel or list(own_groups(self.actor))
        return found[0] if len(found) == 1 else await group_of(self.query, self.actor, self.unit.directory)

    async def _new(self, about: str) -> Step:
        """The channel is looked at before. What is told to a group alone is for its own people to let into a channel."""
        kind, _, group = about.partition("/")
        closed = kind == "group" and any(each.visibility == "group" for each in await self.unit.meetings.of_groups([group]))
        if closed and not belongs(self.actor, group):
            raise Refusal("reminders.closed")
        if problems := self.channels.known(self.actor.channel).problems:
            raise Refusal("welcome.problem", problems=Listing(problems))
        language = language_told(self.query.words) or self.query.language
        subscription = Subscription(channel=self.actor.channel, kind="meeting_reminder", language=language, since=self.now, by=self.actor.id, about=about)
        return Step(None, subscription)

    async def _proposed(self, steps: list[Step], about: str, plans: Mapping[str, ReminderPlan], *before: Part) -> Reply:
        """With what would be posted first. `before`: what else is to be known."""
        subscribed = any(isinstance(step.record, Subscription) for step in steps)
        own = [each for each in await self.unit.meetings.standing() if _is_posted(each, about) and await self._may_read(each, subscribed=subscribed)]
        coming = await taking_place(own, self.unit.meetings, self.now, self.now + _SOON)
        found = [(each, plans.get(each.series.group) or await self._plan_of(each.series.group)) for each in coming]
        lines = await next_posts(found, self.unit, self.now)
        first: tuple[Part, ...] = (say("reminders.first"), lines) if lines else (say("reminders.nothing_yet"),)
        notes = (*before, *first, *([say("reminders.everywhere")] if plans else []), *([say("reminders.how_to_stop")] if subscribed else []))
        return await self.changes.propose("channel.subscribe" if subscribed else "meeting.remind", steps, notes=notes)

    async def _may_read(self, series: MeetingSeries, *, subscribed: bool) -> bool:
        """Whether whoever reads along here may know of it: it would be posted here anyway, or nobody else reads along."""
        return subscribed or may_know(series, self.actor) or await is_told_here(series, self.actor, self.unit.subscriptions)

    async def _plan_of(self, group: str) -> ReminderPlan:
        return await self.unit.reminder_plans.of(group) or ReminderPlan(group=group)


def _takes_in(wider: str, about: str) -> bool:
    """Whether whoever asked for the one is told of the other too."""
    kind, _, id_ = about.partition("/")
    return wider in ("", about) or (kind == "group" and is_about(wider, id_))


def _is_posted(series: MeetingSeries, about: str) -> bool:
    return is_about(about, series.group) and (series.visibility == "open" or about == f"group/{series.group}")
