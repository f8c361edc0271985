# SPDX-License-Identifier: MPL-2.0
"""A fact is asked about once, of whoever knows best; then once more, then of the group, then of the secretariat: each when the data say."""

from datetime import date, timedelta

from handlers.freshness.next_question import monday, next_question
from handlers.freshness.standing import Standing
from handlers.freshness.who import Level
from storage.freshness import Asking
from tests.unit.handlers.freshness.given import ALL, CHAIR, COORDINATOR, MONDAY, RULES, SECRETARIAT, TODAY, WEEK, ZONE, asked, at, fact, now

ASKING = RULES.asking


def _next(of: Standing, *levels: Level) -> tuple[str, tuple[str, ...], date] | None:
    found = next_question(of, levels or ALL, ASKING, ZONE)
    return (found.stage, found.people, found.week) if found else None


def test_whoever_knows_best_is_asked_some_weeks_before_the_facts_time_is_over() -> None:
    of = now(fact(since=TODAY))
    assert _next(of) == ("first", ("anne",), monday(of.until) - ASKING.ahead_weeks * WEEK)


def test_then_the_same_person_once_more_then_the_group_then_the_secretariat() -> None:
    steps = [asked("anne", "first", TODAY)]
    assert _next(now(fact(), *steps)) == ("nudge", ("anne",), MONDAY + ASKING.nudge_weeks * WEEK)
    steps.append(asked("anne", "nudge", TODAY + 2 * WEEK))
    assert _next(now(fact(), *steps)) == ("group", ("ole",), MONDAY + 4 * WEEK)
    steps.append(asked("ole", "group", TODAY + 4 * WEEK))
    assert _next(now(fact(), *steps)) == ("secretariat", ("sek",), MONDAY + 6 * WEEK)
    steps.append(asked("sek", "secretariat", TODAY + 6 * WEEK))
    assert _next(now(fact(), *steps)) == ("first", ("anne",), MONDAY + (6 + ASKING.again_weeks) * WEEK)


def test_not_mine_is_next_in_the_chain_at_once_and_never_that_person_again() -> None:
    of = now(fact(), asked("anne", "first", TODAY), not_mine=("anne",))
    assert _next(of) == ("group", ("ole",), MONDAY)
    deputy = Level("first", ("vikar",))
    assert _next(of, COORDINATOR, deputy, CHAIR) == ("first", ("vikar",), MONDAY)
    answered = now(fact(since=date(2025, 1, 1)), not_mine=("anne",))
    assert _next(answered)[1] == ("ole",)  # type: ignore[index] # there is somebody


def test_where_everybody_says_that_they_cannot_know_nobody_is_asked() -> None:
    assert _next(now(fact(), not_mine=("anne", "ole", "sek"))) is None
    assert _next(now(fact()), *()) is not None
    assert next_question(now(fact()), [], ASKING, ZONE) is None


def test_whoever_left_is_followed_by_their_successor_at_once() -> None:
    of = now(fact(), asked("anne", "first", TODAY), asked("anne", "nudge", TODAY + 2 * WEEK))
    assert _next(of, Level("first", ("bodil",)), CHAIR, SECRETARIAT) == ("first", ("bodil",), MONDAY + 2 * WEEK)


def test_without_anybody_else_the_secretariat_is_asked_and_reminded_and_then_left_alone_for_long() -> None:
    steps = [asked("sek", "secretariat", TODAY)]
    assert _next(now(fact(), *steps), SECRETARIAT) == ("nudge", ("sek",), MONDAY + 2 * WEEK)
    steps.append(asked("sek", "nudge", TODAY + 2 * WEEK))
    assert _next(now(fact(), *steps), SECRETARIAT) == ("secretariat", ("sek",), MONDAY + (2 + ASKING.again_weeks) * WEEK)


def test_of_a_group_whose_members_were_all_asked_those_are_reminded_who_can_know() -> None:
    group = Level("group", ("a", "b", "c"))
    of = now(fact(), *(asked(each, "group", TODAY) for each in group.people), not_mine=("c",))
    assert _next(of, group, SECRETARIAT) == ("nudge", ("a", "b"), MONDAY + 2 * WEEK)


def test_what_is_said_to_have_changed_is_not_asked_about_for_half_a_year() -> None:
    of = now(fact(since=date(2025, 1, 1)), changed_at=at(TODAY))
    assert _next(of) == ("first", ("anne",), MONDAY + ASKING.again_weeks * WEEK)


def test_every_stage_comes_before_the_facts_time_is_over_where_the_first_is_asked_in_time() -> None:
    of = fact(since=TODAY)
    steps: list[Asking] = []
    day = monday(now(of).until) - ASKING.ahead_weeks * WEEK + timedelta(days=1)
    for stage, person in (("first", "anne"), ("nudge", "anne"), ("group", "ole"), ("secretariat", "sek")):
        found = next_question(now(of, *steps), ALL, ASKING, ZONE)
        assert found
        assert found.stage == stage
        day = max(day, found.week + timedelta(days=1))
        assert day < now(of).until
        steps.append(asked(person, stage, day))
