# SPDX-License-Identifier: MPL-2.0
"""Builds what posts of the bot's own accord: the planning, the scheduler that wakes it, and the relay."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from bot.app import Application
from bot.asking_facts import AskingFacts
from bot.boards import Boards
from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.planning import Planning
from bot.platforms import Platform, configured
from bot.relay import Relay
from bot.relay_pace import RelayPace
from bot.scheduler import Scheduler
from bot.web.health import Check
from bot.web.metrics import Metrics
from config.freshness import load_rules
from handlers import POSTS
from handlers.posts.planners import planners


class Delivering:
    """Of one process. Every replica plans and relays: the ledger sees to it that nothing is posted twice."""

    def __init__(self, app: Application, connected: Mapping[str, Platform], metrics: Metrics, pace: RelayPace = RelayPace()) -> None:  # noqa: B008 - frozen
        settings, figures = app.settings, DeliveryMetrics(metrics.registry)
        rules = partial(load_rules, settings.config_dir)
        self._asking = AskingFacts(app.database, rules(), settings.zone)
        posters = {name: each.poster for name, each in connected.items() if each.poster}
        composing = Composing(app.database, POSTS, app.intents, configured(settings), settings.zone, app.wheel, rules)
        self.relay = Relay(app.database, composing, app.localiser, posters, figures, fallback=settings.fallback_channel or "", pace=pace)
        self._boards, self._look = Boards(app.database, composing, app.localiser, posters), pace.boards
        self._planning, self._figures = Planning(app.database, planners(settings.language, settings.zone, app.wheel)), figures
        self._scheduler = Scheduler(self._tick)

    @property
    def checks(self) -> Mapping[str, Check]:
        """What readiness asks."""
        return {"scheduler": self._scheduler.ready}

    async def run(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._scheduler.run(stop))
            group.create_task(self.relay.run(stop))
            group.create_task(self._boards.run(stop, self._look))

    async def _tick(self, now: datetime) -> None:
        await self._asking.tick(now)
        if (await self._planning.tick(now)).new:
            self.relay.wake()
        self._figures.planned_at.set(now.timestamp())
