# SPDX-License-Identifier: MPL-2.0
"""Forgets what has served its purpose: notes of messages that no platform delivers again, and subjects nobody can refer to any more."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from storage.conversations import MEMORY
from storage.unit_of_work import Database

INBOX_KEPT = timedelta(days=7)
"""Longer than any platform delivers a message again."""
INTERVAL = 60.0  # seconds between two rounds

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What was forgotten, and the catalogue's revision as it was found."""

    messages: int
    conversations: int
    revision: int


async def tidy(database: Database, now: datetime) -> Round:
    """One round, in one transaction. Any number of replicas may do it."""
    async with database.unit_of_work() as unit:
        messages = await unit.inbox.forget_before(now - INBOX_KEPT)
        conversations = await unit.conversations.forget_before(now - MEMORY)
        revision = await unit.directory.revision()
        await unit.commit()
    return Round(messages, conversations, revision)


async def keep_house(
    database: Database, stop: asyncio.Event, done: Callable[[Round], None], *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC), interval: float = INTERVAL,
) -> None:  # fmt: skip
    """A round at once and then one each interval, until `stop`. A round that fails is logged, and the next one tries again."""
    while not stop.is_set():
        try:
            done(await tidy(database, now()))
        except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the service goes on
            _log.exception("A round of housekeeping failed; the next one tries again", action="housekeeping_failed")
        try:
            await asyncio.wait_for(stop.wait(), interval)
        except TimeoutError:
            continue
