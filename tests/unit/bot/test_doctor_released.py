# SPDX-License-Identifier: MPL-2.0
"""The doctor says how the reading of lists of releases goes, and nothing that may be secret in an address."""

from bot.doctor.released import released
from bot.localise import Localiser
from storage.memory import MemoryDatabase
from storage.releases import ReleaseFeed
from tests.conftest import NOW

WELL = ReleaseFeed(url="https://github.com/a/b/releases.atom", read_at=NOW)
TROUBLED = ReleaseFeed(url="https://gitlab.com/a/b/-/tags?format=atom&feed_token=hemmelig", trouble="release.trouble.no_list", troubled_since=NOW)


async def _found(*feeds: ReleaseFeed, hours: int = 6) -> list[tuple[str, str]]:
    async with MemoryDatabase().unit_of_work() as unit:
        for each in feeds:
            await unit.releases.add_feed(each)
        return [(each.state, each.text) for each in await released(unit, Localiser(), hours)]


async def test_what_cannot_be_read_is_named_since_when_and_why() -> None:
    assert await _found(WELL, TROUBLED) == [
        ("ok", "2 lists of releases are read every 6 hours, the last one at 2026-11-24 12:00 UTC"),
        ("note", "1 of these lists cannot be read. https://gitlab.com/a/b since 2026-11-24: What is at that address is no list of releases that I can read."),
    ]


async def test_many_are_counted_and_the_first_named() -> None:
    many = [ReleaseFeed(url=f"https://github.com/a/{number}/releases.atom", trouble="fetch.trouble.slow", troubled_since=NOW) for number in range(80)]
    (_, (_, text)) = await _found(*many)
    assert text.startswith("80 of these lists cannot be read. https://github.com/a/0 since")
    assert text.endswith("and 75 more")


async def test_that_none_is_read_any_more_is_said_and_where_none_was_nothing() -> None:
    assert await _found(WELL, hours=0) == [("note", "1 lists of releases are read no longer: OS2BOT_RELEASE_HOURS is 0")]
    assert await _found() == await _found(hours=0) == []
    assert await _found(ReleaseFeed(url="https://x.example/a")) == [("ok", "1 lists of releases are read every 6 hours, and none was yet")]
