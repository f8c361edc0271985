# SPDX-License-Identifier: MPL-2.0
"""The many lives of the bot, seen from outside: `mortal.py` as a process, spoken to."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.slack.stand_in import StandIn

ROOT = Path(__file__).parents[3]
PATIENCE = 20  # seconds for whatever is awaited


class Lives:
    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process, self._log = process, log
        self._living = 0

    async def begin(self, *death: str) -> None:
        """A new life; `death`: at which commit it ends before it has come to rest."""
        await self._tell("live", *(("die", *death) if death else ()))
        if death:
            assert await self._heard() == "armed"
        said = await self._heard()
        assert said == "ended -9" or said.isdigit(), f"{said}; {self._log.read_text(encoding='utf-8')[-2_000:]}"
        self._living = 0 if said == "ended -9" else int(said)

    @property
    def alive(self) -> bool:
        return bool(self._living)

    async def arm(self, *death: str) -> None:
        await self._tell("die", *death)
        assert await self._heard() == "armed"

    async def ended(self) -> None:
        """It died as it was told to."""
        assert await self._heard() == "ended -9"
        self._living = 0

    def kill_at_once(self) -> None:
        """From without; nothing is heard any more that it does."""
        os.kill(self._living, signal.SIGKILL)

    async def over(self) -> None:
        self.kill_at_once()
        await self.ended()

    async def _tell(self, *words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{' '.join(words)}\n".encode())
        await self._process.stdin.drain()

    async def _heard(self) -> str:
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            return (await self._process.stdout.readline()).decode().strip()


@asynccontextmanager
async def lives(slack: StandIn, data: Path, url: str) -> AsyncIterator[Lives]:
    tokens = {"bot_token": slack.bot_token, "app_token": slack.app_token, "api_url": slack.api_url}
    given = json.dumps({"data": str(data), "database": url, "slack": tokens})
    with (data / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.e2e.slack.mortal", given, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield Lives(process, data / "log")
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # the living one, too
            await process.wait()
