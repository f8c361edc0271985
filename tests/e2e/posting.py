# SPDX-License-Identifier: MPL-2.0
"""What the bot posts of its own accord, on whichever platforms it is: when a test wakes it, at the hour that the test's clock shows, and at no other time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.app import Application
from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.planning import Planning
from bot.platforms import Platform, configured
from bot.relay import Relay
from bot.web.metrics import Metrics
from handlers import POSTS
from handlers.posts.planners import planners
from tests.ledger import Clock


@dataclass(frozen=True)
class Posting:
    planning: Planning
    relay: Relay
    clock: Clock

    async def at(self, moment: datetime) -> None:
        """It is that time, and the service looks what is due until there is nothing more to say."""
        self.clock.at = moment
        await self.planning.tick(moment)
        while await self.relay.drain():
            pass


def posting(app: Application, connected: Mapping[str, Platform], metrics: Metrics, clock: Clock, *plans: str) -> Posting:
    """`plans`: the names of the planners that it goes by; what else a service would say by itself is left out."""
    known = planners(app.settings.language, app.settings.zone)
    planning = Planning(app.database, {name: known[name] for name in plans})
    return Posting(planning, relay(app, connected, metrics, clock), clock)


def relay(app: Application, connected: Mapping[str, Platform], metrics: Metrics, clock: Clock) -> Relay:
    posters = {name: each.poster for name, each in connected.items() if each.poster}
    composing = Composing(app.database, POSTS, app.intents, configured(app.settings), app.settings.zone)
    return Relay(app.database, composing, app.localiser, posters, DeliveryMetrics(metrics.registry), now=clock.now)
