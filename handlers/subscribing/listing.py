# SPDX-License-Identifier: MPL-2.0
"""What a channel, or a person, has asked for, and what of it is paused and why."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.describing_subscriptions import said_when, what_of
from handlers.changing.vouching import vouched
from handlers.message import Query
from handlers.permissions import Target, permitting
from handlers.refusal import Refusal
from handlers.reply import Bullets, Choice, Part, Phrase, Reply, Value, say
from handlers.role_words import said_moment
from handlers.subscribing.asking import CHOSEN
from handlers.subscribing.setting import place_of
from storage.directory import Directory
from storage.roles import ASSOCIATION
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

MOST = 30
"""Lines of one list; `os2bot subscriptions` shows all."""
ALL = "all"
"""The value of `item` that asks for those of every channel."""


async def list_subscriptions(query: Query, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime, zone: ZoneInfo) -> Reply:
    """Of this channel; where nobody else reads along, of the asker; of every channel for whoever keeps all of them."""
    if query.slots.get("item") == ALL and actor.private and permitting(actor, "onboarding.read", Target(scope=ASSOCIATION)):
        await changes.permit("channel.subscribe", Target())
        return await _of_all(await unit.subscriptions.everything(), unit.directory, zone)
    if not actor.channel:
        _check_alone(actor)
    channel = place_of(actor)
    found = await unit.subscriptions.in_channel(channel) if channel else ()
    where = "here" if actor.channel else "you"
    if not found:
        return Reply(parts=(say(f"subscriptions.none.{where}"), say("subscriptions.how")))
    lines = tuple([await _line(each, unit.directory, zone) for each in found])
    return Reply(parts=(say(f"subscriptions.{where}"), Bullets(lines), say("subscriptions.how_to_change")), choices=_choices(found))


def _check_alone(actor: Actor) -> None:
    """What somebody has asked for is theirs alone. Raises Refusal where others read along, or where it may not be them."""
    if not actor.private:
        raise Refusal("private.needed", in_private=True)
    vouched(actor, "subscription.own")


async def _line(each: Subscription, directory: Directory, zone: ZoneInfo) -> Value:
    what = Phrase(f"subscription.language.{each.language}", {"what": await what_of(each, directory)})
    said = Phrase("subscriptions.line.weekly", {"what": what, "when": said_when(each)}) if each.kind == "digest" else what
    if not each.paused:
        return said
    since = said_moment(each.paused_at, zone) if each.paused_at else Phrase("unknown")
    return Phrase(f"subscriptions.line.paused.{each.paused}", {"line": said, "since": since})


def _choices(found: Sequence[Subscription]) -> tuple[Choice, ...]:
    """To pause what goes on, and to take up again what is paused."""
    going, paused = any(not each.paused for each in found), any(each.paused for each in found)
    pause = (Choice(Phrase("subscriptions.pause_all"), CHOSEN, {"turned": "pause", "all": "yes"}),) if going else ()
    return (*pause, *((Choice(Phrase("subscriptions.resume_all"), CHOSEN, {"turned": "resume", "all": "yes"}),) if paused else ()))


async def _of_all(found: Sequence[Subscription], directory: Directory, zone: ZoneInfo) -> Reply:
    """What people have asked for by themselves is theirs: it is counted, and not shown."""
    channels = [each for each in found if not each.channel.startswith("person/")]
    people = len({each.channel for each in found} - {each.channel for each in channels})
    lines = tuple([Phrase("subscriptions.line.channel", {"channel": each.channel, "line": await _line(each, directory, zone)}) for each in channels[:MOST]])
    parts: list[Part] = [say("subscriptions.all", count=len({each.channel for each in channels}))]
    parts += [Bullets(lines)] if lines else []
    parts += [say("subscriptions.more", count=len(channels) - MOST)] if len(channels) > MOST else []
    return Reply(parts=(*parts, *((say("subscriptions.people", count=people),) if people else ())))
