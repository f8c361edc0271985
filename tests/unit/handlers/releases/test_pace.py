# SPDX-License-Identifier: MPL-2.0
"""Servers are asked politely: one question at a time, with a pause, less often after trouble, and not before they allow it."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from handlers.releases.pace import CLAIM, CROWDED, LONGEST_WAIT, PAUSE, SELDOM, claimed, looked_at, next_due, rested
from storage.releases import ReleaseFeed
from tests.conftest import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERY = 6 * HOUR


def feed(name: str, host: str = "github.com", **fields: object) -> ReleaseFeed:
    return replace(ReleaseFeed(url=f"https://{host}/o/{name}/releases.atom"), **fields)  # type: ignore[arg-type] # each of its own type


def test_what_is_new_goes_first_then_what_has_been_due_for_longest() -> None:
    waiting = [feed("b", next_at=NOW - HOUR), feed("a", next_at=NOW), feed("d"), feed("c")]
    order = []
    while found := next_due(waiting, NOW):
        order.append(found.url.split("/")[-2])
        waiting.remove(found)
    assert order == ["c", "d", "b", "a"]
    assert next_due([feed("a", next_at=NOW + HOUR)], NOW) is None


def test_a_server_is_asked_one_thing_at_a_time_with_a_pause_and_others_do_not_wait_for_it() -> None:
    asking, other, elsewhere = claimed(feed("a"), NOW), feed("b"), feed("c", "gitlab.com")
    assert next_due([asking, other, elsewhere], NOW + PAUSE) == elsewhere
    assert next_due([asking, other], NOW + CLAIM - timedelta(seconds=1)) is None
    assert next_due([asking, other], NOW + CLAIM) == other, "who asked is gone"
    assert next_due([asking], NOW + CLAIM) == asking
    done = looked_at(asking, NOW + timedelta(seconds=3), EVERY)
    assert next_due([done, other], NOW + timedelta(seconds=3) + PAUSE - timedelta(seconds=1)) is None
    assert next_due([done, other], NOW + timedelta(seconds=3) + PAUSE) == other


def test_a_day_of_all_lists_of_one_server_is_spread_and_each_is_asked_as_often_as_was_set() -> None:
    feeds, asked = {each.url: each for each in (feed(str(number)) for number in range(90))}, list[tuple[datetime, str]]()
    at = NOW
    while at < NOW + DAY:
        if found := next_due(feeds.values(), at):
            asked.append((at, found.url))
            feeds[found.url] = looked_at(claimed(found, at), at, EVERY)
        at += timedelta(seconds=5)
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(asked)]
    assert min(gaps) >= PAUSE
    often = [sum(url == each for _, url in asked) for each in feeds]
    assert 4 <= min(often) <= max(often) <= 5
    last = [at for at, _ in asked[-90:]]
    assert max(last) - min(last) > 2 * HOUR, "what was asked for together has drifted apart"


@pytest.mark.parametrize(("since", "hours"), [(0, 6), (3, 6), (10, 10), (200, 24)])
def test_after_trouble_it_is_tried_less_and_less_often_but_once_a_day(since: int, hours: int) -> None:
    troubled = looked_at(feed("a", trouble="x", troubled_since=NOW - since * HOUR), NOW, EVERY)
    assert troubled.next_at
    assert troubled.next_at - NOW == pytest.approx(hours * HOUR, rel=0.11)
    assert troubled.troubled_since == NOW - since * HOUR
    mended = looked_at(replace(troubled, trouble=""), NOW + DAY, EVERY)
    assert (mended.troubled_since, mended.read_at) == (None, NOW + DAY)
    assert SELDOM == DAY


@pytest.mark.parametrize(("wait", "days"), [(2 * DAY, 2), (3650 * DAY, 7), (timedelta(), 0.25), (None, 0.25)])
def test_as_long_as_a_server_asks_for_it_is_left_alone_but_no_longer_than_a_week(wait: timedelta | None, days: float) -> None:
    found = looked_at(feed("a", trouble="x"), NOW, EVERY, wait)
    assert found.next_at
    assert found.next_at - NOW == pytest.approx(days * DAY, rel=0.11)
    assert found.read_at is None


def test_a_server_that_is_asked_too_often_is_left_alone_altogether() -> None:
    feeds = [feed("a"), feed("b", next_at=NOW), feed("c"), feed("d", next_at=NOW + 9 * DAY), feed("e", "gitlab.com")]
    assert {each.url.split("/")[-2]: each.next_at for each in rested(feeds, feeds[0].url, NOW, 2 * HOUR)} == {"b": NOW + 2 * HOUR, "c": NOW + 2 * HOUR}
    assert {each.next_at for each in rested(feeds, feeds[0].url, NOW, None)} == {NOW + CROWDED}
    assert {each.next_at for each in rested(feeds, feeds[0].url, NOW, 3650 * DAY)} == {NOW + LONGEST_WAIT}
