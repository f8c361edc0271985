# SPDX-License-Identifier: MPL-2.0
"""The scheduler wakes, and keeps nothing: a tick that fails, or comes late, is followed by the next."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import pytest

from bot import scheduler
from bot.scheduler import Scheduler
from tests.conftest import NOW


class Ticks:
    """`fails`: the number of those that do."""

    def __init__(self, fails: int = 0) -> None:
        self.fails, self.count = fails, 0

    async def tick(self, now: datetime) -> None:
        assert now == NOW
        self.count += 1
        if self.count <= self.fails:
            raise RuntimeError("the database is away")


async def until(look: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not look():
            await asyncio.sleep(0.005)


async def running(made: Scheduler, look: Callable[[], object]) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(made.run(stop))
    await until(look)
    stop.set()
    await task


async def test_it_ticks_at_once_and_again() -> None:
    ticks = Ticks()
    made = Scheduler(ticks.tick, lambda: NOW, seconds=0.02)
    assert await made.ready() == "nothing was planned yet"
    await running(made, lambda: ticks.count >= 3)
    assert await made.ready() is None


async def test_a_tick_that_fails_is_followed_by_the_next() -> None:
    ticks = Ticks(fails=2)
    made = Scheduler(ticks.tick, lambda: NOW, seconds=0.02)
    await running(made, lambda: ticks.count >= 3)
    assert await made.ready() is None


async def test_a_service_that_has_not_planned_for_long_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = Ticks()
    made = Scheduler(ticks.tick, lambda: NOW, seconds=60)
    await running(made, lambda: ticks.count)
    monkeypatch.setattr(scheduler, "STALE", -1.0)
    assert "nothing was planned for 0 seconds" in str(await made.ready())


async def test_a_tick_that_comes_late_is_not_dropped_and_several_are_one() -> None:
    ticks = Ticks()
    made = Scheduler(ticks.tick, lambda: NOW, seconds=60)
    stop = asyncio.Event()
    task = asyncio.create_task(made.run(stop))
    await until(lambda: made.jobs)
    (job,) = made.jobs
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    stop.set()
    await task
