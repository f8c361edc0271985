# SPDX-License-Identifier: MPL-2.0
"""Wakes the planning from time to time. Nothing of ours lives in the scheduler: what is due stands in the ledger.

The only file that knows APScheduler. Its defaults would drop a tick that comes a second late (https://github.com/agronholm/apscheduler/issues/296).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import structlog
from apscheduler.job import Job
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

TICK = 20  # seconds
STALE = 120.0  # seconds without a tick, before the service is not ready

_log = structlog.get_logger(__name__)


class Scheduler:
    """`tick`: what is done each time; where it fails, the next one tries again. `now`: the time in UTC."""

    def __init__(self, tick: Callable[[datetime], Awaitable[object]], now: Callable[[], datetime] = lambda: datetime.now(UTC), seconds: float = TICK) -> None:
        self._tick, self._now, self._seconds = tick, now, seconds
        self._ticked: float | None = None
        self._scheduler = AsyncIOScheduler(jobstores={"default": MemoryJobStore()}, timezone=UTC)

    async def run(self, stop: asyncio.Event) -> None:
        """The first tick at once; until `stop`."""
        await self._once()
        self._scheduler.add_job(
            self._once, IntervalTrigger(seconds=self._seconds, timezone=UTC), id="tick", coalesce=True, misfire_grace_time=None, max_instances=1
        )  # fmt: skip
        self._scheduler.start()
        try:
            await stop.wait()
        finally:
            self._scheduler.shutdown(wait=False)

    @property
    def jobs(self) -> Sequence[Job]:
        """What APScheduler has of ours."""
        jobs: Sequence[Job] = self._scheduler.get_jobs()
        return jobs

    async def ready(self) -> str | None:
        """What is wrong, if anything is."""
        if self._ticked is None:
            return "nothing was planned yet"
        age = asyncio.get_running_loop().time() - self._ticked
        return f"nothing was planned for {age:.0f} seconds; see the log" if age > STALE else None

    async def _once(self) -> None:
        try:
            await self._tick(self._now())
        except Exception:  # noqa: BLE001 - a database that is away comes back
            _log.exception("It could not be planned what is to be posted; the next tick tries again", action="planning_failed")
        else:
            self._ticked = asyncio.get_running_loop().time()
