# SPDX-License-Identifier: MPL-2.0
"""The platforms that have credentials, and how each is kept running beside the others."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.adapter import Adapter, OnMessage
from config.settings import Settings

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a platform that failed is started again

_log = structlog.get_logger(__name__)


def platforms(settings: Settings) -> Mapping[str, Adapter]:
    """Name → adapter of each platform that has credentials. None is connected yet: Slack and Matrix stand here once they are."""
    return {}


async def keep_running(name: str, adapter: Adapter, on_message: OnMessage, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Runs the adapter until it ends of itself. One that fails is started again, ever more patiently, and troubles no other."""
    clock = asyncio.get_running_loop().time
    wait = FIRST_PAUSE
    while True:
        began = clock()
        try:
            await adapter.run(on_message)
        except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the service goes on
            wait = FIRST_PAUSE if clock() - began > LONGEST_PAUSE else wait
            _log.exception("The platform failed; it is started again", action="platform_failed", platform=name, seconds=wait)
            await pause(wait)
            wait = min(wait * 2, LONGEST_PAUSE)
        else:
            _log.info("The platform has ended", action="platform_ended", platform=name)
            return
