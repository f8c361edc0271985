# SPDX-License-Identifier: MPL-2.0
"""The digest of each ISO week is due once, on the chosen weekday and hour of the community's clock; where that day is a holiday, on a working day of the same week."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.onboarding.working_days import is_working_day
from handlers.posts.digest.weeks import due_in, ends, monday_of, week_of, weeks
from tests.contract.records import subscription

ZONE = "Europe/Copenhagen"
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
CLOCKS = st.times().map(lambda each: each.replace(second=0, microsecond=0))


@given(day=DAYS, weekday=st.integers(0, 6), clock=CLOCKS)
def test_it_is_due_within_its_own_week_whatever_was_chosen(day: date, weekday: int, clock: time) -> None:
    monday = monday_of(week_of(day))
    due = due_in(monday, subscription("c", kind="digest", weekday=weekday, clock=clock), ZONE)
    assert due.tzinfo is UTC
    assert due < ends(monday, ZONE)
    assert due >= ends(monday - timedelta(weeks=1), ZONE)


@given(day=DAYS, weekday=st.integers(0, 4))
def test_it_comes_on_a_working_day_wherever_the_week_has_one(day: date, weekday: int) -> None:
    monday = monday_of(week_of(day))
    on = due_in(monday, subscription("c", kind="digest", weekday=weekday), ZONE).date()
    assert is_working_day(on) or not any(is_working_day(monday + timedelta(days=number)) for number in range(5))


@pytest.mark.parametrize(
    ("week", "weekday", "on"),
    [
        ("2026-W50", 0, "2026-12-07"),
        ("2027-W12", 3, "2027-03-24"),  # Maundy Thursday and Good Friday: the Wednesday before
        ("2027-W13", 0, "2027-03-30"),  # Easter Monday: the Tuesday
        ("2026-W53", 4, "2026-12-30"),  # New Year's Day, and New Year's Eve is no working day either
        ("2026-W52", 6, "2026-12-27"),  # a Sunday that was chosen stays
    ],
)
def test_a_holiday_moves_it_within_the_week(week: str, weekday: int, on: str) -> None:
    assert f"{due_in(monday_of(week), subscription('c', kind='digest', weekday=weekday), ZONE):%Y-%m-%d}" == on


@pytest.mark.parametrize(
    ("week", "clock", "due"),
    [
        ("2026-W43", time(2, 30), "2026-10-25T00:30"),  # clocks show 02:30 twice that Sunday: the first
        ("2027-W12", time(2, 30), "2027-03-28T01:30"),  # no clock shows it that Sunday: what 02:30 would have been
        ("2026-W43", time(9), "2026-10-25T08:00"),
        ("2027-W12", time(9), "2027-03-28T07:00"),
    ],
)
def test_in_the_night_when_clocks_change_it_is_due_once(week: str, clock: time, due: str) -> None:
    found = due_in(monday_of(week), subscription("c", kind="digest", weekday=6, clock=clock), ZONE)
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_the_weeks_of_a_span_are_each_there_once_over_the_turn_of_a_year() -> None:
    assert [week_of(each) for each in weeks(date(2026, 12, 24), date(2027, 1, 11))] == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]


@pytest.mark.parametrize("wrong", ["2026-W54", "2026", "W50", "2026-50", ""])
def test_what_is_no_week_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        monday_of(wrong)
