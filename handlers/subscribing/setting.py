# SPDX-License-Identifier: MPL-2.0
"""The steps by which what a channel, or a person, has asked for is as somebody wants it: the same from chat and from commands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from handlers.actor import Actor
from handlers.changing.steps import Step
from handlers.changing.vouching import alone
from handlers.permissions import Action
from storage.subscriptions import Subscription


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of one kind, what of, when and in which language. None: as it is; where there is nothing yet, as usual."""

    abouts: Sequence[str]
    weekday: int | None = None
    clock: time | None = None
    language: str | None = None


def action_in(channel: str) -> Action:
    """What somebody must be permitted to do, who decides what is posted there. What is sent to a person is theirs alone to decide."""
    return "subscription.own" if channel.startswith("person/") else "channel.subscribe"


def place_of(actor: Actor) -> str:
    """Of where it is spoken: the channel; else the asker alone, where surely nobody but them reads it; empty: neither."""
    return actor.channel or (f"person/{actor.person.id}" if actor.person and alone(actor) else "")


def set_steps(wanted: Wanted, there: Sequence[Subscription], usual: Subscription, now: datetime) -> list[Step]:
    """The steps by which it is just so, and goes on where it was paused; none where it is so already.

    `there`: all of this channel and kind. `usual`: what a new one is like.
    """
    known = {each.about for each in there}
    gone = [Step(each, None) for each in there if each.about not in wanted.abouts]
    kept = [Step(each, _as(each, wanted)) for each in there if each.about in wanted.abouts and _as(each, wanted) != each]
    beside = replace(there[0], by=usual.by) if there else usual
    new = [replace(_as(beside, wanted), about=about, since=now) for about in dict.fromkeys(wanted.abouts) if about not in known]
    return [*gone, *kept, *(Step(None, each) for each in new)]


def _as(each: Subscription, wanted: Wanted) -> Subscription:
    weekday = each.weekday if wanted.weekday is None else wanted.weekday
    return replace(each, weekday=weekday, clock=wanted.clock or each.clock, language=wanted.language or each.language, paused="", paused_at=None)


def pause_steps(there: Sequence[Subscription], now: datetime) -> list[Step]:
    return [Step(each, replace(each, paused="asked", paused_at=now)) for each in there if not each.paused]


def resume_steps(there: Sequence[Subscription]) -> list[Step]:
    return [Step(each, replace(each, paused="", paused_at=None)) for each in there if each.paused]
