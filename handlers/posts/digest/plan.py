# SPDX-License-Identifier: MPL-2.0
"""Plans the weekly digest: one row of the ledger for each channel or person and ISO week, whatever happens meanwhile."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from handlers.actor import SYSTEM, UNKNOWN
from handlers.posts.bulk import spread
from handlers.posts.digest.weeks import due_in, ends, monday_of, week_of, weeks
from handlers.posts.plan import Plan
from handlers.posts.withdrawn import anew, withdrawn
from storage.deliveries import OPEN, Delivery, DeliveryFilter
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork

DIGEST: Literal["digest"] = "digest"
TEST = "digest_test"
"""One that somebody asked for, to see how it looks: it takes no week's place."""
UNSUBSCRIBED, PAUSED = "unsubscribed", "paused"
_MOST = 100_000
_GONE = ("no_longer", UNSUBSCRIBED, PAUSED)
_WEEK, _DAY = timedelta(weeks=1), timedelta(days=1)


def digest_key(week: str, channel: str) -> str:
    return f"{DIGEST}:{week}:{channel}"


def digest_about(channel: str) -> str:
    return f"{DIGEST}/{channel}"


class DigestPlanner:
    """Implements `Planner`. `zone`: the community's, whose weeks and clock they are."""

    kinds = (DIGEST,)

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    async def revision(self, unit: UnitOfWork) -> str:
        asked = [
            f"{each.channel} {each.language} {each.since.isoformat()} {each.weekday} {each.clock} {each.paused}"
            for each in await unit.subscriptions.of_kind(DIGEST)
        ]
        return hashlib.sha256("\n".join(asked).encode()).hexdigest()

    async def plan(self, unit: UnitOfWork, first: datetime, last: datetime) -> Plan:
        channels: dict[str, list[Subscription]] = defaultdict(list)
        for each in await unit.subscriptions.of_kind(DIGEST):
            channels[each.channel].append(each)
        going = {channel: asked for channel, asked in channels.items() if not _paused(asked)}
        found = [each for asked in going.values() for each in self._weekly(asked, first, last)]
        gone = await withdrawn(unit, (DIGEST,), first - _WEEK, last + _WEEK, _GONE)
        paused = {digest_about(channel): PAUSED for channel in channels.keys() - going.keys()}
        return Plan((*anew(spread(found), gone), *await self._staying(unit, going, first)), paused)

    async def _staying(self, unit: UnitOfWork, going: Mapping[str, Sequence[Subscription]], first: datetime) -> list[Delivery]:
        """What is planned for an hour to come, though the channel's hour is now one that has passed this week: it comes as planned, and the next at the new hour."""
        planned = await unit.deliveries.find(DeliveryFilter(states=OPEN, kinds=(DIGEST,)), _MOST)
        return [each for each in planned if each.target in going and due_in(monday_of(_week(each)), going[each.target][0], self._zone.key) < first]

    def _weekly(self, asked: Sequence[Subscription], first: datetime, last: datetime) -> Iterator[Delivery]:
        """From the first that is due after somebody asked for it."""
        start = max(first, min(each.since for each in asked))
        for monday in weeks((start - _DAY).astimezone(self._zone).date(), last.astimezone(self._zone).date()):
            due = due_in(monday, asked[0], self._zone.key)
            if start <= due < last:
                yield digest_of(asked, week_of(monday), due, max(ends(monday, self._zone.key), due + _DAY))


def digest_of(asked: Sequence[Subscription], week: str, due: datetime, until: datetime) -> Delivery:
    """The digest of this week for the one channel, or person, whose subscriptions these are."""
    one = asked[0]
    return Delivery(
        key=digest_key(week, one.channel), kind=DIGEST, about=digest_about(one.channel), target=one.channel, address="" if one.channel.startswith("person/") else one.channel,
        due_at=due, useful_until=until, language=one.language, owner="" if one.by in (SYSTEM, UNKNOWN) else f"person/{one.by}",
    )  # fmt: skip


def _week(delivery: Delivery) -> str:
    return delivery.key.split(":")[1]


def _paused(asked: Sequence[Subscription]) -> bool:
    """A channel is paused with all that it has asked for."""
    return any(each.paused for each in asked)
