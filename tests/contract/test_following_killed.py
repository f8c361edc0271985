# SPDX-License-Identifier: MPL-2.0
"""Two replicas, and a process that is killed at any moment of fetching, keeping and telling: what a calendar would change is told once."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.following import CLAIM
from bot.localise import Localiser
from bot.relay import Relay
from bot.relay_pace import RelayPace
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.icalendar.offering import waiting
from tests.conftest import NOW
from tests.contract.following_stage import FollowingStage, meetings
from tests.contract.meeting_stage import MeetingStage
from tests.contract.test_relay_killed import LEASE, KilledError, MortalDatabase, MortalPoster, Reaper, _dies, _drained
from tests.ledger import FakePoster

DAY = timedelta(days=1)


@pytest.fixture
def stage(group: MeetingStage) -> FollowingStage:
    return FollowingStage(group)


async def test_what_is_due_is_fetched_by_one_replica(stage: FollowingStage) -> None:
    await stage.followed()
    other = stage.service()
    fetched = []

    async def meanwhile() -> None:
        fetched.append(await other.round())

    stage.web.meanwhile = meanwhile
    assert await stage.service().round() == 1
    assert fetched == [0]
    assert len(await stage.group.posted(stage.clock.at)) == 1


async def test_a_replica_that_stood_still_keeps_nothing_of_what_it_fetched(stage: FollowingStage) -> None:
    await stage.followed()

    async def meanwhile() -> None:
        stage.web.meanwhile, stage.web.content = None, meetings("LOCATION:Lokale 2")
        stage.clock.at += CLAIM
        assert await stage.service().round() == 1
        stage.web.content = meetings()

    stage.web.meanwhile = meanwhile
    await stage.service().round()
    found = await stage.feed()
    assert found
    assert "Lokale 2" in found.offer
    assert len(await stage.group.posted(stage.clock.at)) == 1


@pytest.mark.parametrize("words", [("stop med at følge kalenderen", "ja"), ("hent kalenderen igen",)])
async def test_what_somebody_says_while_it_is_fetched_counts(stage: FollowingStage, words: tuple[str, ...]) -> None:
    await stage.followed()

    async def meanwhile() -> None:
        stage.web.meanwhile = None
        await stage.say("chair", *words)

    stage.web.meanwhile = meanwhile
    fetched = await stage.service().round()
    found = await stage.feed()
    assert (fetched, found is None) in {(1, True), (2, False)}
    assert len(await stage.group.posted(stage.clock.at)) == fetched - 1


async def _live(stage: FollowingStage, poster: FakePoster, reaper: Reaper) -> None:
    """Looks at the calendar, and drains what is due; raises KilledError where it is killed."""

    async def fetched() -> None:
        reaper.moment()

    database, stage.web.meanwhile = MortalDatabase(stage.group.database, reaper), fetched
    await stage.service(database).round()
    composing = Composing(database, POSTS, load_intents(), ["slack"], ZoneInfo("Europe/Copenhagen"))
    mortal = {"slack": MortalPoster(poster, reaper)}
    relay = Relay(
        database, composing, Localiser(), mortal, DeliveryMetrics(CollectorRegistry()), pace=RelayPace(first=1, attempts=5), now=stage.clock.now
    )  # fmt: skip
    for _ in range(2):
        await _drained(relay, reaper)
    if reaper.dead:
        raise KilledError


async def test_whenever_it_is_killed_each_change_of_the_calendar_is_told_once(stage: FollowingStage) -> None:
    await stage.followed()
    poster, number, killed = FakePoster(), 0, True
    while killed:
        number += 1
        stage.clock.at = NOW + number * DAY
        stage.web.content = meetings(f"LOCATION:Lokale {number}")
        killed = await _dies(lambda _, reaper: _live(stage, poster, reaper), number, Reaper(at=number))
        for again in (1, 2, 3):
            stage.clock.at += max(LEASE, CLAIM)
            await _dies(lambda _, reaper: _live(stage, poster, reaper), number, Reaper(at=number // 2 if again == 1 else 0))
        found = await stage.feed()
        assert found
        assert waiting(found), f"killed at moment {number}"
        assert Counter(key.split("@")[0].split(":")[2] for key in poster.keys)[found.told] == 1, f"killed at moment {number}"
    assert len(poster.posted) == number > 15, "there are as many moments as that"
