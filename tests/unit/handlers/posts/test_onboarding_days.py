# SPDX-License-Identifier: MPL-2.0
"""Reminders come in the mornings of working days: never at a weekend or on a public holiday, and none of them is lost, whatever the clocks and the calendar do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.flows.flow import Nudge
from handlers.onboarding.working_days import after_working_days, is_working_day, working_days_since
from handlers.posts.onboarding_days import is_daytime, is_escalated, is_reminded, lateness, morning, mornings, next_morning, told_on
from storage.onboarding import OpenStep

ZONE = ZoneInfo("Europe/Copenhagen")
DAY = timedelta(days=1)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
NUDGES = st.builds(Nudge, every=st.integers(1, 25), escalate_after=st.integers(0, 40))


@given(MOMENTS, st.one_of(st.none(), st.integers(-20, 60)), NUDGES)
def test_over_a_year_a_step_is_told_on_each_day_it_should_be_and_on_no_other(opened_at: datetime, due_in: int | None, nudge: Nudge) -> None:
    due = None if due_in is None else opened_at.date() + due_in * DAY
    step, since = OpenStep(step="s", opened_at=opened_at, due=due), told_on(opened_at, ZONE)
    days = [since + number * DAY for number in range(365) if is_working_day(since + number * DAY)]
    told = [day for day in days if is_reminded(step, since, nudge, day)]
    first = after_working_days(due, 0) if due else None
    overdue = [day for day in days if first and day > since and day >= first]
    assert told == [since, *(day for day in overdue if first and working_days_since(first, day) % nudge.every == 0)]
    late = {day: lateness(step, since, day) for day in days}
    escalated = [day for day in days if is_escalated(step, since, nudge, day)]
    assert all((late[day] or 0) >= nudge.escalate_after for day in escalated)
    reached = [day for day in days if late[day] is not None and (late[day] or 0) >= nudge.escalate_after]
    assert escalated[:1] == reached[:1], "the first day that is late enough"
    assert [day for day in escalated[1:] if day not in told] == []


@given(MOMENTS)
def test_the_next_morning_is_nine_oclock_of_the_first_working_day_that_comes(at: datetime) -> None:
    day = next_morning(at, ZONE)
    found = morning(day, ZONE)
    assert found >= at
    assert is_daytime(found, ZONE)
    assert (found.astimezone(ZONE).hour, found.astimezone(ZONE).minute) == (9, 0)
    assert [each for each in mornings(at, found, ZONE)] == []  # noqa: C416 - there is none before it


@given(MOMENTS, st.lists(st.integers(1, 200), max_size=8))
def test_looked_at_piece_by_piece_there_are_the_same_mornings(first: datetime, hours: list[int]) -> None:
    found, at = list[date](), first
    for each in hours:
        found += mornings(at, at + timedelta(hours=each), ZONE)
        at += timedelta(hours=each)
    assert found == list(mornings(first, at, ZONE))


@pytest.mark.parametrize(
    ("opened", "told"),
    [
        ("2026-12-23T10:00", "2026-12-28"), ("2026-12-30T10:00", "2027-01-04" if not is_working_day(date(2026, 12, 31)) else "2026-12-31"),
        ("2027-03-24T12:00", "2027-03-30"), ("2027-05-05T12:00", "2027-05-07"), ("2026-11-30T08:50", "2026-11-30"), ("2026-11-30T08:51", "2026-12-01"),
        ("2026-11-27T09:30", "2026-11-30"),
    ],
)  # fmt: skip
def test_what_opens_before_christmas_and_easter_is_told_after_them(opened: str, told: str) -> None:
    at = datetime.fromisoformat(opened).replace(tzinfo=ZONE).astimezone(UTC)
    assert told_on(at, ZONE) == date.fromisoformat(told)


@pytest.mark.parametrize(("at", "daytime"), [("2026-11-30T09:00", True), ("2026-11-30T16:59", True), ("2026-11-30T17:00", False), ("2026-11-30T08:59", False),
                                             ("2026-12-25T12:00", False), ("2026-11-29T12:00", False)])  # fmt: skip
def test_it_is_daytime_between_the_morning_and_the_evening_of_a_working_day(at: str, *, daytime: bool) -> None:
    assert is_daytime(datetime.fromisoformat(at).replace(tzinfo=ZONE), ZONE) is daytime
