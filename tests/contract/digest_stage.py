# SPDX-License-Identifier: MPL-2.0
"""A community that meets every week, channels that get the weekly digest, and a service that is awake every so often."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.dispatch import Dispatcher
from bot.localise import Localiser
from bot.planning import Planning
from bot.relay import Relay
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.posts.digest.plan import DIGEST, DigestPlanner
from storage.deliveries import Delivery, DeliveryFilter
from storage.subscriptions import Kind, Subscription
from storage.unit_of_work import Database
from tests.contract.records import assignment, link, person
from tests.ledger import Clock, FakePoster
from tests.meetings import noted, series
from tests.talking import Talk

ZONE = ZoneInfo("Europe/Copenhagen")
CHANNEL, OTHER, ANNE = "fake:C0KANAL01", "fake:C0KANAL02", "fake:U0ANNE"
SUNDAY = datetime(2026, 12, 6, 11, tzinfo=UTC)
"""Noon in Copenhagen; the day before the digest of week 50."""
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def asked(channel: str = CHANNEL, kind: Kind = "digest", **fields: Any) -> Subscription:
    return Subscription(channel=channel, kind=kind, **{"language": "da", "since": SUNDAY - 4 * WEEK, "by": "anne", **fields})


@dataclass
class DigestStage:
    """`clock`: everybody's."""

    database: Database
    clock: Clock = field(default_factory=lambda: Clock(SUNDAY))
    poster: FakePoster = field(default_factory=FakePoster)

    async def prepare(self, *subscriptions: Subscription) -> None:
        """There is a meeting every Monday, so that there always is something to say."""
        async with self.database.unit_of_work() as unit:
            await unit.people.add(person("anne"))
            await unit.people.attach(link(ANNE, "anne"))
            await unit.roles.add(assignment("k", role="produktkoordinator", person="anne"))
            for each in subscriptions:
                await unit.subscriptions.add(each)
            await unit.commit()
        await noted(self.database, series())

    async def change(self, before: Subscription, **fields: Any) -> Subscription:
        """As somebody does who has said yes to it."""
        after = replace(before, **fields)
        async with self.database.unit_of_work() as unit:
            await unit.subscriptions.remove(before.channel, before.kind, before.about)
            await unit.subscriptions.add(after)
            await unit.commit()
        return after

    async def remove(self, each: Subscription) -> None:
        async with self.database.unit_of_work() as unit:
            await unit.subscriptions.remove(each.channel, each.kind, each.about)
            await unit.commit()

    async def wake(self) -> None:
        """One look of the service."""
        await self.planning().tick(self.clock.at)
        for _ in range(2):  # what is for people is claimed anew once it is known where they are
            await self.relay().drain()

    async def until(self, moment: datetime, every: timedelta = HOUR) -> None:
        while self.clock.at < moment:
            self.clock.at = min(self.clock.at + every, moment)
            await self.wake()

    def planning(self) -> Planning:
        """Of a process that has just started."""
        return Planning(self.database, {"digest": DigestPlanner(ZONE)})

    def relay(self) -> Relay:
        composing = Composing(self.database, POSTS, load_intents(), ["fake"], ZONE)
        return Relay(self.database, composing, Localiser(), {"fake": self.poster}, DeliveryMetrics(CollectorRegistry()), now=self.clock.now)

    def talk(self, channel: str = CHANNEL) -> Talk:
        """Anne, in the channel, or alone with the bot."""
        return Talk(Dispatcher(self.database, load_intents()), Localiser(), ANNE, private=not channel, channel=channel)

    async def ledger(self, most: int = 100) -> list[Delivery]:
        async with self.database.unit_of_work() as unit:
            return list(await unit.deliveries.find(DeliveryFilter(kinds=(DIGEST,)), most))

    def weeks(self, address: str = CHANNEL) -> list[str]:
        """Of which week each digest is that stands there."""
        return [key.split(":")[1] for to, key, _ in self.poster.posted if to == address and key.startswith(f"{DIGEST}:")]

    def said(self, address: str = CHANNEL) -> str:
        """What the last one there says."""
        _, _, reply = next(each for each in reversed(self.poster.posted) if each[0] == address)
        return "\n".join(part.text or "\n".join(part.items) for part in reply.parts)


NOON = time(12)
