# SPDX-License-Identifier: MPL-2.0
"""The doctor names calendars that are followed and cannot be read, and never their addresses."""

from bot.doctor.followed import followed
from bot.localise import Localiser
from storage.memory import MemoryDatabase
from tests.conftest import NOW
from tests.contract.records import GROUP, feed


async def test_what_is_wrong_with_a_calendar_is_said_and_what_is_well_is_not() -> None:
    feeds = (
        feed("https://kalender.example/hemmelig/a.ics", fetched_at=NOW),
        feed("https://kalender.example/hemmelig/b.ics", trouble="fetch.trouble.slow", troubled_since=NOW),
        feed("https://navn:hemmelig@kalender.example/c.ics"),
    )
    async with MemoryDatabase().unit_of_work() as unit:
        for each in feeds:
            await unit.calendars.put_feed(each)
        found = await followed(unit, Localiser())
    assert [(each.state, each.subject) for each in found] == [("note", "calendars"), ("problem", "calendars")]
    assert found[0].text.startswith(f"kalender.example/…/b.ics, followed for {GROUP}, could not be read since 2026-11-24 12:00 UTC: ")
    assert "a name or a password" in found[1].text
    assert "hemmelig" not in str(found)
