# SPDX-License-Identifier: MPL-2.0
"""A channel that the bot was let out of, or that was closed: what it asked for is paused, and whoever asked for it is told."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.actor import SYSTEM, UNKNOWN
from handlers.changing.pausing import paused
from handlers.posts.post import NothingToSay, Post
from handlers.posts.routing import role_target
from handlers.reply import Bullets, Phrase, Reply, say
from handlers.role_words import said_moment
from storage.deliveries import Delivery, planned
from storage.roles import ASSOCIATION
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

CHANNEL_PAUSED = "channel_paused"
GONE = frozenset((
    "channel_not_found", "not_in_channel", "is_archived",
    "restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
    "M_FORBIDDEN", "M_NOT_FOUND", "M_UNKNOWN_ROOM", "not_in_room",
))  # fmt: skip
"""Words of the platforms for a channel in which the bot is not any more, or nobody writes any more, or the bot may not: until somebody there changes that.

Slack: https://docs.slack.dev/reference/methods/chat.postMessage#errors. Whoever is put out of a channel that organisations share keeps an archived copy of it
(is_archived) or none (channel_not_found): https://slack.com/help/articles/360063030933. What holds for a whole workspace, such as `team_access_not_granted` or a
revoked token, is the operator's to mend, and mended it goes on by itself. Matrix: M_FORBIDDEN, be it that the bot is out or that the power levels keep it silent.
"""
_USEFUL = timedelta(days=14)
_OPERATORS = role_target(("sekretariat", "admin"), ASSOCIATION)


async def pause_unreachable(channel: str, unit: UnitOfWork, now: datetime) -> Sequence[Delivery]:
    """Pauses all that goes on there, once; the messages to those who asked for it. What somebody gets alone is theirs to pause."""
    if channel.startswith("person/"):
        return ()
    going = await paused(channel, unit, now)
    owners = sorted({_owner(each) for each in going})
    return [planned(_told(channel, owner, going[0].language, now), now) for owner in owners]


async def told_of_pause(channel: str, unit: UnitOfWork) -> Collection[str]:
    """Who has heard that the channel is gone, and hears nothing more of each post that does not come."""
    return {_owner(each) for each in await unit.subscriptions.in_channel(channel) if each.paused == "gone"}


async def channel_paused(post: Post, unit: UnitOfWork, zone: ZoneInfo) -> Reply:
    """Where, since when, what of, and what helps. Nothing any more where it goes on again."""
    channel = post.values["channel"]
    found = [each for each in await unit.subscriptions.in_channel(channel) if each.paused == "gone"]
    if not found:
        raise NothingToSay("no_longer")
    kinds = tuple(Phrase(f"subscription.{kind}") for kind in dict.fromkeys(each.kind for each in found))
    since = said_moment(post.due_at, zone)
    return Reply(parts=(say("post.channel_paused", channel=channel, since=since), Bullets(kinds), say("post.channel_paused.mend")))


def _owner(asked: Subscription) -> str:
    return _OPERATORS if asked.by in (SYSTEM, UNKNOWN, "") else f"person/{asked.by}"


def _told(channel: str, owner: str, language: str, now: datetime) -> Delivery:
    return Delivery(
        key=f"{CHANNEL_PAUSED}:{channel}@{now.isoformat(timespec='seconds')}:{owner}", kind=CHANNEL_PAUSED, about=channel, target=owner, due_at=now,
        useful_until=now + _USEFUL, language=language, values={"channel": channel},
    )  # fmt: skip
