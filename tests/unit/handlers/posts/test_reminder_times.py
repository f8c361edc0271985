# SPDX-License-Identifier: MPL-2.0
"""Reminders come at the right time on the wall, on every day of twelve years, and never while it is quiet."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.meeting_dates import Occurrence, occurrences
from handlers.posts.reminder_times import quiet, reminders
from storage.reminders import DAY, HOUR, ReminderPlan
from tests.meetings import GROUP, series

ZONES = ("Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
NEVER = time(0)
LOUD = ReminderPlan(group=GROUP, quiet_from=NEVER, quiet_until=NEVER)


def meeting(wall: datetime, zone: str = "Europe/Copenhagen", known_at: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> Occurrence:
    single = series(starts=wall, rule="", zone=zone, changed_at=known_at)
    (found,) = occurrences(single, [], datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
    return found


def on_the_wall(at: datetime, zone: str = "Europe/Copenhagen") -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def due(wall: datetime, **plan: object) -> list[tuple[int, str]]:
    return [(each.lead, on_the_wall(each.at)) for each in reminders(meeting(wall), ReminderPlan(group=GROUP, **plan))]  # type: ignore[arg-type]


def test_a_week_a_day_and_an_hour_before() -> None:
    assert due(datetime(2026, 12, 7, 13)) == [(7 * DAY, "2026-11-30 13:00"), (DAY, "2026-12-06 13:00"), (HOUR, "2026-12-07 12:00")]


@pytest.mark.parametrize("changed", [datetime(2027, 3, 29, 13), datetime(2027, 11, 1, 13)], ids=["after spring", "after autumn"])
def test_days_ahead_are_at_the_same_time_on_the_wall_across_a_change_of_clocks(changed: datetime) -> None:
    assert [at[-5:] for lead, at in due(changed) if lead >= DAY] == ["13:00", "13:00"]


def test_an_hour_ahead_is_an_hour_also_in_the_night_when_clocks_change() -> None:
    (found,) = reminders(meeting(datetime(2027, 3, 28, 3, 30)), ReminderPlan(group=GROUP, leads=(HOUR,), quiet_from=NEVER, quiet_until=NEVER))
    assert on_the_wall(found.at) == "2027-03-28 01:30"


def test_what_falls_into_quiet_hours_waits_until_they_are_over() -> None:
    assert due(datetime(2026, 12, 7, 20), leads=(DAY,)) == [(DAY, "2026-12-07 07:00")]


def test_where_that_is_too_late_it_comes_before_they_begin() -> None:
    assert due(datetime(2026, 12, 7, 7), leads=(HOUR,)) == [(HOUR, "2026-12-06 17:59")]


def test_of_two_that_would_come_together_only_the_nearer_one_comes() -> None:
    assert due(datetime(2026, 12, 7, 8), leads=(HOUR, 2 * HOUR)) == [(HOUR, "2026-12-07 07:00")]


def test_nothing_is_due_before_the_meeting_was_known() -> None:
    known = datetime(2026, 12, 6, 12, 30, tzinfo=UTC)
    assert [each.lead for each in reminders(meeting(datetime(2026, 12, 7, 13), known_at=known), LOUD)] == [HOUR]


def test_each_is_of_use_until_the_next_and_the_last_until_it_begins() -> None:
    found = reminders(meeting(datetime(2026, 12, 7, 13)), LOUD)
    assert [each.until for each in found] == [*(each.at for each in found[1:]), meeting(datetime(2026, 12, 7, 13)).at]


WALLS = st.datetimes(datetime(2025, 1, 1), datetime(2037, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))


@given(WALLS, st.sampled_from(ZONES), st.sampled_from([1, 2, 7, 14]))
def test_a_reminder_some_days_ahead_shows_the_same_clock_unless_no_clock_shows_it(wall: datetime, zone: str, days: int) -> None:
    found = meeting(wall, zone)
    (each,) = reminders(found, ReminderPlan(group=GROUP, leads=(days * DAY,), quiet_from=NEVER, quiet_until=NEVER))
    shown = each.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    wanted = found.wall - timedelta(days=days)
    there = wanted.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wanted
    assert shown == wanted or (not there and timedelta() < shown - wanted <= timedelta(hours=1))


@given(WALLS, st.sampled_from(ZONES), st.lists(st.integers(1, 40 * DAY), max_size=6), st.times(), st.times())
def test_reminders_are_in_order_before_the_meeting_and_never_while_it_is_quiet(wall: datetime, zone: str, leads: list[int], first: time, last: time) -> None:
    plan = ReminderPlan(group=GROUP, leads=tuple(leads), quiet_from=first.replace(second=0, microsecond=0), quiet_until=last.replace(second=0, microsecond=0))
    found = meeting(wall, zone)
    due_then = reminders(found, plan)
    assert [each.at for each in due_then] == sorted({each.at for each in due_then})
    assert all(each.at < each.until <= found.at for each in due_then)
    for each in due_then:
        shown = each.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert quiet(shown, plan) == (None, None) or _skipped(shown, zone)
    if leads:
        assert due_then, "the nearest is never left out"


def _skipped(shown: datetime, zone: str) -> bool:
    """Within an hour of a change of clocks: the end or the beginning of what is quiet may not exist on that day, or exist twice."""
    tz = ZoneInfo(zone)
    offsets = {(shown.replace(tzinfo=tz) + timedelta(hours=hours)).utcoffset() for hours in (-3, 3)}
    return len(offsets) > 1
