# SPDX-License-Identifier: MPL-2.0
"""Forgets what has served its purpose: notes of messages that no platform delivers again, subjects nobody can refer to any more, old drafts, answers and
invitations; writes down what became so by itself; and once a night the rest.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.settling import settle_runs
from storage import drafts, posted_answers
from storage.change_requests import PATIENCE
from storage.conversations import MEMORY
from storage.unit_of_work import Database

INBOX_KEPT = timedelta(days=7)
"""Longer than any platform delivers a message again."""
INTERVAL = 60.0  # seconds between two rounds
NIGHT = timedelta(hours=3)
"""When a night's round is due, by the clock on the wall."""

Nightly = Callable[[datetime], Awaitable[None]]

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
        await unit.requests.forget_unapplied_before(now - PATIENCE)
        await unit.drafts.forget_before(now - drafts.KEPT)
        await unit.onboarding.forget_invitations(before=now)
        await unit.posted_answers.forget_before(now - posted_answers.KEPT)
        conversations = await unit.conversations.forget_before(now - MEMORY)
        revision = await unit.directory.revision()
        await unit.commit()
    return Round(messages, conversations, revision)


async def keep_house(
    database: Database, stop: asyncio.Event, done: Callable[[Round], None], nightly: Nightly, zone: ZoneInfo, *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC), interval: float = INTERVAL,
) -> None:  # fmt: skip
    """A round at once and then one each interval, until `stop`. A round that fails is logged, and the next one tries again.

    `nightly` belongs to the first round of a process, which does not know when it was last done, and to the first one of each night.
    """
    last: date | None = None
    while not stop.is_set():
        moment = now()
        try:
            done(await tidy(database, moment))
            await settle_runs(database, moment, zone)
            if last != (night := night_of(moment, zone)):
                await nightly(moment)
                last = night
        except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the service goes on
            _log.exception("A round of housekeeping failed; the next one tries again", action="housekeeping_failed")
        try:
            await asyncio.wait_for(stop.wait(), interval)
        except TimeoutError:
            continue


def night_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day whose night was the last to be due."""
    return (moment.astimezone(zone) - NIGHT).date()
