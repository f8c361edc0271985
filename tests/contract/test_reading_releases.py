# SPDX-License-Identifier: MPL-2.0
"""What lists of releases hold is written down once and told once: whatever a list forgets, brings back, changes or lets wait; on every database."""

import asyncio
from datetime import timedelta

import pytest

from bot.fetching import FeedError
from handlers.releases.keeping import NEWS, WITHDRAWN
from handlers.releases.listed import MOST
from handlers.releases.pace import CLAIM
from handlers.reply import Phrase
from storage.unit_of_work import Database
from tests.conftest import NOW
from tests.contract.catalogue import product
from tests.contract.release_stage import DAY, FEED, HOUR, SIX_HOURS, ReleaseStage
from tests.contract.test_relay_killed import MortalDatabase, Reaper, _dies
from tests.release_lists import REPOSITORY, atom, entry

OTHER = "https://github.com/OS2Forms/os2forms-docs"
DOWN = FeedError(Phrase("fetch.trouble.failing"))


@pytest.fixture
async def stage(database: Database) -> ReleaseStage:
    made = ReleaseStage(database)
    await made.products(os2forms=(REPOSITORY,))
    return made


async def test_a_list_that_is_read_for_the_first_time_floods_nobody(stage: ReleaseStage) -> None:
    listed = [entry(f"1.{days}", NOW - timedelta(days=days)) for days in (1, 13, 15, 400)]
    assert await stage.looked(atom(*listed)) == ["1.1", "1.13", "1.15", "1.400"]
    assert await stage.news() == ["OS2forms: 1.1 (23. november 2026) og 1.13 (11. november 2026)"]
    assert NEWS == 14 * DAY


async def test_what_comes_later_is_told_once_and_an_unchanged_list_costs_nothing(stage: ReleaseStage) -> None:
    first, both = atom(entry("1.0", NOW - 90 * DAY)), atom(entry("1.1", NOW + 5 * HOUR), entry("1.0", NOW - 90 * DAY))
    await stage.looked(first, first, both, both)
    assert await stage.news() == ["OS2forms: 1.1 (24. november 2026)"]
    assert [bool(etag) for _, etag in stage.web.asked] == [False, True, True, True]
    assert [stage.figure("os2bot_release_reads_total", outcome=each) for each in ("changed", "same", "trouble")] == [2, 2, 0]
    assert await stage.news(since=stage.clock.at) == []


async def test_yesterdays_copy_brings_nothing_back_and_takes_nothing_away(stage: ReleaseStage) -> None:
    old, new = atom(entry("1.0", NOW - 90 * DAY)), atom(entry("1.1", NOW), entry("1.0", NOW - 90 * DAY))
    await stage.looked(new, old, new, old)
    seen = {each.version: each.first_seen_at for each in await stage.kept()}
    assert seen == {"1.1": NOW, "1.0": NOW}
    assert await stage.news() == ["OS2forms: 1.1 (24. november 2026)"]
    assert await stage.news(since=NOW + HOUR) == []


async def test_what_a_list_does_not_name_for_a_day_is_withdrawn_and_told_no_more(stage: ReleaseStage) -> None:
    with_it, without = atom(entry("1.1", NOW), entry("1.0", NOW - 90 * DAY)), atom(entry("1.0", NOW - 90 * DAY))
    await stage.looked(with_it, without)
    gone = next(each.missing_since for each in await stage.kept() if each.version == "1.1")
    assert gone
    await stage.looked(DOWN, after=2 * DAY)
    assert await stage.news() != [], "it may be an old copy: nobody has looked since"
    await stage.looked(without, after=DAY)
    assert await stage.news() == []
    read = (await stage.feed()).read_at
    assert read
    assert read - gone >= WITHDRAWN
    await stage.looked(with_it)
    assert await stage.news() == ["OS2forms: 1.1 (24. november 2026)"]


async def test_what_only_made_room_in_a_list_is_not_withdrawn(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("1.0", NOW)), atom(entry("1.2", NOW + HOUR), entry("1.1", NOW + 0.5 * HOUR)))
    assert [each.missing_since for each in await stage.kept()] == [None] * 3


async def test_a_date_that_is_changed_later_makes_nothing_new(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("1.0", NOW - 90 * DAY)), atom(entry("1.0", NOW + SIX_HOURS, title="1.0, mended")))
    (only,) = await stage.kept()
    assert (only.published_at, only.first_seen_at, only.news) == (NOW - 90 * DAY, NOW, False)
    assert await stage.news() == []


async def test_dates_of_the_future_and_none_are_not_believed_and_are_no_news(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("9.0", "9999-12-31T00:00:00Z"), entry("2.0", "soon"), entry("1.1", NOW + HOUR)))
    assert {each.version: (each.published_at, each.news) for each in await stage.kept()} == {"1.1": (NOW, True), "9.0": (None, False), "2.0": (None, False)}
    assert await stage.news() == ["OS2forms: 1.1 (24. november 2026)"]


async def test_what_came_out_while_a_list_could_not_be_read_is_told_when_it_can(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("1.0", NOW - 90 * DAY)))
    await stage.looked(DOWN, after=DAY)
    found = await stage.feed()
    assert (found.trouble, found.read_at, found.etag != "") == ("fetch.trouble.failing", NOW, True)
    assert await stage.news() == [], "and nothing that is false"
    await stage.looked(atom(entry("1.1", NOW + 20 * DAY), entry("1.0", NOW - 90 * DAY)), after=60 * DAY)
    assert await stage.news(since=stage.clock.at - DAY) == ["OS2forms: 1.1 (14. december 2026)"]
    assert (await stage.feed()).troubled_since is None


async def test_a_repository_that_moves_brings_nothing_back(stage: ReleaseStage) -> None:
    listed = atom(entry("1.1", NOW), entry("1.0", NOW - DAY))
    await stage.looked(listed)
    await stage.products(os2forms=(OTHER,))
    stage.web.pages[f"{OTHER}/releases.atom"] = listed
    await stage.reader().round()
    assert [(each.feed, each.first_seen_at) for each in await stage.kept()] == [(f"{OTHER}/releases.atom", NOW)] * 2
    assert [each.url for each in await stage.feeds()] == [f"{OTHER}/releases.atom"]


async def test_a_list_of_two_products_is_asked_for_once_and_read_for_both_also_when_one_comes_later(stage: ReleaseStage) -> None:
    listed = atom(entry("1.1", NOW))
    await stage.looked(listed)
    await stage.catalogue(product("os2forms", repositories=(REPOSITORY,)), product("os2mo", releases=(FEED,)))
    await stage.looked(listed)
    assert [each.version for each in await stage.kept("os2mo")] == ["1.1"]
    assert [bool(etag) for _, etag in stage.web.asked] == [False, False], "in full, though it has not changed"
    await stage.looked(listed)
    assert [bool(etag) for _, etag in stage.web.asked[2:]] == [True]


async def test_lists_that_the_catalogue_names_are_read_in_place_of_the_repositorys_or_none_is(stage: ReleaseStage) -> None:
    own = "https://git.example.org/os2mo/-/tags?format=atom"
    products = [product("os2mo", repositories=(REPOSITORY,), releases=(own,)), product("os2iot", repositories=(REPOSITORY,), releases=())]
    await stage.catalogue(*products, product("os2web", repositories=("https://github.com/OS2web", "https://bitbucket.org/a/b")))
    await stage.reader().round()
    assert [url for url, _ in stage.web.asked] == [own]


async def test_the_releases_of_a_product_that_is_gone_go_with_it(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("1.1", NOW)))
    await stage.products(os2mo=("https://github.com/OS2mo/os2mo",))
    await stage.reader().round()
    assert (await stage.kept(), [each.url for each in await stage.feeds()]) == ([], ["https://github.com/OS2mo/os2mo/releases.atom"])


async def test_of_a_list_no_more_than_fifty_are_kept(stage: ReleaseStage) -> None:
    await stage.looked(atom(*(entry(f"1.{number}", NOW - timedelta(minutes=number)) for number in range(70))))
    await stage.looked(atom(*(entry(f"2.{number}", NOW + timedelta(minutes=number)) for number in range(10))))
    kept = await stage.kept()
    assert len(kept) == MOST
    assert (kept[0].version, kept[-1].version) == ("2.9", "1.39")


async def test_one_process_at_a_time_asks_a_server(stage: ReleaseStage) -> None:
    """Two replicas, and two lists on one server: while the one asks, the other waits."""
    await stage.products(os2forms=(REPOSITORY, OTHER))
    others: list[int] = []

    async def meanwhile() -> None:
        others.append(await stage.reader().round())

    stage.web.meanwhile = meanwhile
    assert (await stage.reader().round(), others) == (1, [0])
    assert len(stage.web.asked) == 1


async def test_a_process_that_stood_still_writes_nothing_down(stage: ReleaseStage) -> None:
    stage.web.pages[FEED] = atom(entry("1.0", NOW))

    async def meanwhile() -> None:
        stage.web.meanwhile = None
        stage.clock.at += CLAIM
        assert await stage.reader().round() == 1
        stage.web.pages[FEED] = atom(entry("0.9", NOW))

    stage.web.meanwhile = meanwhile
    await stage.reader().round()
    assert [each.version for each in await stage.kept()] == ["1.0"]


async def test_whenever_it_is_killed_nothing_is_lost_and_nothing_told_twice(stage: ReleaseStage) -> None:
    await stage.looked(atom(entry("0", NOW - 90 * DAY)))
    listed, number, killed = [entry("0", NOW - 90 * DAY)], 0, True
    while killed:
        number += 1
        stage.clock.at = began = NOW + number * DAY
        listed.insert(0, entry(str(number), began))
        stage.web.pages[FEED] = atom(*listed)

        async def live(_: int, reaper: Reaper) -> None:
            async def asked() -> None:
                reaper.moment()

            stage.web.meanwhile = asked
            await stage.reader(MortalDatabase(stage.database, reaper)).round()

        killed = await _dies(live, number, Reaper(at=number))
        for again in range(3):
            stage.clock.at += CLAIM
            await _dies(live, number, Reaper(at=number // 2 if again == 0 else 0))
        assert await stage.news(since=began) == [f"OS2forms: {number} ({began.day}. {'november' if began.month == 11 else 'december'} 2026)"], f"at {number}"
    assert number > 6, "there are as many moments as that"
    kept = await stage.kept()
    assert sorted(each.version for each in kept) == sorted(str(each) for each in range(number + 1))


async def test_a_round_that_fails_is_told_and_the_next_one_tries_again_until_it_is_stopped(stage: ReleaseStage, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, stop, waited = stage.reader(), asyncio.Event(), asyncio.Event()
    claimed, failing = reader._claimed, iter([OSError("away")])

    async def away() -> object:
        if error := next(failing, None):
            raise error
        return await claimed()

    async def slow() -> None:
        waited.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(reader, "_claimed", away)
    stage.web.meanwhile = slow
    running = asyncio.create_task(reader.run(stop, 0.01))
    async with asyncio.timeout(5):
        await waited.wait()
        stop.set()
        await running
    assert (await stage.feed()).read_at is None
