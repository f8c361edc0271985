# SPDX-License-Identifier: MPL-2.0
"""Two replicas, and a process that is killed at any moment of settling, planning, composing and sending: what is said of runs of flows is said once."""

import asyncio
from collections import Counter
from dataclasses import replace

from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import Localiser
from bot.planning import Planning
from bot.relay import Relay
from bot.relay_pace import RelayPace
from bot.settling import settle_runs
from config.flows.load import to_document
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.onboarding.progress import settled
from handlers.onboarding.working_days import after_working_days
from handlers.posts.onboarding_days import morning
from handlers.posts.planners import planners
from storage.onboarding import PinnedFlow
from storage.unit_of_work import Database
from tests.contract.nudge_stage import ANNE, DAY, MONDAY, ZONE, NudgeStage, flow, run, step
from tests.contract.test_relay_killed import LEASE, KilledError, MortalDatabase, MortalPoster, Reaper, _dies, _drained

FLOW = flow(step("rest", kind="wait", due={"days": 1}), step("then", after=["rest"]), celebrate={"da": "Hurra", "en": "Hooray"})
OVER = flow(step("rest", kind="wait", due={"days": 1}), celebrate={"da": "Hurra", "en": "Hooray"}, flow="over")


async def test_two_replicas_settle_plan_and_send_once(database: Database) -> None:
    stage = NudgeStage(database)
    await stage.prepare(FLOW, run("a"), run("b"))
    others = [NudgeStage(database, stage.clock, stage.poster) for _ in range(2)]
    for _ in range(3):
        stage.clock.at = morning(stage.clock.at.date() + DAY, ZONE)
        await asyncio.gather(*(each.tick() for each in others))
        await asyncio.gather(*(each.relay().drain() for each in others))
        await asyncio.gather(*(each.relay().drain() for each in others))
    assert Counter(address for address, _, _ in stage.poster.posted) == {ANNE: 1}
    assert (await _versions(stage)) == [1, 1]


async def _versions(stage: NudgeStage) -> list[int]:
    async with stage.database.unit_of_work() as unit:
        return [each.version for each in await unit.onboarding.everything()]


async def _live(stage: NudgeStage, reaper: Reaper) -> None:
    """One look of the service; raises KilledError where it is killed."""
    database, now = MortalDatabase(stage.database, reaper), stage.clock
    await settle_runs(database, now.at, ZONE)
    await Planning(database, {"onboarding": planners("da")["onboarding"]}).tick(now.at)
    composing = Composing(database, POSTS, load_intents(), ["fake"], ZONE)
    pace = RelayPace(first=1, attempts=5)
    relay = Relay(database, composing, Localiser(), {"fake": MortalPoster(stage.poster, reaper)}, DeliveryMetrics(CollectorRegistry()), pace=pace, now=now.now)
    for _ in range(2):
        await _drained(relay, reaper)
    if reaper.dead:
        raise KilledError


async def test_whenever_it_is_killed_a_wait_ends_and_its_step_is_told_once_and_the_end_celebrated_once(database: Database) -> None:
    stage = NudgeStage(database)
    await stage.prepare(FLOW)
    async with database.unit_of_work() as unit:
        await unit.onboarding.pin(PinnedFlow(flow="over", version=1, document=to_document(OVER), pinned_at=MONDAY))
        await unit.commit()
    number, killed, day = 0, True, MONDAY.date()
    while killed:
        number += 1
        began = morning(day, ZONE)
        day = after_working_days(day, 1)
        async with database.unit_of_work() as unit:
            for each, of in ((run(f"open{number}", started_at=began), FLOW), (run(f"over{number}", started_at=began, flow="over"), OVER)):
                await unit.onboarding.add(settled(each, of, began, ZONE))
            await unit.commit()
        stage.clock.at = morning(day, ZONE)
        killed = await _dies(lambda _, reaper: _live(stage, reaper), number, Reaper(at=number))
        for again in (1, 2, 3):
            stage.clock.at += LEASE
            await _dies(lambda _, reaper: _live(stage, reaper), number, Reaper(at=number // 2 if again == 1 else 0))
        await _proven(stage, number, f"killed at moment {number}")
    assert number > 25, "there are as many moments as that"


async def _proven(stage: NudgeStage, number: int, moment: str) -> None:
    posted = Counter(key for key in stage.poster.keys if f"over{number}:" in key)
    assert posted == {f"onboarding_celebration:over{number}:{who}": 1 for who in ("welcomed", "owner")}, moment
    today = stage.clock.at.astimezone(ZONE).date()
    assert [address for address, key, _ in stage.poster.posted if key.startswith(f"onboarding_nudge:{today}")] == [ANNE], moment
    async with stage.database.unit_of_work() as unit:
        over, still = await unit.onboarding.run(f"over{number}"), await unit.onboarding.run(f"open{number}")
        assert over
        assert still
        assert (over.state, over.version, [each.step for each in still.open_steps], still.version) == ("completed", 1, ["then"], 1), moment
        await unit.onboarding.save(replace(still, state="cancelled", ended_at=stage.clock.at))
        await unit.commit()
