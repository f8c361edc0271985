# SPDX-License-Identifier: MPL-2.0
"""Releases are kept once a product, found by when they were first seen, and lists of them are saved unless somebody was faster; on every database."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage.conflict import ChangedMeanwhileError
from storage.releases import Release, ReleaseFeed
from storage.unit_of_work import Database
from tests.conftest import NOW

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
URL = "https://github.com/o/r/releases.atom"


def release(id_: str, product: str = "os2forms", at: datetime | None = NOW, **fields: Any) -> Release:
    base = {"feed": URL, "version": id_, "url": f"https://github.com/o/r/releases/tag/{id_}", "first_seen_at": NOW}
    return Release(product=product, id=id_, published_at=at, **{**base, **fields})


async def test_a_release_is_kept_once_a_product_and_the_newest_come_first(database: Database) -> None:
    old, new, undated = release("3.1", at=NOW - DAY), release("3.2"), release("æ", at=None, news=False)
    changed = replace(old, missing_since=NOW, feed="https://example.org/æ", news=False)
    async with database.unit_of_work() as unit:
        for each in (undated, old, new, release("3.2", "os2mo"), changed):
            await unit.releases.put(each)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert list(await unit.releases.of_product("os2forms")) == [new, changed, undated]
        assert list(await unit.releases.of_product("os2mo")) == [release("3.2", "os2mo")]
        assert list(await unit.releases.of_product("none")) == []


async def test_releases_are_found_by_when_they_were_first_seen(database: Database) -> None:
    inside = [release("b", "os2iot"), release("c", first_seen_at=NOW + DAY - SECOND), release("a", at=NOW - DAY)]
    async with database.unit_of_work() as unit:
        for each in (*reversed(inside), release("x", first_seen_at=NOW - SECOND), release("y", first_seen_at=NOW + DAY)):
            await unit.releases.put(each)
        assert [each.id for each in await unit.releases.seen(NOW, NOW + DAY)] == ["c", "a", "b"]
        assert list(await unit.releases.seen(NOW - 9 * DAY, NOW - 8 * DAY)) == []


async def test_releases_that_are_not_wanted_any_more_go(database: Database) -> None:
    async with database.unit_of_work() as unit:
        for each in (release("a"), release("b"), release("c"), release("a", "os2mo"), release("a", "os2iot")):
            await unit.releases.put(each)
        assert (await unit.releases.remove("os2forms", ["a", "b", "none"]), await unit.releases.remove("os2forms", [])) == (2, 0)
        assert await unit.releases.keep_products(["os2forms", "os2iot", "new"]) == 1
        assert [len(await unit.releases.of_product(each)) for each in ("os2forms", "os2mo", "os2iot")] == [1, 0, 1]


async def test_a_list_is_saved_as_it_was_read_unless_somebody_was_faster(database: Database) -> None:
    first, other = ReleaseFeed(url=URL), ReleaseFeed(url="https://example.org/b")
    full = replace(
        first, products="os2forms os2mo", asked_at=NOW, read_at=NOW, next_at=NOW + DAY, etag='"æ"', modified="i går", trouble="x", troubled_since=NOW
    )
    async with database.unit_of_work() as unit:
        await unit.releases.hold()
        for each in (first, other):
            await unit.releases.add_feed(each)
        await unit.releases.save_feed(full)
        await unit.commit()
    async with database.unit_of_work() as unit:
        assert list(await unit.releases.feeds()) == [other, replace(full, version=1)]
        assert (await unit.releases.feed(URL), await unit.releases.feed("none")) == (replace(full, version=1), None)
        for changed in (full, ReleaseFeed(url="none")):
            with pytest.raises(ChangedMeanwhileError):
                await unit.releases.save_feed(changed)
        await unit.releases.remove_feed(URL)
        await unit.releases.remove_feed("none")
        assert list(await unit.releases.feeds()) == [other]


async def test_what_is_not_committed_was_never_there(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.releases.add_feed(ReleaseFeed(url=URL))
        await unit.releases.put(release("a"))
    async with database.unit_of_work() as unit:
        assert (list(await unit.releases.feeds()), list(await unit.releases.of_product("os2forms"))) == ([], [])
