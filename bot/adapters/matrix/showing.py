# SPDX-License-Identifier: MPL-2.0
"""What somebody sees meanwhile: that the bot has read, that it is typing, and, where it takes long, that it is at work. Never in the way of the answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import structlog

from bot.adapters.matrix.answers import MESSAGE, Answers, placed_at
from bot.adapters.matrix.calls import CLIENT
from bot.adapters.matrix.client import MatrixClient
from bot.adapters.matrix.delivery import Delivery
from bot.adapters.matrix.pace import Pace
from bot.adapters.matrix.render import render
from bot.adapters.matrix.sending import Sender, transaction
from bot.background import Background

TYPING = 30_000  # milliseconds, if nothing ends it before

_log = structlog.get_logger(__name__)


class Showing:
    """Of one client."""

    def __init__(self, client: MatrixClient, sender: Sender, answers: Answers, background: Background, pace: Pace) -> None:
        self._client, self._sender, self._answers, self._background, self._pace = client, sender, answers, background, pace
        self._read: dict[str, str] = {}

    def read(self, delivery: Delivery) -> None:
        """By and by, and once for all that is read in a room until then."""
        room, event = delivery.place.room, delivery.place.to
        if not event:
            return
        if room not in self._read:
            self._background.begin("read", self._marked(room))
        self._read[room] = event

    async def _marked(self, room: str) -> None:
        try:
            await self._pace.pause(self._pace.read)
        finally:
            event = self._read.pop(room)
        await self._mark(room, event)

    async def _mark(self, room: str, event: str) -> None:
        await self._client.call("POST", f"{CLIENT}/rooms/{quote(room, safe='')}/read_markers", {"m.read": event})

    @asynccontextmanager
    async def of(self, delivery: Delivery) -> AsyncIterator["Shown"]:
        """While an answer is made."""
        shown = Shown()
        task = asyncio.create_task(self._shown(delivery, shown))
        try:
            yield shown
        finally:
            if shown.saying:  # what is being said is said to its end: the answer takes its place
                await asyncio.wait({task}, timeout=self._pace.answer)
            task.cancel()
            if shown.typing:
                self._background.begin("typing", self._typing(delivery.place.room, on=False))

    async def _shown(self, delivery: Delivery, shown: "Shown") -> None:
        try:
            await asyncio.sleep(self._pace.slow)
            shown.typing = True
            await self._mark(delivery.place.room, delivery.place.to)
            await self._typing(delivery.place.room, on=True)
            await asyncio.sleep(self._pace.slower)
            shown.saying = True
            (content,) = render(self._answers.sentence("matrix.working"))
            placed = placed_at(content, delivery.place)
            shown.event = await self._sender.send(delivery.place.room, MESSAGE, placed, transaction(delivery.id, "working"))
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer comes all the same
            _log.warning("It could not be shown that the answer takes its time", action="progress_failed", error=type(error).__name__)

    async def _typing(self, room: str, *, on: bool) -> None:
        path = f"{CLIENT}/rooms/{quote(room, safe='')}/typing/{quote(self._client.user_id, safe='')}"
        await self._client.call("PUT", path, {"typing": True, "timeout": TYPING} if on else {"typing": False})


class Shown:
    """What has been shown so far. `event`: the message that says that the answer takes its time."""

    def __init__(self) -> None:
        self.typing = self.saying = False
        self.event = ""
