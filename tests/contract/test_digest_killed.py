# SPDX-License-Identifier: MPL-2.0
"""The process is killed at one moment after another of planning, composing and posting the digest, while its subscription changes: each week has one."""

from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import Localiser
from bot.planning import Planning
from bot.relay import Relay
from bot.relay_pace import RelayPace
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.posts.digest.plan import DigestPlanner
from storage.unit_of_work import Database
from tests.contract.digest_stage import CHANNEL, DAY, HOUR, NOON, SUNDAY, WEEK, ZONE, DigestStage, asked
from tests.contract.test_relay_killed import LEASE, MortalDatabase, MortalPoster, Reaper, _dies, _drained

_INTENTS, _WORDS = load_intents(), Localiser()


class Mortal(DigestStage):
    async def live(self, number: int, reaper: Reaper) -> None:
        """Plans, and drains what is due. `number`: of no use to it."""
        database, poster = MortalDatabase(self.database, reaper), MortalPoster(self.poster, reaper)
        await Planning(database, {"digest": DigestPlanner(ZONE)}).tick(self.clock.at)
        composing = Composing(database, POSTS, _INTENTS, ["fake"], ZONE)
        pace: Any = RelayPace(first=1, attempts=5)
        relay = Relay(database, composing, _WORDS, {"fake": poster}, DeliveryMetrics(CollectorRegistry()), pace=pace, now=self.clock.now)
        await _drained(relay, reaper)


@pytest.fixture
def stage(database: Database) -> Mortal:
    return Mortal(database)


async def test_whenever_it_is_killed_each_week_has_one_digest_though_its_hour_is_changed_meanwhile(stage: Mortal) -> None:
    subscribed = asked()
    await stage.prepare(subscribed)
    await stage.until(SUNDAY + WEEK / 2)
    week, killed = 0, True
    while killed:
        week += 1
        killed = False
        for hour in (23, 46, 60):  # it is planned, and planned again for another hour; then it is due
            stage.clock.at = SUNDAY + week * WEEK + hour * HOUR / 2
            killed |= await _dies(stage.live, week, Reaper(at=week))
            subscribed = await stage.change(subscribed, clock=NOON if subscribed.clock != NOON else asked().clock)
        for pause in (4 * HOUR, 4 * HOUR, 3 * DAY):  # where Monday is a holiday it is due on Tuesday
            stage.clock.at += pause + LEASE
            await _dies(stage.live, week, Reaper(at=0))
        assert len(stage.weeks(CHANNEL)) == week + 1, f"killed at moment {week}"
        assert len(set(stage.weeks(CHANNEL))) == week + 1, f"killed at moment {week}"
    assert week > 8, "there are as many moments as that"
