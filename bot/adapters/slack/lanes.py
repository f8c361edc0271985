# SPDX-License-Identifier: MPL-2.0
"""One lane for each channel: what is posted there keeps its order, and Slack's limit of about one message a second, with a burst now and then.

https://docs.slack.dev/apis/web-api/rate-limits#special-limits
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

BURST = 5.0  # messages at once
PER_SECOND = 1.0
_MANY = 1_000  # lanes, before those that nobody uses are forgotten


@dataclass(slots=True)
class _Lane:
    at: float
    room: float = BURST
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Lanes:
    """`clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] | None = None, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._clock = clock or asyncio.get_running_loop().time
        self._pause = pause
        self._lanes: dict[str, _Lane] = {}
        self._many = _MANY

    @asynccontextmanager
    async def turn(self, channel: str) -> AsyncIterator[None]:
        """Waits until everything that came before has been posted, and there is room for one more."""
        lane = self._lane(channel)
        lane.waiting += 1
        try:
            async with lane.turn:
                await self._room(lane)
                yield
        finally:
            lane.waiting -= 1

    async def _room(self, lane: _Lane) -> None:
        while True:
            now = self._clock()
            lane.room, lane.at = min(BURST, lane.room + max(0.0, now - lane.at) * PER_SECOND), max(now, lane.at)
            if lane.room >= 1:
                lane.room -= 1
                return
            await self._pause((lane.at - now) + (1 - lane.room) / PER_SECOND)

    def _lane(self, channel: str) -> _Lane:
        if len(self._lanes) >= self._many:
            idle = self._clock() - BURST / PER_SECOND
            self._lanes = {name: lane for name, lane in self._lanes.items() if lane.waiting or lane.at > idle}
            self._many = max(_MANY, 2 * len(self._lanes))  # so that looking through them costs each new one little
        return self._lanes.setdefault(channel, _Lane(self._clock()))
