# SPDX-License-Identifier: MPL-2.0
"""Socket Mode: several sockets at once, each watched, and replaced by a new one before Slack closes it.

slack_sdk's client closes the old socket before it opens the new one, and notices a dead one after four pings; here the new one is open first, and a socket
that does not answer in time is given up. https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.metrics import SlackMetrics
from bot.adapters.slack.outcomes import judged
from bot.adapters.slack.socket import Socket

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds before a socket that could not be opened is tried again
STALE = 10.0  # seconds without a sign of life, after which a socket is given up
LOOK = 1.0  # seconds between two looks at it
LEAVING = 5.0  # seconds an old socket has to finish what it was given

_log = structlog.get_logger(__name__)
Handle = Callable[[Socket, SocketModeRequest], Awaitable[None]]


class Sockets:
    """`count` sockets of one app. Slack gives each event to one of them, whichever it likes."""

    def __init__(
        self, client: AsyncWebClient, app_token: str, count: int, handle: Handle, metrics: SlackMetrics, *, stale: float = STALE, look: float = LOOK,
    ) -> None:  # fmt: skip
        self._client, self._app_token, self._count, self._handle, self._metrics = client, app_token, count, handle, metrics
        self._stale, self._look = stale, look
        self._open: set[Socket] = set()
        self._leaving: dict[asyncio.Task[None], Socket] = {}
        self.trouble: str | None = "no socket is open yet"
        metrics.watch_sockets(self.healthy, self.age)

    def healthy(self) -> int:
        """How many sockets have shown a sign of life lately."""
        return sum(not socket.ended and socket.age() < self._stale for socket in self._open)

    def age(self) -> float:
        """Seconds since any of them did."""
        return min((socket.age() for socket in self._open), default=float("inf"))

    async def run(self) -> None:
        """Keeps them open, for ever."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._count):
                    group.create_task(self._keep_one())
        finally:
            for leaving in self._leaving:
                leaving.cancel()
            await asyncio.gather(*(socket.close() for socket in (*self._open, *self._leaving.values())), *self._leaving, return_exceptions=True)

    async def _keep_one(self) -> None:
        socket = await self._opened()
        wait = FIRST_PAUSE
        while True:
            began = asyncio.get_running_loop().time()
            why = await self._until_replaced(socket)
            _log.info("A socket is replaced", action="socket_replaced", reason=why)
            if asyncio.get_running_loop().time() - began < wait:  # Slack sends away whoever has only just come: too many sockets, or none are wanted
                await _pause(wait)
                wait = min(wait * 2, LONGEST_PAUSE)
            else:
                wait = FIRST_PAUSE
            new = await self._opened()
            self._leave(socket)
            socket = new

    async def _opened(self) -> Socket:
        wait = FIRST_PAUSE
        while True:
            socket = Socket(self._app_token, self._client, self._handle, self._metrics, ping_interval=self._stale / 4)
            try:
                await socket.open()
            except BaseException as error:
                await socket.close()
                if not isinstance(error, Exception):
                    raise
                self._could_not(error)
                await _pause(wait)
                wait = min(wait * 2, LONGEST_PAUSE)
            else:
                self._open.add(socket)
                self.trouble = None
                return socket

    def _could_not(self, error: Exception) -> None:
        with suppress(Exception):
            error = judged(error)
        self.trouble = str(getattr(error, "code", type(error).__name__))
        _log.warning("A socket could not be opened; it is tried again", action="socket_failed", error=self.trouble)

    async def _until_replaced(self, socket: Socket) -> str:
        """Waits until the socket must be replaced, and says why."""
        while True:
            with suppress(TimeoutError):
                return await asyncio.wait_for(socket.leaving(), self._look)
            if socket.ended:
                return "closed"
            if socket.age() > self._stale:
                return "deaf"

    def _leave(self, socket: Socket) -> None:
        """The old socket hears on until Slack closes it, for a while; what it was given is acknowledged through it."""
        self._open.discard(socket)
        task = asyncio.create_task(self._closed(socket))
        self._leaving[task] = socket
        task.add_done_callback(self._leaving.pop)

    async def _closed(self, socket: Socket) -> None:
        try:
            if not socket.ended and socket.age() <= self._stale:
                await socket.until_ended(LEAVING)
            await socket.finish(LEAVING)
        finally:
            await socket.close()


async def _pause(wait: float) -> None:
    """So that replicas do not come all at once."""
    await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
