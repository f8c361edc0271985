# SPDX-License-Identifier: MPL-2.0
"""One function says how old a fact is: by its source, or since somebody confirmed what it says now."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.freshness.facts import last_day
from handlers.freshness.standing import standing
from tests.unit.handlers.freshness.given import RULES, TODAY, ZONE, asked, at, fact, now


@pytest.mark.parametrize(
    ("partial", "last"),
    [
        ("2026", date(2026, 12, 31)),
        ("2026-02", date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 31)),
        ("2026-08-06", date(2026, 8, 6)),
    ],
)
def test_a_date_known_to_the_year_or_month_may_be_its_last_day(partial: str, last: date) -> None:
    assert last_day(partial) == last


def test_without_a_word_from_anybody_the_source_counts() -> None:
    found = standing(fact(since=date(2025, 12, 1)), None, RULES, ZONE)
    assert (found.since, found.until, found.confirmed) == (date(2025, 12, 1), date(2026, 12, 2), False)
    assert not found.is_stale(TODAY)
    assert found.is_stale(TODAY + timedelta(days=1))


def test_what_was_confirmed_counts_from_that_day_and_says_so() -> None:
    found = now(fact(since=date(2020, 1, 1)), confirmed_at=at(date(2026, 11, 3)), confirmed_by="anne")
    assert (found.since, found.until, found.confirmed) == (date(2026, 11, 3), date(2027, 11, 4), True)


def test_a_confirmation_of_something_else_counts_for_nothing() -> None:
    """The level became another one after it was confirmed."""
    of = fact(since=date(2020, 1, 1))
    found = now(replace(of, states="y"), confirmed_at=at(date(2026, 11, 3)), states="x")
    assert (found.since, found.confirmed) == (date(2020, 1, 1), False)


def test_a_newer_source_counts_more_than_an_older_confirmation() -> None:
    found = now(fact(since=date(2026, 10, 1)), confirmed_at=at(date(2026, 3, 3)))
    assert (found.since, found.confirmed) == (date(2026, 10, 1), False)


def test_who_was_asked_before_the_last_confirmation_counts_no_more() -> None:
    askings = (asked("anne", "first", date(2026, 1, 6)), asked("ole", "group", date(2026, 11, 10)))
    assert now(fact(), *askings, confirmed_at=at(date(2026, 6, 1))).asked == askings[1:]


def test_what_is_said_to_have_changed_is_left_until_it_says_something_else_or_is_confirmed() -> None:
    of = fact(since=date(2025, 1, 1))
    assert now(of, changed_at=at(TODAY)).paused_since == TODAY
    assert now(replace(of, states="y"), changed_at=at(TODAY), states="x").paused_since is None
    assert now(of, changed_at=at(date(2026, 3, 1)), confirmed_at=at(TODAY)).paused_since is None
    assert now(replace(of, since=date(2026, 12, 3), as_of="2026-12-03"), changed_at=at(TODAY)).paused_since is None


def test_a_text_is_looked_at_by_its_own_date_the_first_time() -> None:
    of = fact(since=date(2018, 12, 31), kind="article", review_by=date(2027, 11, 1))
    assert now(of, states="").until == date(2027, 11, 1)
    assert now(of, confirmed_at=at(date(2027, 10, 5))).until == date(2028, 10, 6)
