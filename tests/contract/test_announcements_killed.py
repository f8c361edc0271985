# SPDX-License-Identifier: MPL-2.0
"""The process is killed at one moment after another between a yes and the last post, edit and delete: each channel has it once, as it was put right last, and none has it after a recall."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.relay import Relay
from bot.relay_pace import RelayPace
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.announcing.ledger import RESULT
from handlers.posts.bulk import ANNOUNCEMENT
from storage.deliveries import OPEN
from storage.unit_of_work import Database
from tests.contract.announcing_stage import COORDINATOR, OF_FORMS, POST, AnnouncingStage
from tests.contract.test_relay_killed import LEASE, KilledError, MortalDatabase, MortalPoster, Reaper, _only_killed

FEWEST = 12
"""Moments of each life; with fewer, nothing was proved."""


@dataclass
class Lives(AnnouncingStage):
    """One life after another, on one database and one platform."""

    async def live(self, reaper: Reaper) -> bool:
        """Drains what is due, as it falls due; whether it was killed."""
        database, poster = MortalDatabase(self.database, reaper), MortalPoster(self.poster, reaper)
        composing = Composing(database, POSTS, load_intents(), ["slack", "matrix"], ZoneInfo("Europe/Copenhagen"))
        relay = Relay(
            database, composing, self.localiser, {"slack": poster, "matrix": poster}, DeliveryMetrics(CollectorRegistry()), pace=RelayPace(first=1, attempts=5),
            now=self.clock.now,
        )  # fmt: skip
        try:
            for _ in range(3):
                self.clock.at += timedelta(seconds=20)
                await relay.drain()
        except BaseException as error:
            if not isinstance(error, KilledError) and not _only_killed(error):
                raise
        finally:
            for lane in relay.lanes:
                lane.cancel()
            await asyncio.gather(*relay.lanes, return_exceptions=True)
        return reaper.dead

    async def lives(self, at: int) -> bool:
        """Killed at this moment, then a little earlier, and then no more; whether the first was."""
        killed = await self.live(Reaper(at=at))
        for again in (at // 2, 0, 0, 0):
            self.clock.at += LEASE
            await self.live(Reaper(at=again))
        return killed

    async def settled(self) -> None:
        assert not [(each.key, each.state) for each in await self.ledger() if each.state in OPEN]

    def posted_once(self, number: int) -> None:
        mine = [key for key in self.poster.keys if key.startswith(f"{ANNOUNCEMENT}:")]
        assert all(count == 1 for count in Counter(mine).values())
        assert len(mine) <= number * len(OF_FORMS)


@pytest.fixture
async def stage(database: Database, catalogue: None) -> Lives:
    made = Lives(database)
    await made.prepare()
    return made


async def test_whenever_it_is_killed_each_channel_has_it_once_and_its_author_is_told_once(stage: Lives) -> None:
    number, killed = 0, True
    while killed:
        number += 1
        await stage.say(COORDINATOR, POST, "ja")
        killed = await stage.lives(number)
        await stage.settled()
        stage.posted_once(number)
        assert Counter(key.partition(":")[0] for key in stage.poster.keys) == {ANNOUNCEMENT: number * len(OF_FORMS), RESULT: number}, f"killed at {number}"
    assert number > FEWEST


async def test_whenever_it_is_killed_what_was_put_right_stands_so_in_each_channel(stage: Lives) -> None:
    number, killed = 0, True
    while killed:
        number += 1
        await stage.say(COORDINATOR, f"{POST} {number}", "ja")
        await stage.live(Reaper(at=number % 24))  # some of it stands there, and of some nobody knows
        stage.clock.at += LEASE
        await stage.say(COORDINATOR, f"ret opslaget: Rettet {number}", "ja")
        killed = await stage.lives(number)
        await stage.settled()
        stage.posted_once(number)
        assert {text.partition("\n")[2] for text in stage.stands().values()} == {f"Rettet {number}"}, f"killed at {number}"
        assert len(stage.stands()) == len(OF_FORMS)
    assert number > FEWEST


async def test_whenever_it_is_killed_what_was_taken_back_stands_nowhere(stage: Lives) -> None:
    number, killed = 0, True
    while killed:
        number += 1
        await stage.say(COORDINATOR, f"{POST} {number}", "ja")
        await stage.live(Reaper(at=number % 24))
        stage.clock.at += LEASE
        await stage.say(COORDINATOR, "træk opslaget tilbage", "ja")
        killed = await stage.lives(number)
        await stage.settled()
        stage.posted_once(number)
        assert stage.stands() == {}, f"killed at {number}"
        assert number < 60
    assert number > FEWEST
