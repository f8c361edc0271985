# SPDX-License-Identifier: MPL-2.0
"""A rule gives every date it should, each once, in order: however far away, and however the window is cut."""

import time
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.recurrence.rule import checked, dates, first_on
from tests.unit.handlers.recurrence.given import endless_rules, rules, wall_times
from tests.unit.handlers.recurrence.walker import walked

BEGIN, END = datetime(2025, 1, 1), datetime(2037, 12, 31)
MOST = 10_000
ALWAYS = (datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59))


def given_by(rule: str, starts: datetime, first: datetime = BEGIN, last: datetime = END) -> list[datetime]:
    return list(dates(checked(rule), starts, first, last, MOST))


@settings(max_examples=300)
@given(rules, wall_times)
@example("FREQ=MONTHLY;BYMONTHDAY=31", datetime(2025, 1, 31, 13))
@example("FREQ=MONTHLY;BYMONTHDAY=-1", datetime(2025, 1, 31, 13))
@example("FREQ=YEARLY", datetime(2028, 2, 29, 13))
@example("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO,SU", datetime(2026, 1, 1, 13))
@example("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,SU", datetime(2025, 1, 1, 13))
@example("FREQ=YEARLY;BYDAY=-1FR,53TH", datetime(2025, 1, 1, 13))
@example("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", datetime(2025, 1, 1, 13))
@example("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO", datetime(2025, 1, 1, 13))
@example("FREQ=WEEKLY;BYDAY=MO,TU,WE;BYSETPOS=1", datetime(2025, 1, 1, 13))
@example("FREQ=MONTHLY;BYDAY=MO,1TU", datetime(2025, 1, 1, 13))
@example("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", datetime(2025, 2, 4, 13))
@example("FREQ=DAILY;INTERVAL=7;BYDAY=MO", datetime(2025, 2, 4, 13))
@example("FREQ=WEEKLY;COUNT=1;BYDAY=MO", datetime(2025, 2, 4, 13))
@example("FREQ=WEEKLY;UNTIL=20250203", datetime(2025, 2, 4, 13))
def test_a_rule_gives_what_a_walk_from_day_to_day_finds(rule: str, starts: datetime) -> None:
    assert given_by(rule, starts) == walked(rule, starts, END)


@settings(max_examples=150)
@given(rules, wall_times, st.lists(st.datetimes(BEGIN, END), max_size=6))
def test_windows_that_tile_the_time_lose_nothing_and_give_nothing_twice(rule: str, starts: datetime, cuts: list[datetime]) -> None:
    edges = [BEGIN, *sorted(cuts), END]
    tiled = [each for first, last in pairwise(edges) for each in given_by(rule, starts, first, last)]
    assert tiled == given_by(rule, starts)


@settings(max_examples=150)
@given(rules, wall_times, st.integers(0, 5))
def test_no_more_are_given_than_are_asked_for(rule: str, starts: datetime, most: int) -> None:
    assert list(dates(checked(rule), starts, BEGIN, END, most)) == given_by(rule, starts)[:most]


@settings(max_examples=150)
@given(endless_rules, wall_times)
def test_a_rule_can_begin_with_a_date_of_its_own(rule: str, at: datetime) -> None:
    first = first_on(rule, at)
    assert first is not None
    assert at <= first
    assert first.time() == at.time()
    once = ";".join(part for part in checked(rule).split(";") if not part.startswith("INTERVAL"))
    assert walked(once, at, first + timedelta(minutes=1)) in ([at], [at, first])
    if "DAY=" in once:  # else its first date alone says which days it gives
        assert first in walked(once, at - timedelta(days=400), first + timedelta(minutes=1))


def test_a_rule_begins_in_the_week_of_its_first_date() -> None:
    assert first_on("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", datetime(2027, 1, 7, 13)) == datetime(2027, 1, 12, 13)
    assert first_on("FREQ=MONTHLY;INTERVAL=3", datetime(2027, 1, 7, 13)) == datetime(2027, 1, 7, 13)
    assert first_on("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270109", datetime(2027, 1, 7, 13)) is None


def test_without_a_rule_there_is_one_date() -> None:
    once = datetime(2027, 1, 4, 13)
    assert list(dates("", once, BEGIN, END, 9)) == [once]
    assert list(dates("", once, once, once, 9)) == []
    assert list(dates("", once, once + timedelta(minutes=1), END, 9)) == []


def test_even_weeks_stay_even_after_a_year_of_53_weeks() -> None:
    even = "FREQ=YEARLY;BYDAY=TU;BYWEEKNO=" + ",".join(str(week) for week in range(2, 54, 2))
    weeks = [each.isocalendar().week for each in given_by(even, datetime(2026, 11, 24, 9), datetime(2026, 12, 1), datetime(2027, 2, 1))]
    assert weeks == [50, 52, 2, 4]


ORDINARY = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31",
    "FREQ=YEARLY;BYMONTH=5;BYDAY=1WE",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
)
NEVER_AGAIN = (
    "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31",
    "FREQ=DAILY;INTERVAL=98;BYDAY=MO",
    "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;INTERVAL=4;COUNT=1000;BYMONTH=2;BYMONTHDAY=29",
)


def _milliseconds(rule: str, first: datetime, last: datetime) -> float:
    """Of processor time, the best of five: an unlucky moment of the machine is no slowness of the rule."""
    taken = []
    for _ in range(5):
        start = time.thread_time()
        list(dates(rule, datetime(2025, 2, 4, 13), first, last, 1000))
        taken.append(time.thread_time() - start)
    return min(taken) * 1000


@pytest.mark.parametrize("rule", ORDINARY)
def test_a_window_twelve_years_away_is_found_at_once(rule: str) -> None:
    assert _milliseconds(rule, datetime(2037, 1, 1), datetime(2038, 1, 1)) < 5


@pytest.mark.parametrize("rule", NEVER_AGAIN)
def test_a_rule_that_gives_its_first_date_alone_is_not_looked_for_for_ever(rule: str) -> None:
    assert _milliseconds(rule, datetime(2037, 1, 1), datetime(2038, 1, 1)) < 20
    assert _milliseconds(rule, ALWAYS[0], ALWAYS[1]) < 500


@pytest.mark.parametrize("starts", [*ALWAYS, datetime(1899, 12, 31), datetime(2200, 1, 1)])
@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;WKST=SU;INTERVAL=2", "FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=MONTHLY;COUNT=1000"])
def test_outside_of_three_centuries_there_is_nothing(rule: str, starts: datetime) -> None:
    assert list(dates(checked(rule), starts, *ALWAYS, MOST)) == []
    assert first_on(rule, starts) is None
