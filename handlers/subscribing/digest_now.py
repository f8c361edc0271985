# SPDX-License-Identifier: MPL-2.0
"""The digest before its time: shown to whoever asks, tried out in the channel, or this week's sent at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.changing.changes import Changes
from handlers.changing.vouching import vouched
from handlers.message import Query
from handlers.permissions import Target
from handlers.posts.digest.digest import WEEK, composed, issue_for
from handlers.posts.digest.issue import Sections
from handlers.posts.digest.plan import DIGEST, TEST, digest_of
from handlers.posts.digest.weeks import ends, monday_of, week_of
from handlers.posts.post import NothingToSay
from handlers.refusal import Refusal
from handlers.reply import Reply, say
from handlers.subscribing.setting import action_in, place_of
from storage.deliveries import Delivery, planned
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

TRY, NOW = "test", "now"
"""Values of `item`: post it here as a trial; send this week's at once."""
_TRIAL = timedelta(hours=1)


async def show_digest(
    query: Query, actor: Actor, unit: UnitOfWork, sections: Sections, changes: Changes, now: datetime, zone: ZoneInfo,
) -> Reply:  # fmt: skip
    """As it would be if it were sent now: that of the channel, or the asker's own; where it may be another who asks, what everybody may know."""
    channel = place_of(actor)
    asked = await unit.subscriptions.in_channel(channel, DIGEST) if channel else ()
    item = query.slots.get("item")
    if item in (TRY, NOW):
        vouched(actor, action_in(channel))
        return await _Sending(actor, unit, changes, now, zone, channel, asked).of(item)
    usual = asked or (_usual(channel, query, now),)
    issue = await issue_for(usual, unit, now - WEEK, now, now, zone, query.language)
    try:
        return await composed(issue, usual, sections, unit.directory)
    except NothingToSay:
        return Reply(parts=(say("digest.nothing_new"),))


def _usual(channel: str, query: Query, now: datetime) -> Subscription:
    """What it would be where nobody has asked for it: of what is named, or of everything."""
    about = f"product/{query.slots['product']}" if "product" in query.slots else ""
    return Subscription(channel=channel, kind=DIGEST, language=query.language, since=now, by="", about=about)


class _Sending:
    """For one message, in one channel or to one person, whose subscriptions are `asked`."""

    def __init__(
        self, actor: Actor, unit: UnitOfWork, changes: Changes, now: datetime, zone: ZoneInfo, channel: str, asked: Sequence[Subscription]
    ) -> None:  # fmt: skip
        self._actor, self._unit, self._changes, self._now, self._zone = actor, unit, changes, now, zone
        self._channel, self._asked = channel, asked

    async def of(self, item: str) -> Reply:
        if not self._asked:
            raise Refusal("subscribe.nothing_there", outcome="asked_back")
        if any(each.paused for each in self._asked):
            raise Refusal("digest.is_paused", outcome="asked_back")
        await self._changes.pass_on(action_in(self._channel), Target(person=None if self._actor.channel else self._actor.id), "", ())
        return await (self._tried() if item == TRY else self._sent())

    async def _tried(self) -> Reply:
        """Once a minute at most. It is no digest of the week: that one still comes."""
        week = week_of(self._now.astimezone(self._zone).date())
        trial = digest_of(self._asked, week, self._now, self._now + _TRIAL)
        new = replace(trial, key=f"{TEST}:{self._now:%Y-%m-%dT%H:%M}:{self._channel}", kind=TEST)
        added = await self._unit.deliveries.plan([planned(new, self._now)])
        if not added:
            raise Refusal("digest.tried_lately", outcome="asked_back")
        return Reply(parts=(say("digest.tried"),))

    async def _sent(self) -> Reply:
        """The one of this week, which then does not come at its hour."""
        week = week_of(self._now.astimezone(self._zone).date())
        until = ends(monday_of(week), self._zone.key)
        new = digest_of(self._asked, week, self._now, until)
        there = await self._latest(new)
        if there is None or there.state == "skipped":
            await self._unit.deliveries.plan([planned(new if there is None else _another(new, there), self._now)])
        elif there.state in ("sent", "late"):
            raise Refusal("digest.sent_already", outcome="asked_back", when=there.history[-1].at.astimezone(self._zone))
        elif not await self._unit.deliveries.hasten(there.key, self._now):
            raise Refusal("digest.under_way", outcome="asked_back")
        return Reply(parts=(say("digest.sent_now"),))

    async def _latest(self, wanted: Delivery) -> Delivery | None:
        """The newest row of this week: what was withdrawn has others after it."""
        found, key, number = None, wanted.key, 1
        while (there := await self._unit.deliveries.get(key)) is not None:
            found, number = there, number + 1
            key = f"{wanted.key}:{number}"
        return found


def _another(new: Delivery, skipped: Delivery) -> Delivery:
    tail = skipped.key.removeprefix(new.key).lstrip(":")
    return replace(new, key=f"{new.key}:{int(tail or 1) + 1}")
