# SPDX-License-Identifier: MPL-2.0
"""Follows calendars of others: each is fetched when it is due, by one process at a time, and what it would change is told through the ledger. Nothing is changed here."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from bot.calendar_feeds import Fetch, look
from bot.fetching import fetch
from bot.rounds import in_rounds
from config.icalendar.event import ReadCalendar
from handlers.icalendar.following import lasting, looked_at
from handlers.icalendar.offering import Offer, offered
from handlers.message import Language
from handlers.posts.feed_posts import changes_told, trouble_told
from handlers.reply import Phrase
from storage.calendars import CalendarFeed
from storage.conflict import ChangedMeanwhileError
from storage.deliveries import planned
from storage.unit_of_work import Database, UnitOfWork

ROUND = 30.0  # seconds between two looks at what is due
CLAIM = timedelta(minutes=5)
"""How long a calendar is one process's: longer than fetching and reading it take. Of one that is gone, another fetches it then."""
LONGEST_NAME = 100  # characters
UNUSABLE = Phrase("feed.trouble.unusable")

_log = structlog.get_logger(__name__)


class Following:
    """Of one process. `home`: the zone (IANA) of the community, and of times that name none. `every`: between two looks at a calendar without trouble.

    `language`: in which it is told to roles. `woken`: is called where something was put into the ledger. An address is never logged.
    """

    def __init__(
        self, database: Database, home: str, language: Language, every: timedelta, *, fetching: Fetch = fetch, woken: Callable[[], object] = lambda: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._database, self._home, self._language, self._every = database, home, language, every
        self._fetching, self._woken, self._now = fetching, woken, now

    async def run(self, stop: asyncio.Event, seconds: float = ROUND) -> None:
        """A round at once and then one after each pause, until `stop`, which a slow server does not hold up: what was being fetched is fetched again later."""
        await in_rounds(self.round, stop, seconds, _failed)

    async def round(self) -> int:
        """Fetches what is due, one after the other; how many that was."""
        count = 0
        while feed := await self._claimed():
            await self._follow(feed)
            count += 1
        return count

    async def _claimed(self) -> CalendarFeed | None:
        """The one that has been due for longest. While it is fetched it is due for nobody else. None: none is due, or another process took it just now."""
        now = self._now()
        try:
            async with self._database.unit_of_work() as unit:
                due = [each for each in await unit.calendars.feeds() if each.next_at is None or each.next_at <= now]
                if not due:
                    return None
                feed = replace(min(due, key=lambda each: each.next_at or each.added_at), next_at=now + CLAIM)
                await unit.calendars.save_feed(feed)
                await unit.commit()
        except ChangedMeanwhileError:
            return None
        return replace(feed, version=feed.version + 1)

    async def _follow(self, claimed: CalendarFeed) -> None:
        """No transaction is open while it is fetched, and none writes while it is compared."""
        found = await look(claimed, self._home, self._now(), self._fetching)
        feed, offer = found.feed, None
        if found.calendar is not None:
            feed = replace(feed, name=found.calendar.name[:LONGEST_NAME])
            try:
                offer = await self._compared(found.calendar, feed)
            except Exception as error:  # noqa: BLE001 - whatever a calendar holds, no other one waits for it
                _log.error("A followed calendar could not be compared", action="calendar_not_compared", group=feed.group, error=type(error).__name__)
                feed = replace(claimed, fetched_at=feed.fetched_at, trouble=UNUSABLE.key)
        await self._keep(claimed, looked_at(feed, offer, self._now(), self._every))

    async def _compared(self, calendar: ReadCalendar, feed: CalendarFeed) -> Offer:
        async with self._database.unit_of_work() as unit:
            return await offered(calendar, feed, unit.meetings, self._now())

    async def _keep(self, claimed: CalendarFeed, feed: CalendarFeed) -> None:
        """What was found and what is told of it are kept together, or not at all: where somebody stopped following, or answered, in the meantime."""
        try:
            async with self._database.unit_of_work() as unit:
                there = await unit.calendars.feed(feed.url)
                if there is None or (there.asked, there.version) != (claimed.asked, claimed.version):
                    return
                await unit.calendars.save_feed(feed)
                told = await self._tell(claimed, feed, unit)
                await unit.commit()
        except ChangedMeanwhileError:
            return
        _log.info("A followed calendar was looked at", action="calendar_followed", group=feed.group, trouble=feed.trouble, told=told)
        if told:
            self._woken()

    async def _tell(self, before: CalendarFeed, feed: CalendarFeed, unit: UnitOfWork) -> int:
        """How many deliveries are new."""
        now, count = self._now(), 0
        if feed.told and feed.told != before.told:
            count += await unit.deliveries.plan([planned(await changes_told(feed, now, self._home, self._language, unit), now)])
        if lasting(feed, now):
            count += await unit.deliveries.plan([planned(await trouble_told(feed, now, self._language, unit.people), now)])
        return count


def _failed(error: Exception) -> None:
    """A database that is away comes back; what it says may hold an address."""
    _log.error("Followed calendars could not be looked at; the next round tries again", action="following_failed", error=type(error).__name__)
