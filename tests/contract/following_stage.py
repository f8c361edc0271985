# SPDX-License-Identifier: MPL-2.0
"""A calendar of others on a web that is none, and a service that follows it for the coordination group of OS2mo."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.fetching import FeedError, Fetched, NotModified
from bot.following import Following
from handlers.icalendar.feed_address import digest
from storage.calendars import CalendarFeed
from storage.unit_of_work import Database
from tests.calendars import event, ics
from tests.conftest import NOW
from tests.contract.meeting_stage import MeetingStage
from tests.ledger import Clock

URL = "https://kalender.example/dav/hemmelig-0123456789/basic.ics"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FOLLOW = f"følg kalenderen {URL} i koordinationsgruppen for OS2mo"


def meetings(*lines: str, **of: Any) -> bytes:
    """A calendar with one meeting, on Monday 4 January 2027 at one."""
    return ics(event("SUMMARY:Budget", *lines, **of), head=("X-WR-CALNAME:Vores møder",))


@dataclass
class Web:
    """Answers with what it holds at the moment, and knows an ETag. `meanwhile`: what happens while it is fetched."""

    content: bytes | FeedError = field(default_factory=meetings)
    asked: list[str] = field(default_factory=list)
    meanwhile: Any = None

    async def __call__(self, url: str, *, etag: str, **_: Any) -> Fetched | NotModified:
        self.asked.append(url)
        if self.meanwhile:
            await self.meanwhile()
        if isinstance(self.content, FeedError):
            raise self.content
        tag = f'"{hash(self.content)}"'
        return NotModified() if etag == tag else Fetched(self.content, tag, "", url)


@dataclass
class FollowingStage:
    """The people of the group, and the service. `clock`: theirs all."""

    group: MeetingStage
    web: Web = field(default_factory=Web)
    clock: Clock = field(default_factory=Clock)

    def service(self, database: Database | None = None) -> Following:
        return Following(database or self.group.database, "Europe/Copenhagen", "da", HOUR, fetching=self.web, now=self.clock.now)

    async def say(self, who: str, *texts: str, channel: str = "") -> str:
        """The last answer, in one line."""
        heard = ""
        for text in texts:
            self.clock.at += MINUTE
            heard = " ".join((await self.group.talk(who, channel).say(text, self.clock.at)).text.split())
        return heard

    async def press(self, who: str, yes: bool, **slots: str) -> str:
        """A button under what was told: of the calendar as it is now, unless it is said otherwise."""
        self.clock.at += MINUTE
        found = await self.feed()
        given = {"calendar": digest(URL), "change": found.told if found else "", **slots}
        return " ".join((await self.group.ask(who, "confirm_change" if yes else "cancel_change", given, at=self.clock.at)).text.split())

    async def followed(self) -> None:
        await self.say("chair", FOLLOW, "ja")

    async def looked(self, after: timedelta = timedelta()) -> list[str]:
        """What is posted once the service has looked."""
        self.clock.at += after
        await self.service().round()
        return await self.group.posted(self.clock.at)

    async def feed(self) -> CalendarFeed | None:
        found: CalendarFeed | None = await self.group.kept("calendars.feed", URL)
        return found

    async def titles(self) -> list[str]:
        return [each.title for each in await self.group.kept("meetings.standing")]


def at(hour: int) -> datetime:
    """On the day of the tests, in UTC."""
    return NOW.replace(hour=hour)
