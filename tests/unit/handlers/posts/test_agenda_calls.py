# SPDX-License-Identifier: MPL-2.0
"""Points are asked for on a working day; reminders come when they come."""

from datetime import datetime

import pytest

from handlers.posts.meeting_dues import CALL, REMINDER, dues
from storage.reminders import DAY, ReminderPlan
from tests.meetings import GROUP
from tests.unit.handlers.posts.test_reminder_times import meeting, on_the_wall


@pytest.mark.parametrize(
    ("meets", "asked"),
    [
        (datetime(2026, 12, 7, 13), "2026-11-27 13:00"),
        (datetime(2026, 12, 9, 13), "2026-11-27 13:00"),
        (datetime(2027, 1, 11, 14, 30), "2026-12-30 14:30"),
        (datetime(2027, 4, 7, 9), "2027-03-24 09:00"),
        (datetime(2027, 6, 15, 9), "2027-06-04 09:00"),
    ],
    ids=["on a Friday", "not on a Sunday", "not at New Year", "not at Easter, across a change of clocks", "not on Constitution Day"],
)
def test_points_are_asked_for_on_the_last_working_day_until_then(meets: datetime, asked: str) -> None:
    (call,) = [each for each in dues(meeting(meets), ReminderPlan(group=GROUP)) if each.kind == CALL]
    assert on_the_wall(call.at) == asked


def test_a_reminder_the_day_before_comes_on_a_sunday_too() -> None:
    plan = ReminderPlan(group=GROUP, leads=(DAY,))
    assert [on_the_wall(each.at) for each in dues(meeting(datetime(2026, 12, 7, 13)), plan) if each.kind == REMINDER] == ["2026-12-06 13:00"]
