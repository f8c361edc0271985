# SPDX-License-Identifier: MPL-2.0
"""The bot in a process that dies where it is told to: forked from one that has imported everything, so that many can be born and killed in a short time.

Told on the standard input, a line each: `live` begins a life; `die before|after N`: kills the living at its Nth commit from now on, before or after it is done.
Says on the standard output: the process id of each life once nothing waits for it any more, `armed`, and how each life ended.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from pydantic import SecretStr

from bot.app import Application
from bot.relay_pace import RelayPace
from config.settings import Settings
from config.slack_settings import SlackSettings
from storage.sql.unit_of_work import SqlUnitOfWork
from tests.e2e.slack.connected import Clock, Connected, Tuned, connected
from tests.e2e.slack.trouble import HASTY

HELD = timedelta(milliseconds=600)
RELAY = RelayPace(lease=0.6, look=0.05, first=0.05, longest=0.5)


@dataclass
class Reaper:
    """Kills this process at a commit."""

    when: str = ""
    left: int = 0

    def prepare(self, app: Application) -> None:
        usual = app.database.unit_of_work

        def unit_of_work() -> SqlUnitOfWork:
            unit = usual()
            commit = unit.commit

            async def mortal() -> None:
                self.left -= bool(self.when)
                last = bool(self.when) and self.left == 0
                self._die(last and self.when == "before")
                await commit()
                self._die(last and self.when == "after")

            unit.commit = mortal  # type: ignore[method-assign]
            return unit

        app.database.unit_of_work = unit_of_work  # type: ignore[method-assign]

    def told(self, words: list[str]) -> None:
        self.when, self.left = words[1], int(words[2])
        say("armed")

    def _die(self, now: bool) -> None:
        if now:
            os.kill(os.getpid(), signal.SIGKILL)


def heard() -> list[str]:
    """The next line, read byte by byte: what follows is for another process."""
    line = b""
    while (byte := os.read(0, 1)) not in (b"\n", b""):
        line += byte
    return line.decode().split()


def say(what: object) -> None:
    os.write(SAYING, f"{what}\n".encode())


async def live(settings: Settings, first: list[str]) -> None:
    reaper = Reaper()
    if first[1:]:
        reaper.told(first[1:])
    asyncio.get_running_loop().add_reader(0, lambda: reaper.told(heard()))
    tuned = Tuned(pace=replace(HASTY, answer=5), held=HELD, prepare=reaper.prepare, relay=RELAY)
    async with connected(cast("Any", None), settings, Clock().now, tuned) as bot:  # the stand-in is in another process
        await _idle(bot)
        say(os.getpid())
        await asyncio.Event().wait()


async def _idle(bot: Connected) -> None:
    while True:
        async with bot.app.database.unit_of_work() as unit:
            if not await unit.inbox.waiting("slack"):
                return
        await asyncio.sleep(0.02)


def born(settings: Settings, first: list[str], life: Callable[[Settings, list[str]], Any] = live) -> None:
    """One life, and how it ended."""
    child = os.fork()
    if not child:
        asyncio.run(life(settings, first))
        os._exit(0)
    say(f"ended {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}")


if __name__ == "__main__":
    SAYING = os.dup(1)
    os.dup2(2, 1)  # the log goes where errors go
    given = json.loads(sys.argv[1])
    chosen = Settings(data_dir=Path(given["data"]), database_url=SecretStr(given["database"]), slack=SlackSettings(**given["slack"]))
    while (words := heard())[:1] == ["live"]:
        born(chosen, words)
