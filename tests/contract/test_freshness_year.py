# SPDX-License-Identifier: MPL-2.0
"""A year over the shipped catalogue, with people who answer, who never do, to whom it is not theirs, who leave, who are away, and with products that have nobody.

`python -m benchmarks.freshness` prints the same as a table.
"""

import asyncio

import pytest

from benchmarks.freshness import Simulation, Year
from config.freshness import KINDS, load_rules


@pytest.fixture(scope="module", params=[False, True], ids=["people", "secretariat alone"])
def year(request: pytest.FixtureRequest) -> Year:
    return asyncio.run(Simulation(alone=request.param).run())


def test_nobody_is_written_to_more_than_once_a_week_nor_about_more_than_a_message_holds(year: Year) -> None:
    assert year.most_a_week == 1
    assert year.lines <= load_rules().asking.lines


def test_no_fact_passes_its_time_unasked(year: Year) -> None:
    assert year.unasked == []
    assert sum(each.in_time for each in year.kinds.values()) > 250


def test_what_was_overdue_on_the_first_day_is_asked_by_the_week_that_was_listed(year: Year) -> None:
    assert year.late == []
    assert sum(each.backlog for each in year.kinds.values()) == sum(each.listed for each in year.kinds.values()) > 80
    assert year.backlog_weeks < 8


def test_everybody_is_asked_as_promised_and_nobody_at_night_while_away_or_again_about_what_is_not_theirs(year: Year) -> None:
    assert (year.out_of_hours, year.to_absent, year.after_not_mine) == (0, 0, [])
    assert {kind for kind, each in year.kinds.items() if each.asked} == set(KINDS)
    assert year.stages["secretariat"]
    assert year.people == 2 or min(year.stages[stage] for stage in ("first", "nudge", "group")) > 50
