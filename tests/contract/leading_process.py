# SPDX-License-Identifier: MPL-2.0
"""A process that leads as far as it may, and writes down when it is at work: `python -m tests.contract.leading_process ADDRESS FILE`."""

import asyncio
import sys
import time
from pathlib import Path

from bot.adapter import OnMessage
from bot.leading import Led
from storage.sql.engine import create_engine, database_url
from storage.sql.leadership import leadership

NAME = "matrix"


class Writing:
    """At work as long as lines are written. The clock is the machine's, which counts alike in every process."""

    def __init__(self, log: Path) -> None:
        self._log = log

    async def run(self, on_message: OnMessage) -> None:
        with self._log.open("a", buffering=1) as file:
            while True:
                file.write(f"{time.monotonic()}\n")
                await asyncio.sleep(0.02)


async def _nobody(_: object) -> None:
    """No message comes."""


if __name__ == "__main__":
    asyncio.run(Led(Writing(Path(sys.argv[2])), leadership(create_engine(database_url(sys.argv[1])), NAME), NAME).run(_nobody))
