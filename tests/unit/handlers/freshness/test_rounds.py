# SPDX-License-Identifier: MPL-2.0
"""In a week everybody gets one message at most with so many facts at most; and however many fall due on one day, none is asked too late."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from handlers.freshness.next_question import Question, monday
from handlers.freshness.rounds import chosen, expected
from handlers.freshness.who import People
from tests.unit.handlers.freshness.given import MONDAY, RULES, TODAY, WEEK, asked, fact, now

LINES = RULES.asking.lines


def _first(number: int, week: date, people: People = ("sek",), **fields: object) -> Question:
    return Question(now(fact(number, since=week, **fields)), "first", people, week)


def _asked_by_week(waiting: list[Question], weeks: int) -> dict[str, date]:
    """What is asked when, if nobody answers and nothing else comes."""
    found: dict[str, date] = {}
    for number in range(weeks):
        week = MONDAY + number * WEEK
        for each in chosen([each for each in waiting if each.standing.fact.id not in found], week, RULES):
            found[each.question.standing.fact.id] = week
    return found


def test_nobody_is_asked_about_more_facts_than_one_message_holds() -> None:
    waiting = [_first(number, MONDAY - WEEK, people) for number in range(50) for people in (("a",), ("b",))]
    counts = Counter(person for each in chosen(waiting, MONDAY, RULES) for person in each.people)
    assert counts == {"a": LINES, "b": LINES}


def test_whoever_has_their_message_of_the_week_gets_no_other() -> None:
    assert chosen([_first(1, MONDAY, ("a",)), _first(2, MONDAY, ("b",))], MONDAY, RULES, closed=("a",))[0].people == ("b",)


def test_what_is_due_later_is_asked_as_late_as_it_can_be() -> None:
    far = MONDAY + 30 * WEEK
    assert chosen([_first(number, far) for number in range(20)], MONDAY, RULES) == []
    assert len(chosen([_first(number, MONDAY) for number in range(3)], MONDAY, RULES)) == 3


def test_three_hundred_facts_that_fall_due_on_one_day_are_all_asked_in_time() -> None:
    far = MONDAY + 50 * WEEK
    asked_in = _asked_by_week([_first(number, far) for number in range(300)], 51)
    assert len(asked_in) == 300
    assert max(asked_in.values()) <= far
    assert min(asked_in.values()) > MONDAY + 5 * WEEK
    assert max(Counter(asked_in.values()).values()) <= LINES


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from([("a",), ("b",), ("a", "b"), ("c",)])), max_size=150))
def test_whatever_falls_due_when_is_asked_by_its_week_where_there_is_room_for_it(wanted: list[tuple[int, People]]) -> None:
    """There is room where no more falls due until any week than seven in ten of what each circle of people can be asked until then, and half of that where people are in two."""
    room: Counter[People] = Counter()
    waiting = []
    for number, (weeks, people) in enumerate(sorted(wanted)):
        if room[people] < int(LINES * 0.35) * (weeks + 1):
            room[people] += 1
            waiting.append(_first(number, MONDAY + weeks * WEEK, people))
    found = _asked_by_week(waiting, 42)
    assert all(found[each.standing.fact.id] <= each.week for each in waiting)


def test_two_people_share_what_either_could_answer_and_a_products_facts_stay_together() -> None:
    waiting = [_first(number, MONDAY, ("a", "b"), product=product) for number, product in enumerate(["os2mo"] * 4 + ["os2iot"] * 4)]
    found = chosen(waiting, MONDAY, RULES)
    assert {(each.question.standing.fact.product, each.people) for each in found} == {("os2iot", ("a",)), ("os2mo", ("b",))}


def test_first_questions_that_would_be_late_come_before_overdue_ones_and_reminders_last() -> None:
    upcoming = [_first(number, MONDAY) for number in range(6)]
    overdue = [Question(now(fact(100 + number, since=date(2020, 1, 1))), "first", ("sek",), date(2021, 1, 4)) for number in range(3)]
    nudges = [Question(now(fact(200 + number), asked("sek", "first", date(2026, 11, 10))), "nudge", ("sek",), MONDAY, all_of_them=True) for number in range(5)]
    found = {each.question.standing.fact.id for each in chosen([*nudges, *overdue, *upcoming], MONDAY, RULES)}
    assert found >= {each.standing.fact.id for each in (*upcoming, *overdue)}
    assert len(found) == LINES


def test_the_week_that_is_listed_is_the_week_in_which_it_is_asked() -> None:
    waiting = [Question(now(fact(number, since=date(2020, 1, 1))), "first", ("sek",), date(2021, 1, 4)) for number in range(45)]
    listed = expected(waiting, TODAY, RULES)
    assert listed == _asked_by_week(waiting, 6)
    assert max(listed.values()) == monday(TODAY) + 4 * WEEK
