# SPDX-License-Identifier: MPL-2.0
"""The platforms that have credentials, and how each is kept running beside the others."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from starlette.routing import Route

from bot.adapter import Adapter, OnMessage, Poster
from bot.web.health import Check
from config.settings import Settings

if TYPE_CHECKING:
    from bot.answering import Answering
    from bot.app import Application
    from bot.web.metrics import Metrics

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a platform that failed is started again

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Platform:
    """An adapter, what posts for the relay, and what it has to do with HTTP: its own pages, and what readiness asks it."""

    adapter: Adapter
    poster: Poster | None = None
    routes: Sequence[Route] = ()
    checks: Mapping[str, Check] = field(default_factory=dict)


def configured(settings: Settings) -> list[str]:
    """The names of the platforms that have credentials."""
    return [name for name, connects in (("slack", settings.slack.connects), ("matrix", settings.matrix.connects)) if connects]


def platforms(app: "Application", answering: "Answering", metrics: "Metrics") -> Mapping[str, Platform]:
    """Name → each platform that has credentials."""
    found: dict[str, Platform] = {}
    if app.settings.slack.connects:
        from bot.slack_platform import slack_platform  # noqa: PLC0415 - Slack's SDK is slow to import, and not everybody has Slack

        found["slack"] = slack_platform(app, answering, metrics)
    if app.settings.matrix.connects:
        from bot.matrix_platform import matrix_platform  # noqa: PLC0415 - so is Matrix' SDK

        found["matrix"] = matrix_platform(app, answering, metrics)
    return found


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
