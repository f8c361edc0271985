# SPDX-License-Identifier: MPL-2.0
"""When a calendar is fetched next, what of it waits for an answer, and since when it cannot be read."""

from dataclasses import replace
from datetime import timedelta

from handlers.icalendar.following import LASTING, SELDOM, WAITS, anew, lasting, looked_at, settled
from handlers.icalendar.offering import Offer, kept, waiting
from storage.calendars import CalendarFeed
from tests.conftest import NOW
from tests.contract.records import feed

HOUR = timedelta(hours=1)
FEED = feed("https://kalender.example/a.ics", etag='"1"')
OFFER, NEWER = Offer(digest="a" * 64, gone=("s",)), Offer(digest="b" * 64, gone=("s", "t"))


def told(offer: Offer = OFFER) -> CalendarFeed:
    return looked_at(FEED, offer, NOW, HOUR)


def test_without_trouble_it_is_fetched_again_after_its_time() -> None:
    found = looked_at(replace(FEED, troubled_since=NOW - HOUR), None, NOW, HOUR)
    assert (found.next_at, found.troubled_since) == (NOW + HOUR, None)


def test_after_trouble_it_waits_longer_each_time_up_to_six_hours() -> None:
    now, found, waits = NOW, replace(FEED, trouble="fetch.trouble.slow"), []
    for _ in range(7):
        found = looked_at(found, None, now, HOUR)
        assert found.next_at
        waits.append((found.next_at - now) / HOUR)
        now = found.next_at
    assert (waits, found.troubled_since) == ([1, 1, 2, 4, 6, 6, 6], NOW)
    assert SELDOM == 6 * HOUR


def test_trouble_that_lasts_is_to_be_told() -> None:
    found = replace(FEED, troubled_since=NOW)
    assert (lasting(FEED, NOW), lasting(found, NOW + LASTING - HOUR), lasting(found, NOW + LASTING)) == (False, False, True)


def test_changes_wait_for_an_answer_and_the_newest_take_the_place_of_older_ones() -> None:
    assert (waiting(told()), told().offered_at) == (OFFER, NOW)
    newer = looked_at(told(), NEWER, NOW + HOUR, HOUR)
    assert (waiting(newer), newer.told, newer.offered_at) == (NEWER, NEWER.digest, NOW + HOUR)


def test_where_the_calendar_went_back_nothing_waits() -> None:
    found = looked_at(told(), Offer(), NOW + HOUR, HOUR)
    assert (waiting(found), found.told, found.offered_at) == (None, "", None)


def test_the_same_is_no_news_and_is_not_offered_again_once_it_was_answered() -> None:
    again = looked_at(told(), replace(OFFER, left=3), NOW + HOUR, HOUR)
    assert (again.told, again.offered_at, again.offer) == (OFFER.digest, NOW, kept(replace(OFFER, left=3)))
    answered = looked_at(settled(told()), OFFER, NOW + HOUR, HOUR)
    assert (answered.told, waiting(answered)) == (OFFER.digest, None)


def test_what_nobody_answers_for_two_weeks_is_dropped_whatever_became_of_the_calendar() -> None:
    for trouble, offer in (("", None), ("", OFFER), ("fetch.trouble.slow", None)):
        before = replace(told(), trouble=trouble)
        assert waiting(looked_at(before, offer, NOW + WAITS, HOUR)) == OFFER
        late = looked_at(before, offer, NOW + WAITS + HOUR, HOUR)
        assert (waiting(late), late.told) == (None, OFFER.digest)


def test_somebody_who_asks_has_it_fetched_at_once_in_full_and_told_again() -> None:
    found = anew(told())
    assert (found.next_at, found.etag, found.modified, waiting(found)) == (None, "", "", None)
    assert looked_at(found, OFFER, NOW + HOUR, HOUR).offered_at == NOW + HOUR
