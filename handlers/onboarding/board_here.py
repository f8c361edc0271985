# SPDX-License-Identifier: MPL-2.0
"""A channel in which the board of all onboardings stands, and stays as it is now."""

from datetime import datetime

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.steps import Step
from handlers.channels import Channels
from handlers.message import Query
from handlers.permissions import Target
from handlers.refusal import Refusal
from handlers.reply import Listing, Reply, say
from storage.roles import ASSOCIATION
from storage.subscriptions import Subscription, Subscriptions

OFF = "off"
"""The value of `item` that turns it off."""


async def onboarding_board(query: Query, actor: Actor, subscriptions: Subscriptions, channels: Channels, changes: Changes, now: datetime) -> Reply:
    """Shows all onboardings in the channel where this is said, or no longer does. Whoever turns it on may read of all of them: everybody there will."""
    if not actor.channel:
        raise Refusal("onboarding.board.no_channel")
    await changes.permit("channel.subscribe", Target())
    before = await subscriptions.of(actor.channel, "onboarding_board")
    if query.slots.get("item") == OFF:
        if before is None:
            raise Refusal("onboarding.board.not_on")
        return await changes.propose("channel.subscribe", [Step(before, None)])
    await changes.permit("onboarding.read", Target(scope=ASSOCIATION))
    if before:
        raise Refusal("onboarding.board.already")
    if problems := channels.known(actor.channel).problems:
        raise Refusal("welcome.problem", problems=Listing(problems))
    after = Subscription(channel=actor.channel, kind="onboarding_board", language=query.language, since=now, by=actor.id)
    return await changes.propose("channel.subscribe", [Step(None, after)], notes=(say("onboarding.board.what"), say("onboarding.board.how_to_stop")))
