# SPDX-License-Identifier: MPL-2.0
"""Asking for the weekly digest, for product news or word of new members, in a channel or for oneself; otherwise, paused, and no longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

from config.catalogue.values import GroupType
from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.describing_subscriptions import WEEKDAYS
from handlers.changing.steps import Step
from handlers.channels import Channels
from handlers.meetings.known import belongs
from handlers.message import Query
from handlers.named import check_named
from handlers.parties import Parties
from handlers.permissions import Action, Target
from handlers.posts.digest.weeks import due_in, weeks
from handlers.refusal import Refusal, asking
from handlers.reply import Choice, Listing, Paragraph, Phrase, Reply, Value, say
from handlers.role_words import said_day
from handlers.subscribing.setting import Wanted, action_in, pause_steps, resume_steps, set_steps
from handlers.subscribing.told import Wish, wish_told
from storage.subscriptions import Kind, Subscription
from storage.unit_of_work import UnitOfWork

OWN: tuple[Kind, ...] = ("digest", "product_news", "new_members")
"""What is asked for here. The others have commands of their own; paused and ended they are here too."""
CHOSEN = "choose_subscription"
"""The intent of choices: what is written in full means itself, and never a choice that was offered last."""
MOST = 12
"""Products and groups of one digest."""
_GROUPS: tuple[str, ...] = get_args(GroupType)


async def subscribe(
    query: Query, actor: Actor, unit: UnitOfWork, channels: Channels, changes: Changes, now: datetime, today: date, zone: ZoneInfo,
) -> Reply:  # fmt: skip
    """Shows what would be posted when, and does so from then on once it is confirmed."""
    await check_named(query, unit.directory)
    wish = wish_told(query)
    place = await _place(wish, actor, unit, now, today)
    if actor.channel or actor.person:  # nothing is at stake yet of somebody who is not known: what they ask for is permitted below
        await changes.permit(place.action, place.at_stake)
    there = list(await unit.subscriptions.in_channel(place.channel))
    asked = _Asked(query, wish, place, there, actor, channels, now)
    steps = asked.on() if wish.turned == "on" else asked.otherwise()
    asked.check_place(steps)
    await _check_closed(steps, actor, unit)
    going = [step.after for step in steps if isinstance(step.after, Subscription) and not step.after.paused]
    notes = _notes(going[0], now, zone, query.language if going[0].kind not in {each.kind for each in there} else "") if going else ()
    return await changes.propose(place.action, [*place.steps, *steps], notes=notes)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where it is posted: a channel, or to a person alone. `steps`: what must be noted first of somebody whom the bot has not met."""

    channel: str
    at_stake: Target
    steps: tuple[Step, ...] = ()

    @property
    def action(self) -> Action:
        return action_in(self.channel)


async def _place(wish: Wish, actor: Actor, unit: UnitOfWork, now: datetime, today: date) -> _Place:
    """The channel where it is said, unless it is for the speaker alone, or there is none."""
    if actor.channel and not wish.myself:
        return _Place(actor.channel, Target())
    if wish.myself is False and not actor.private:
        raise Refusal("subscribe.no_channel")
    speaker = await Parties(actor, unit.people, now, today).speaker()
    return _Place(f"person/{speaker.person}", Target(person=actor.id), speaker.steps)


@dataclass(frozen=True, slots=True)
class _Asked:
    """For one message. `there`: all that the place has asked for."""

    query: Query
    wish: Wish
    place: _Place
    there: Sequence[Subscription]
    actor: Actor
    channels: Channels
    now: datetime

    def on(self) -> list[Step]:
        """What is named comes to what there is; of everything takes its place, and the other way round."""
        kind = self._kind()
        if kind == "digest" and self.wish.other_rhythm:
            raise Refusal("subscribe.weekly_only", outcome="asked_back")
        abouts = () if kind == "new_members" else _abouts(self.query)  # members are of the association
        before = [each for each in self.there if each.kind == kind]
        there = [each.about for each in before]
        if not abouts:
            abouts = ("",) if not before or self.wish.everything else tuple(there)
        elif "" not in there and not self.wish.only:
            abouts = tuple(dict.fromkeys((*there, *abouts)))
        if len(abouts) > MOST:
            raise Refusal("subscribe.too_many", outcome="asked_back", count=MOST)
        steps = set_steps(Wanted(abouts, self.wish.weekday, self.wish.clock, self.wish.language), before, self._usual(kind), self.now)
        if not steps:
            raise Refusal("subscribe.already", outcome="asked_back")
        return steps

    def otherwise(self) -> list[Step]:
        """Paused, resumed or ended: of the kinds that are named, or all; about what is named, or all."""
        abouts = () if self.wish.kinds == ("new_members",) else _abouts(self.query)
        found = [each for each in self.there if each.kind in (self.wish.kinds or (each.kind,)) and each.about in (abouts or (each.about,))]
        if not self.wish.kinds and not self.wish.everything and len({each.kind for each in found}) > 1:
            raise asking("subscribe.which", "kind", choices=self._kinds([each.kind for each in found]))
        steps = self._turned(found)
        if not steps:
            raise Refusal(f"subscribe.not_there.{self.wish.turned}" if found else "subscribe.nothing_there", outcome="asked_back")
        return steps

    def check_place(self, steps: Sequence[Step]) -> None:
        """Where something begins, or goes on, it must be possible to post: looked at before anything is kept."""
        if any(_begins(step) for step in steps) and (problems := self._problems()):
            raise Refusal("welcome.problem", problems=Listing(problems))

    def _turned(self, found: Sequence[Subscription]) -> list[Step]:
        match self.wish.turned:
            case "off":
                return [Step(each, None) for each in found]
            case "pause":
                return pause_steps(found, self.now)
            case _:
                return resume_steps(found)

    def _kind(self) -> Kind:
        found = [kind for kind in self.wish.kinds if kind in OWN]
        if len(found) == 1:
            return found[0]
        if self.wish.kinds and not found:
            raise Refusal(f"subscribe.elsewhere.{self.wish.kinds[0]}", outcome="asked_back")
        if not found and (self.wish.weekday, self.wish.clock) != (None, None):
            return "digest"  # nothing else has a day and an hour
        raise asking("subscribe.what", "kind", choices=self._kinds(found or OWN))

    def _kinds(self, kinds: Sequence[Kind]) -> tuple[Choice, ...]:
        kept = {slot: value for slot, value in self.query.slots.items() if slot in ("product", "product2", "group_type", "time")}
        who = {} if self.wish.myself is None else {"who": "me" if self.wish.myself else "us"}
        day = {} if self.wish.weekday is None else {"weekday": str(self.wish.weekday)}
        slots = {**kept, **who, **day, "turned": self.wish.turned}
        return tuple(Choice(Phrase(f"subscription.{kind}"), CHOSEN, {**slots, "kind": kind}) for kind in dict.fromkeys(kinds))

    def _usual(self, kind: Kind) -> Subscription:
        by = self.place.channel.removeprefix("person/") if self.place.channel.startswith("person/") else self.actor.id
        return Subscription(channel=self.place.channel, kind=kind, language=self.wish.language or self.query.language, since=self.now, by=by)

    def _problems(self) -> tuple[Value, ...]:
        """Why nothing can be posted there."""
        return () if self.place.channel.startswith("person/") else tuple(self.channels.known(self.place.channel).problems)


def _begins(step: Step) -> bool:
    goes_on = isinstance(step.after, Subscription) and not step.after.paused
    return goes_on and (not isinstance(step.before, Subscription) or step.before.paused != "")


async def _check_closed(steps: Sequence[Step], actor: Actor, unit: UnitOfWork) -> None:
    """What is told to a group alone is for its own people to have told elsewhere."""
    new = [step.after.about for step in steps if step.before is None and isinstance(step.after, Subscription)]
    for group in (about.removeprefix("group/") for about in new if about.startswith("group/")):
        closed = any(each.visibility == "group" for each in await unit.meetings.of_groups([group]))
        if closed and not belongs(actor, group):
            raise Refusal("reminders.closed")


def _abouts(query: Query) -> tuple[str, ...]:
    """What is named, as in a subscription. A group is named with its product, or is one of the association's own."""
    products = [query.slots[slot] for slot in ("product", "product2") if query.slots.get(slot)]
    group = query.slots.get("group_type")
    if group not in _GROUPS:
        return tuple(f"product/{product}" for product in products)
    return tuple(f"group/{product}/{group}" for product in products) or (f"group/{group}",)


def _notes(asked: Subscription, now: datetime, zone: ZoneInfo, language: str) -> list[Paragraph]:
    """What it is, when the first one comes, and how it ends. `language`: of whoever asks; empty: it was there before, and only the next one is told of."""
    if not language:
        return [_coming("subscribe.next", asked, now, zone)] if asked.kind == "digest" else []
    of_person = asked.channel.startswith("person/")
    found = [say(f"subscribe.what_is.{asked.kind}")]
    if asked.kind == "digest":
        found.append(_coming("subscribe.first", asked, now, zone))
    if asked.language != language:
        found.append(say(f"subscribe.written_in.{asked.language}"))
    stop = say("subscribe.how_to_stop.person" if of_person else "subscribe.how_to_stop", what=Phrase(f"subscription.{asked.kind}"))
    return [*found, stop]


def _coming(key: str, asked: Subscription, now: datetime, zone: ZoneInfo) -> Paragraph:
    at = first_due(asked, now, zone).astimezone(zone)
    return say(key, weekday=Phrase(f"weekday.{WEEKDAYS[at.weekday()]}"), day=said_day(at.date()), time=f"{at.hour}.{at:%M}")


def first_due(asked: Subscription, now: datetime, zone: ZoneInfo) -> datetime:
    """When the next digest comes, in UTC."""
    first = now.astimezone(zone).date()
    found = (due_in(monday, asked, zone.key) for monday in weeks(first, date.fromordinal(first.toordinal() + 14)))
    return next(due for due in found if due > now)
