# SPDX-License-Identifier: MPL-2.0
"""News is posted on the working morning after something happened that concerns whoever asked for it: once, all of it, and not where nothing happened."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.composing import Composing
from config.catalogue.entries import Adoption
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.reply_json import from_json
from storage.deliveries import OPEN, Delivery, DeliveryFilter
from storage.memory import MemoryDatabase
from storage.people import Person
from storage.roles import Scope
from tests.conftest import NOW
from tests.contract.records import assignment
from tests.unit.handlers.news.stage import CHANNEL, DAY, HOUR, MINUTE, ZONE, News, words

OTHER = "matrix:!rum:example.org"


def at(text: str) -> datetime:
    """On the wall in Copenhagen."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


TUESDAY, MORNING = at("2026-11-24T12:00"), at("2026-11-25T09:00")


@pytest.fixture
async def news() -> News:
    found = News()
    await found.begin()
    return found


async def _planned(news: News, now: datetime) -> list[Delivery]:
    """What is open once it is planned."""
    await news.plan(now)
    async with news.database.unit_of_work() as unit:
        return list(await unit.deliveries.find(DeliveryFilter(states=OPEN, kinds=("product_news", "new_members"))))


async def _every(news: News) -> list[Delivery]:
    async with news.database.unit_of_work() as unit:
        return list(await unit.deliveries.find(DeliveryFilter(kinds=("product_news", "new_members"))))


async def _sent(news: News, now: datetime) -> list[str]:
    """Plans, composes and posts what is due, as the relay does; what was posted, in words."""
    await news.plan(now)
    composing, posted = Composing(news.database, POSTS, load_intents(), ("slack", "matrix"), ZONE), []
    async with news.database.unit_of_work() as unit:
        claimed = await unit.deliveries.claim(("", "slack", "matrix"), now, now + HOUR, "me", 100)
        await unit.commit()
    settled = []
    for each in await composing.composed(claimed, now):
        done = each.delivery
        if done.state == "claimed" and done.reply:
            posted.append(words(from_json(done.reply)))
            done = done.became("sent", now)
        settled.append(done)
    async with news.database.unit_of_work() as unit:
        await unit.deliveries.keep(settled, "me")
        await unit.commit()
    return posted


async def test_what_happened_is_posted_once_on_the_next_working_morning(news: News) -> None:
    await news.subscribe()
    await news.level("os2mo", "2", TUESDAY)
    (planned,) = await _planned(news, TUESDAY + MINUTE)
    assert (planned.key, planned.due_at, planned.target, planned.address) == (f"product_news:2026-11-25:{CHANNEL}", MORNING, CHANNEL, CHANNEL)
    assert await _sent(news, MORNING - MINUTE) == []
    (posted,) = await _sent(news, MORNING)
    assert "Nyt om produkterne" in posted
    assert "OS2mo: er nu vurderet til niveau 2" in posted
    assert 'Skriv "stop produktnyheder" her' in posted
    for later in (MINUTE, HOUR, DAY, 7 * DAY):
        assert await _sent(news, MORNING + later) == []
    assert len(await _every(news)) == 1


@pytest.mark.parametrize(
    ("happened", "morning"),
    [
        ("2026-11-25T08:45", "2026-11-25T09:00"),
        ("2026-11-25T08:55", "2026-11-26T09:00"),
        ("2026-11-27T10:00", "2026-11-30T09:00"),
        ("2026-11-28T10:00", "2026-11-30T09:00"),
        ("2026-12-23T10:00", "2026-12-28T09:00"),
        ("2027-03-27T10:00", "2027-03-30T09:00"),
    ],
)
async def test_a_morning_is_one_of_a_working_day(news: News, happened: str, morning: str) -> None:
    await news.subscribe()
    await news.level("os2mo", "2", at(happened))
    wanted = at(morning)
    await news.plan(wanted - 2 * MINUTE)
    (planned,) = await _every(news)
    assert planned.due_at == wanted


async def test_nothing_is_planned_where_nothing_happened_or_it_was_undone(news: News) -> None:
    await news.subscribe()
    assert await _planned(news, TUESDAY) == []
    adoption = Adoption(product="os2mo", organisation="vejle", kind="user", source="told-to-os2bot")
    await news.change(TUESDAY, adoption)
    assert len(await _planned(news, TUESDAY + MINUTE)) == 1
    await news.change(TUESDAY + HOUR, gone=(adoption,))
    assert await _planned(news, TUESDAY + HOUR + MINUTE) == []
    await news.change(TUESDAY + 2 * HOUR, adoption)
    assert [each.key for each in await _planned(news, TUESDAY + 2 * HOUR + MINUTE)] == [f"product_news:2026-11-25:{CHANNEL}:2"]


async def test_only_what_concerns_whoever_asked_is_planned(news: News) -> None:
    await news.subscribe(about="product/os2mo")
    await news.subscribe(channel=OTHER, about="group/os2kle/koordinationsgruppe")
    await news.subscribe(channel="slack:T0TEST001:C0ALT", about="product/os2iot")
    await news.level("os2mo", "2", TUESDAY)
    await news.level("os2kle", "2", TUESDAY)
    assert {each.target for each in await _planned(news, TUESDAY + MINUTE)} == {CHANNEL, OTHER}
    here, there = sorted(await _sent(news, MORNING))
    assert ("OS2mo" in here, "OS2kle" in here) != ("OS2mo" in there, "OS2kle" in there)
    assert "OS2mo" not in next(each for each in (here, there) if "OS2kle:" in each).replace("os2mo", "")


async def test_several_wishes_of_a_channel_make_one_post_and_none_tells_of_before_it_was_asked(news: News) -> None:
    await news.level("os2kle", "2", TUESDAY - 2 * HOUR)
    await news.level("os2mo", "2", TUESDAY)
    await news.subscribe(about="product/os2mo", since=TUESDAY - 5 * HOUR)
    await news.subscribe(about="product/os2kle", since=TUESDAY - HOUR)
    (posted,) = await _sent(news, MORNING)
    assert ("OS2mo:" in posted, "OS2kle:" in posted) == (True, False)


async def test_what_was_not_posted_for_long_is_one_post_and_nothing_is_lost(news: News) -> None:
    await news.subscribe()
    await news.level("os2mo", "2", TUESDAY)
    await news.plan(TUESDAY + MINUTE)
    await news.level("os2kle", "2", TUESDAY + DAY)
    await news.level("os2iot", "2", TUESDAY + 2 * DAY)
    monday = at("2026-11-30T11:00")
    (posted,) = await _sent(news, monday)
    assert all(f"{name}: er nu vurderet til niveau 2" in posted for name in ("OS2mo", "OS2kle", "OS2iot"))
    assert await _sent(news, monday + DAY) == []
    assert sorted(each.reason for each in await _every(news) if each.state == "skipped") == ["overtaken", "overtaken"]


@pytest.mark.parametrize("started", ["2026-11-25T21:00", "2026-11-28T12:00", "2026-11-26T03:00"])
async def test_what_is_late_waits_for_a_morning(news: News, started: str) -> None:
    await news.subscribe()
    await news.plan(TUESDAY)
    await news.level("os2mo", "2", TUESDAY)
    assert await _sent(news, at(started)) == []
    morning = at(started).replace(hour=9, minute=0) + (DAY if at(started).hour >= 9 else timedelta())
    while morning.weekday() > 4:
        morning += DAY
    assert len(await _sent(news, morning)) == 1


async def test_a_paused_one_gets_nothing_and_hears_of_it_when_it_goes_on(news: News) -> None:
    await news.subscribe()
    await news.level("os2mo", "2", TUESDAY)
    assert len(await _planned(news, TUESDAY + MINUTE)) == 1
    await news.unsubscribe()
    await news.subscribe(paused="asked", paused_at=TUESDAY + HOUR)
    assert await _planned(news, TUESDAY + HOUR) == []
    assert [each.reason for each in await _every(news)] == ["paused"]
    assert await _sent(news, MORNING) == []
    await news.unsubscribe()
    await news.subscribe()
    await news.level("os2kle", "2", MORNING + HOUR)
    (posted,) = await _sent(news, MORNING + DAY)
    assert all(name in posted for name in ("OS2mo:", "OS2kle:"))


async def test_one_that_was_taken_back_is_withdrawn_and_not_composed(news: News) -> None:
    await news.subscribe()
    await news.level("os2mo", "2", TUESDAY)
    await news.plan(TUESDAY + MINUTE)
    await news.unsubscribe()
    assert await _planned(news, TUESDAY + HOUR) == []
    assert [each.reason for each in await _every(news)] == ["unsubscribed"]


@pytest.mark.parametrize(("fields", "reason"), [(None, "unsubscribed"), ({"paused": "gone"}, "paused")])
async def test_what_changed_after_it_was_planned_last_counts_when_it_is_composed(news: News, fields: Any, reason: str) -> None:
    await news.subscribe()
    await news.level("os2mo", "2", TUESDAY)
    (planned,) = await _planned(news, TUESDAY + MINUTE)
    await news.unsubscribe()
    if fields:
        await news.subscribe(**fields)
    composing = Composing(news.database, POSTS, load_intents(), ("slack",), ZONE)
    (found,) = await composing.composed([planned], MORNING)
    assert (found.delivery.state, found.delivery.reason) == ("skipped", reason)


async def test_a_channel_reads_what_is_for_everybody_and_a_person_what_they_may_know(news: News) -> None:
    held = assignment("r", person="p", scope=Scope("product", "os2mo"), recorded_at=NOW - 400 * DAY, valid_from=(NOW - 400 * DAY).date())
    await news.add(Person(id="p", created_at=NOW, seen_on=NOW.date()), held)
    await news.subscribe()
    await news.subscribe(channel="person/p")
    await news.level("os2mo", "2", TUESDAY, visibility="group")
    (planned,) = await _planned(news, TUESDAY + MINUTE)
    assert (planned.target, planned.address) == ("person/p", "")
    await news.level("os2kle", "2", TUESDAY)
    assert {each.target for each in await _planned(news, TUESDAY + 2 * MINUTE)} == {"person/p", CHANNEL}
    assert not any("OS2mo:" in each for each in await _sent(news, MORNING))


async def test_new_members_are_posted_to_those_who_asked_for_them(news: News) -> None:
    await news.subscribe("new_members")
    await news.subscribe("product_news", channel=OTHER)
    await news.member("vejle", TUESDAY)
    (planned,) = await _planned(news, TUESDAY + MINUTE)
    assert planned.key == f"new_members:2026-11-25:{CHANNEL}"
    (posted,) = await _sent(news, MORNING)
    assert "Vejle Kommune er blevet medlem" in posted
    assert 'Skriv "stop nye medlemmer" her' in posted


async def test_a_coordinator_who_begins_that_day_is_told_that_morning(news: News) -> None:
    await news.subscribe()
    await news.appoint(TUESDAY, valid_from=MORNING.date())
    (posted,) = await _sent(news, MORNING)
    assert "OS2mo: Aarhus Kommune koordinerer nu" in posted


async def test_two_replicas_that_plan_at_once_make_one_post(news: News) -> None:
    await news.subscribe()
    await news.level("os2mo", "2", TUESDAY)
    for minutes in (1, 1, 2, 7):
        await news.plan(TUESDAY + minutes * MINUTE)
    assert len(await _every(news)) == 1


_MOMENTS = st.lists(st.tuples(st.integers(0, 12 * 24), st.sampled_from(["os2mo", "os2kle"]), st.sampled_from(["1", "2", "3"])), min_size=1, max_size=8)
_SEEDED = MemoryDatabase()
"""The catalogue, to begin each time from."""
_LOOKS = st.lists(st.integers(1, 12 * 24), max_size=12)


@settings(max_examples=15)
@given(_MOMENTS, _LOOKS)
async def test_whatever_happens_and_however_often_the_bot_is_down_each_level_is_told_and_none_twice(
    moments: Sequence[tuple[int, str, Any]], looks: Sequence[int]
) -> None:
    """At any hours of twelve days a level becomes another one, and at any others the bot looks; and every minute of the mornings after."""
    news = News()
    news.database.state = _SEEDED.state.copied() if _SEEDED.state.revision else news.database.state
    await news.begin()
    _SEEDED.state = _SEEDED.state if _SEEDED.state.revision else news.database.state.copied()
    await news.subscribe()
    await news.plan(at("2026-11-22T23:00"))
    start, told = at("2026-11-23T00:00"), {"os2mo": "", "os2kle": ""}
    for hour in range(15 * 24):
        now = start + hour * HOUR
        for when, product, level in moments:
            if when == hour:
                await news.level(product, level, now - MINUTE)
        if hour in looks or hour > 12 * 24:
            for posted in await _sent(news, now):
                for name, known in told.items():
                    said = posted.lower().partition(f"{name}: er nu vurderet til niveau ")[2][:1]
                    assert said != known or not said, "told twice"
                    told[name] = said or known
    now_so = {name: (await news.product(name)).assessed_level for name in told}
    assert told == {name: fact.level if fact else "" for name, fact in now_so.items()}


def test_the_clock_of_the_community_is_meant() -> None:
    assert MORNING.timetz() == time(9, tzinfo=ZONE)
