# SPDX-License-Identifier: MPL-2.0
"""A wall time is the moment at which clocks show it, on the nights of a change too."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.recurrence.wall_time import Moment, moment, wall
from tests.unit.handlers.recurrence.given import ZONES, nightly, wall_times
from tests.unit.handlers.recurrence.walker import heard

COPENHAGEN = "Europe/Copenhagen"
CHANGES = [
    (COPENHAGEN, datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 1, 30), True, False),
    (COPENHAGEN, datetime(2027, 3, 28, 3), datetime(2027, 3, 28, 1), False, False),
    (COPENHAGEN, datetime(2027, 10, 31, 2, 30), datetime(2027, 10, 31, 0, 30), False, True),
    (COPENHAGEN, datetime(2027, 10, 31, 3), datetime(2027, 10, 31, 2), False, False),
    ("America/New_York", datetime(2027, 3, 14, 2, 30), datetime(2027, 3, 14, 7, 30), True, False),
    ("America/New_York", datetime(2027, 11, 7, 1, 30), datetime(2027, 11, 7, 5, 30), False, True),
    ("Australia/Lord_Howe", datetime(2027, 10, 3, 2, 15), datetime(2027, 10, 2, 15, 45), True, False),
    ("Australia/Lord_Howe", datetime(2027, 4, 4, 1, 45), datetime(2027, 4, 3, 14, 45), False, True),
    ("Asia/Kathmandu", datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 27, 20, 45), False, False),
]


@pytest.mark.parametrize(("zone", "time", "at", "shifted", "twice"), CHANGES)
def test_a_time_left_out_moves_on_and_one_that_comes_twice_is_the_first(zone: str, time: datetime, at: datetime, shifted: bool, twice: bool) -> None:
    assert moment(time, zone) == Moment(at.replace(tzinfo=UTC), shifted, twice)


def test_half_past_two_in_the_night_of_spring_is_half_past_three() -> None:
    assert wall(moment(datetime(2027, 3, 28, 2, 30), COPENHAGEN).at, COPENHAGEN) == datetime(2027, 3, 28, 3, 30)


@given(wall_times | nightly, st.sampled_from(ZONES))
@example(datetime(2027, 3, 28, 2, 30), COPENHAGEN)
@example(datetime(2027, 10, 31, 2), COPENHAGEN)
def test_a_moment_is_that_at_which_a_clock_first_shows_the_time(time: datetime, zone: str) -> None:
    at, shown = heard(time, zone)
    assert moment(time, zone) == Moment(at, shown == 0, shown == 2)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)), st.sampled_from(ZONES))
def test_a_clock_shows_every_moment_and_leads_back_to_it(at: datetime, zone: str) -> None:
    found = moment(wall(at, zone), zone)
    assert not found.shifted
    assert found.at == at or (found.twice and found.at in (at - timedelta(hours=1), at - timedelta(minutes=30)))


@pytest.mark.parametrize("zone", ["", "Nowhere/Atlantis", "../etc/passwd", "Europe", "x" * 500, "Europe/Copenhagen\0"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="is no time zone"):
        moment(datetime(2027, 1, 4, 13), zone)
