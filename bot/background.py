# SPDX-License-Identifier: MPL-2.0
"""What is done by the way, once an answer is given: never in its way, and lost when the bot stops."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from bot.outcomes import CallError

_log = structlog.get_logger(__name__)


class Background:
    """Holds on to its tasks until they are done."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        """`what`: how the log calls it where it fails."""
        task = asyncio.create_task(self._done(what, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _done(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except CallError as error:
            _log.info("What is done by the way could not be done", action="aside_left", what=what, code=error.code)
        except Exception:  # noqa: BLE001 - the answer was given, and nothing waits for this
            _log.exception("What is done by the way has failed", action="aside_failed", what=what)
