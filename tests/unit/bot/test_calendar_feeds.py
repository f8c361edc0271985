# SPDX-License-Identifier: MPL-2.0
"""A subscribed calendar is read where it is new, and says what is wrong where it cannot be."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.calendar_feeds import ACCEPT, look
from bot.fetching import FeedError, Fetched, NotModified, fetch
from handlers.reply import Phrase
from storage.calendars import CalendarFeed
from tests.calendars import HOME, event, ics, sample
from tests.meetings import GROUP
from tests.web_server import reply, serving

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEED = CalendarFeed(url="https://calendar.example/a.ics", group=GROUP, by="p", added_at=NOW, etag='"0"', modified="then", trouble="fetch.trouble.slow")


class Server:
    """Answers with this, and notes what it was asked."""

    def __init__(self, answer: Fetched | NotModified | FeedError) -> None:
        self._answer = answer
        self.asked: dict[str, Any] = {}

    async def __call__(self, url: str, **asked: Any) -> Fetched | NotModified:
        self.asked = {"url": url, **asked}
        if isinstance(self._answer, FeedError):
            raise self._answer
        return self._answer


async def test_a_new_version_is_read_and_remembered() -> None:
    server = Server(Fetched(sample("google").read_bytes(), '"1"', "now", FEED.url))
    found = await look(FEED, HOME, NOW, server)
    assert found.calendar is not None
    assert (len(found.calendar.events), found.feed) == (3, replace(FEED, fetched_at=NOW, etag='"1"', modified="now", trouble=""))
    assert server.asked == {"url": FEED.url, "etag": '"0"', "modified": "then", "accept": ACCEPT}


async def test_what_has_not_changed_is_no_news_and_no_trouble() -> None:
    found = await look(FEED, HOME, NOW, Server(NotModified()))
    assert (found.calendar, found.feed) == (None, replace(FEED, fetched_at=NOW, trouble=""))


async def test_trouble_is_kept_as_the_key_of_what_is_said_of_it() -> None:
    found = await look(FEED, HOME, NOW, Server(FeedError(Phrase("fetch.trouble.private"))))
    assert (found.calendar, found.feed) == (None, replace(FEED, fetched_at=NOW, trouble="fetch.trouble.private"))


async def test_a_page_that_is_no_calendar_is_fetched_again_until_it_is_one() -> None:
    for wrong in (b"<!doctype html><title>Log ind</title>", ics(event(start="DTSTART:x")), b""):
        found = await look(FEED, HOME, NOW, Server(Fetched(wrong, '"2"', "now", FEED.url)))
        assert (found.calendar, found.feed) == (None, replace(FEED, fetched_at=NOW, trouble="feed.trouble.no_calendar"))


async def test_a_calendar_on_a_real_server_is_read_once_and_then_known() -> None:
    async with serving() as web:
        web.pages["/a.ics"] = reply(sample("outlook").read_bytes(), content_type="text/calendar", etag='"1"')

        async def local(url: str, **asked: Any) -> Fetched | NotModified:
            return await fetch(url, loopback_port=web.port, **asked)

        first = await look(replace(FEED, url=web.url("/a.ics"), etag="", modified=""), HOME, NOW, local)
        web.pages["/a.ics"] = reply(b"", status="304 Not Modified")
        second = await look(first.feed, HOME, NOW, local)
        assert (first.calendar is not None, second.calendar, second.feed) == (True, None, first.feed)
        assert (web.headers()["if-none-match"], web.headers()["accept"]) == ('"1"', ACCEPT)
