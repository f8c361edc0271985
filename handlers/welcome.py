# SPDX-License-Identifier: MPL-2.0
"""Whoever comes into a channel is greeted there, once the channel has asked for it."""

from datetime import datetime

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.channels import Channels
from handlers.message import Query
from handlers.permissions import Target
from handlers.refusal import Refusal
from handlers.reply import Bullets, Listing, Phrase, Reply, say
from storage.subscriptions import Subscription, Subscriptions

OFF = "off"
"""The value of `item` that turns it off."""
EXAMPLES = tuple(Phrase(f"welcome.example.{number}") for number in (1, 2, 3))


async def welcome_channel(query: Query, actor: Actor, subscriptions: Subscriptions, channels: Channels, changes: Changes, now: datetime) -> Reply:
    """Turns the greeting on or off in the channel where this is said."""
    if not actor.channel:
        raise Refusal("welcome.no_channel")
    await changes.permit("channel.subscribe", Target())
    before = await subscriptions.of(actor.channel, "welcome")
    if (step := _turned(query, actor, before, actor.channel, now)).after and (problems := channels.known(actor.channel).problems):
        raise Refusal("welcome.problem", problems=Listing(problems))
    notes = (say("welcome.what"), say("welcome.how_to_stop")) if step.after else ()
    return await changes.propose("channel.subscribe", [step], notes=notes)


async def welcome_workspace(query: Query, actor: Actor, subscriptions: Subscriptions, changes: Changes, now: datetime) -> Reply:
    """Turns it on or off for whoever comes into the whole workspace, in whichever channel this is said."""
    platform, _, rest = actor.identity.partition(":")
    if platform != "slack":
        raise Refusal("welcome.no_workspace")
    await changes.permit("workspace.subscribe", Target())
    workspace = f"{platform}:{rest.partition(':')[0]}"
    step = _turned(query, actor, await subscriptions.of(workspace, "welcome"), workspace, now)
    notes = (say("welcome.what_everywhere"), say("welcome.how_to_stop_everywhere")) if step.after else ()
    return await changes.propose("workspace.subscribe", [step], notes=notes)


def _turned(query: Query, actor: Actor, before: Subscription | None, where: str, now: datetime) -> Step:
    off = query.slots.get("item") == OFF
    if before is None and off:
        raise Refusal("welcome.not_on")
    if before is not None and not off:
        raise Refusal("welcome.already")
    return Step(before, None if off else Subscription(channel=where, kind="welcome", language=query.language, since=now, by=actor.id))


def greeting() -> Reply:
    """What somebody hears who has just come in: who speaks, three examples, how to tell who one is, and that nothing is kept of who only asks."""
    return Reply(parts=(say("welcome.hello"), Bullets(EXAMPLES), say("welcome.who_are_you"), say("welcome.nothing_kept")))
