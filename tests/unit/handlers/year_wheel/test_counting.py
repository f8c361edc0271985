# SPDX-License-Identifier: MPL-2.0
"""Every day that is reckoned keeps the sentence of the bylaws, whichever day the assembly is on."""

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.year_wheel import Span, day_of
from handlers.onboarding.working_days import is_working_day
from handlers.year_wheel.counting import latest_after, latest_before, working_day_before

DAY = timedelta(days=1)
MONTH = Span(entry="assembly", months=1)
TWO_WEEKS, EIGHT_DAYS = Span(entry="assembly", weeks=2), Span(entry="assembly", days=8)
ASSEMBLIES = [day for year in range(2024, 2041) for number in range(61) if (day := date(year, 4, 1) + number * DAY).month in (4, 5)]
"""Every day of April and May, from 2024 until 2040."""
ANY_DAY = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def month_later(day: date) -> date:
    """The day of the same number a month on; the last of that month, where it has none. Reckoned another way than the code does."""
    after = (day.replace(day=1) + 32 * DAY).replace(day=1)
    last = ((after + 32 * DAY).replace(day=1) - DAY).day
    return after.replace(day=min(day.day, last))


def test_of_every_assembly_from_2024_to_2040_a_whole_month_lies_between_the_notice_and_the_day_and_one_day_later_it_does_not() -> None:
    for assembly in ASSEMBLIES:
        notice = latest_before(assembly, MONTH)
        assert month_later(notice) < assembly
        assert month_later(notice + DAY) >= assembly


def test_of_every_assembly_from_2024_to_2040_two_whole_weeks_and_eight_whole_days_lie_between() -> None:
    for assembly in ASSEMBLIES:
        assert (assembly - latest_before(assembly, TWO_WEEKS)).days - 1 == 14
        assert (assembly - latest_before(assembly, EIGHT_DAYS)).days - 1 == 8


def test_of_every_assembly_from_2024_to_2040_the_minutes_are_due_two_weeks_after_and_everything_is_in_its_order() -> None:
    for assembly in ASSEMBLIES:
        assert latest_after(assembly, TWO_WEEKS) - assembly == timedelta(weeks=2)
        assert latest_before(assembly, MONTH) < latest_before(assembly, TWO_WEEKS) < latest_before(assembly, EIGHT_DAYS) < assembly


@pytest.mark.parametrize(
    ("assembly", "notice"),
    [
        (date(2027, 5, 31), date(2027, 4, 30)),  # a month before is shorter: its last day
        (date(2027, 5, 18), date(2027, 4, 17)),
        (date(2027, 5, 1), date(2027, 3, 31)),  # all of April lies between
        (date(2027, 4, 1), date(2027, 2, 28)),
        (date(2028, 4, 1), date(2028, 2, 29)),
        (date(2027, 4, 2), date(2027, 3, 1)),
        (date(2024, 3, 30), date(2024, 2, 29)),
        (date(2027, 1, 15), date(2026, 12, 14)),  # over New Year
        (date(2029, 3, 29), date(2029, 2, 28)),  # Easter week
    ],
)
def test_the_notice_of_days_that_are_hard_to_count(assembly: date, notice: date) -> None:
    assert latest_before(assembly, MONTH) == notice


@given(ANY_DAY, st.integers(1, 12))
def test_any_number_of_months_lies_wholly_between(meeting: date, months: int) -> None:
    found = latest_before(meeting, Span(entry="x", months=months))
    ends, one_later = found, found + DAY
    assert latest_after(ends, Span(entry="x", months=months)) < meeting
    assert latest_after(one_later, Span(entry="x", months=months)) >= meeting


@given(ANY_DAY, st.integers(1, 366))
def test_any_number_of_days_lies_wholly_between(meeting: date, days: int) -> None:
    assert (meeting - latest_before(meeting, Span(entry="x", days=days))).days == days + 1


@given(ANY_DAY)
def test_the_working_day_before_is_the_last_that_is_none_later(day: date) -> None:
    found = working_day_before(day)
    assert found <= day
    assert is_working_day(found)
    assert not any(is_working_day(found + number * DAY) for number in range(1, (day - found).days + 1))


def test_in_easter_week_it_is_the_wednesday() -> None:
    assert working_day_before(date(2027, 3, 29)) == date(2027, 3, 24)  # Easter Monday; Maundy Thursday is the 25th


@pytest.mark.parametrize("year", range(2024, 2041))
def test_the_29th_of_february_is_the_28th_where_there_is_none(year: int) -> None:
    assert day_of(year, "02-29") == date(year, 2, 29 if isleap(year) else 28)
