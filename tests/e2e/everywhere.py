# SPDX-License-Identifier: MPL-2.0
"""The bot, whole and in the test's own process, on Slack, Matrix and the console at the same time: one database, and one clock, which a test moves."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.answering import Answering
from bot.app import Application, application
from bot.matrix_platform import matrix_platform
from bot.planning import Planning
from bot.platforms import Platform, keep_running
from bot.relay import Relay
from bot.settling import settle_runs
from bot.slack_platform import slack_platform
from bot.web.metrics import Metrics
from handlers.posts.planners import planners
from storage.deliveries import Delivery, DeliveryFilter
from tests.e2e.matrix.connected import PACE, Home, until
from tests.e2e.posting import relay
from tests.e2e.slack.connected import PATIENT, settings_for
from tests.ledger import Clock
from tests.matrix.accounts import CLIENT, Api
from tests.slack.stand_in import StandIn

MORNING, DAY = time(9), timedelta(days=1)


@dataclass(frozen=True)
class Everywhere:
    """The bot's parts, and where it is. `clock`: everybody's. It posts of its own accord when it is woken, and at no other time."""

    app: Application
    answering: Answering
    slack: StandIn
    home: Home
    clock: Clock
    metrics: Metrics
    planning: Planning
    relay: Relay

    async def wake(self) -> bool:
        """One look of the service, to its end: what became so by itself, what is to be said of it, and all of that said. Whether there was anything to say."""
        await settle_runs(self.app.database, self.clock.at, self.app.settings.zone)
        await self.planning.tick(self.clock.at)
        return await self.relay.drain() > 0

    def turns_to_morning(self) -> None:
        """It is nine o'clock of the next day."""
        zone = self.app.settings.zone
        self.clock.at = datetime.combine(self.clock.at.astimezone(zone).date() + DAY, MORNING, zone).astimezone(UTC)

    async def idle(self) -> None:
        """Returns once nobody waits for an answer any more."""
        waiting = self.metrics.registry.get_sample_value
        await until(lambda: not (waiting("os2bot_slack_waiting") or waiting("os2bot_matrix_waiting")), "the bot to be done")

    async def ledger(self) -> Sequence[Delivery]:
        async with self.app.database.unit_of_work() as unit:
            return await unit.deliveries.find(DeliveryFilter())

    async def written_in(self) -> set[str]:
        """The conversations of Slack in which the bot has said anything to anybody, and the rooms that it is in."""
        said = {each.channel for each in self.slack.world.messages if each.by_app}
        rooms = await Api(self.home.url).call("GET", f"{CLIENT}/joined_rooms", token=self.home.login.token)
        return said | set(rooms["joined_rooms"])


@asynccontextmanager
async def everywhere(slack: StandIn, home: Home, clock: Clock, *plans: str) -> AsyncIterator[Everywhere]:
    """Runs until the block ends. `plans`: the names of the planners that it goes by; what else a service would say by itself is left out."""
    metrics = Metrics()
    async with application(settings_for(slack, home.directory, matrix=home.settings().matrix), metrics.answered) as app:
        answering = Answering(app.dispatcher, app.localiser, metrics.failures.inc, clock.now)
        connected = {"slack": slack_platform(app, answering, metrics, PATIENT), "matrix": matrix_platform(app, answering, metrics, PACE)}
        running = [asyncio.create_task(keep_running(name, each.adapter, answering.on_message)) for name, each in connected.items()]
        try:
            await _connected(connected, metrics)
            known = planners(app.settings.language, app.settings.zone)
            planning = Planning(app.database, {name: known[name] for name in plans})
            yield Everywhere(app, answering, slack, home, clock, metrics, planning, relay(app, connected, metrics, clock))
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


async def _connected(connected: dict[str, Platform], metrics: Metrics) -> None:
    async def look() -> bool:
        leads = metrics.registry.get_sample_value("os2bot_leading", {"platform": "matrix"})
        return bool(leads) and not [wrong for name, each in connected.items() if (wrong := await each.checks[name]())]

    await until(look, "the bot to be connected to Slack and Matrix")
