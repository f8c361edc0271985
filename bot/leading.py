# SPDX-License-Identifier: MPL-2.0
"""A platform that only one process at a time may be connected to: its adapter runs in the process that leads, and the others stand by."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import structlog

from bot.adapter import Adapter, OnMessage
from bot.web.health import Check
from storage.leadership import Lead, Leadership

AGAIN = 2.5  # seconds until it is tried again while somebody else leads, more or less by a fifth: replicas do not try all at once

Pause = Callable[[float], Awaitable[None]]

_log = structlog.get_logger(__name__)


class Led:
    """The adapter, as far as this process leads. `leading`: is told whether it does, as 1 or 0."""

    def __init__(
        self, adapter: Adapter, leadership: Leadership, name: str, *, leading: Callable[[float], object] = lambda _: None, pause: Pause = asyncio.sleep
    ) -> None:  # fmt: skip
        self._adapter, self._leadership, self._name = adapter, leadership, name
        self._leading, self._pause = leading, pause
        self._leads = False
        self._standing_by = self._unreachable = False

    async def run(self, on_message: OnMessage) -> None:
        """As long as the adapter itself runs, in this process. Where it ends or fails, somebody else may lead first."""
        try:
            while await self._led(await self._won(), on_message):
                _log.warning("Another process may lead now; this one has left the platform, and stands by", action="lead_lost", platform=self._name)
        finally:
            await self._leadership.close()

    def when_leading(self, check: Check) -> Check:
        """What readiness asks the adapter while it runs here. Standing by is no fault."""

        async def asked() -> str | None:
            return await check() if self._leads else None

        return asked

    async def _won(self) -> Lead:
        while True:
            if lead := await self._tried():
                self._note(leads=True)
                return lead
            await self._pause(AGAIN * random.uniform(0.8, 1.2))  # noqa: S311 - nothing is secret about it

    async def _tried(self) -> Lead | None:
        try:
            lead = await self._leadership.win()
        except Exception as error:  # noqa: BLE001 - the database has many errors, and is tried again
            if not self._unreachable:
                _log.warning("The database does not say who leads; it is asked again", action="lead_unknown", platform=self._name, error=type(error).__name__)
            self._unreachable = True
            return None
        self._unreachable = False
        if lead is None and not self._standing_by:
            _log.info("Another process is connected to the platform; this one stands by", action="standing_by", platform=self._name)
        self._standing_by = lead is None
        return lead

    async def _led(self, lead: Lead, on_message: OnMessage) -> bool:
        """Whether the lead was lost; else the adapter has ended. It has stopped in either case before anybody else is let in."""
        work, held = asyncio.create_task(self._adapter.run(on_message)), asyncio.create_task(lead.keep())
        try:
            await asyncio.wait({work, held}, return_when=asyncio.FIRST_COMPLETED)
            lost = not work.done()
        finally:
            self._note(leads=False)
            try:
                await _ended(work, held)
            finally:
                await lead.release()
        if not work.cancelled():
            work.result()
        return lost

    def _note(self, *, leads: bool) -> None:
        self._leads = leads
        self._leading(float(leads))
        if leads:
            _log.info("This process is connected to the platform from now on", action="leading", platform=self._name)


async def _ended(*tasks: asyncio.Task[None]) -> None:
    """Waits until they have ended, even if it is interrupted meanwhile: whatever they do is not to go on unwatched."""
    for task in tasks:
        task.cancel()
    interrupted = False
    while not all(task.done() for task in tasks):
        try:
            await asyncio.wait(tasks)
        except asyncio.CancelledError:
            interrupted = True
    if interrupted:
        raise asyncio.CancelledError
