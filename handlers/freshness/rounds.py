# SPDX-License-Identifier: MPL-2.0
"""Who is asked what in a week: one message for each person at most, with so many facts at most, and nothing too late. Pure: the same whenever it is worked out.

What has to be asked by a week to come is asked as late as it can be, and as early as it must be for all of it to find room: where three hundred facts fall due
on one day, the first of them are asked months before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from config.freshness import Rules
from handlers.freshness.next_question import Question, monday, next_question
from handlers.freshness.standing import Standing
from handlers.freshness.who import People, Who

_WEEK = timedelta(weeks=1)
_PLANNED = 0.7
"""How much of everybody's room is counted on for first questions: reminders, and what others did not answer, find room too."""
_FAR = 60
"""Weeks that are looked ahead: all that was asked last year."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One question, and who is asked it this week."""

    question: Question
    people: People


@dataclass(slots=True)
class _Room:
    """How many facts each may still be asked about this week, and of which products they are asked already. `closed`: those who got their message."""

    lines: int
    closed: Collection[str]
    taken: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    products: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def left(self, person: str) -> int:
        return 0 if person in self.closed else self.lines - self.taken[person]

    def take(self, question: Question) -> People:
        """Whoever of these has room: each of them, or the one who is asked about the product anyway, else the one who is asked least."""
        product = question.standing.fact.product
        free = [each for each in question.people if self.left(each) > 0]
        if not question.all_of_them and free:
            free = [min(free, key=lambda each: (product not in self.products[each] if product else False, self.taken[each], each))]
        for each in free:
            self.taken[each] += 1
            self.products[each].add(product)
        return tuple(free)


def questions(standings: Iterable[Standing], who: Who, rules: Rules, zone: ZoneInfo) -> list[Question]:
    """What comes next for each fact that anybody can be asked about."""
    found = (next_question(each, who.levels(each.fact), rules.asking, zone) for each in standings)
    return [each for each in found if each]


def chosen(asked: Sequence[Question], week: date, rules: Rules, closed: Collection[str] = ()) -> list[Chosen]:
    """Who is asked what in the week that begins on this Monday. `closed`: whoever was written to this week already."""
    room = _Room(rules.asking.lines, closed)
    found = [Chosen(each, people) for each in _in_turn(asked, week, rules.asking.lines) if (people := room.take(each))]
    return sorted(found, key=lambda each: (each.question.standing.fact.product, each.question.standing.fact.id))


def _in_turn(asked: Sequence[Question], week: date, lines: int) -> list[Question]:
    """First what would be late otherwise, then what is overdue already, what others did not answer, and reminders: each the oldest first."""
    first = sorted((each for each in asked if each.is_first), key=_urgency)
    upcoming = [each for each in first if each.standing.until > week]
    overdue = [each for each in first if each.standing.until <= week and each.week <= week]
    again = sorted((each for each in asked if not each.is_first and each.week <= week), key=lambda each: (each.stage == "nudge", *_urgency(each)))
    return [*_needed(upcoming, week, lines), *overdue, *again]


def _needed(upcoming: Sequence[Question], week: date, lines: int) -> list[Question]:
    """As many of each circle of people as must be asked now, so that none of the others comes too late."""
    found: list[Question] = []
    for people, own in _by_people(upcoming).items():
        at_once = max(1, int(lines * len(people) * _PLANNED))
        count = max((number - at_once * _weeks(week, each.week) for number, each in enumerate(own, 1)), default=0)
        ripe = sum(each.week <= week for each in own)
        found += own[: max(count, ripe, 0)]
    return sorted(found, key=_urgency)


def _by_people(asked: Iterable[Question]) -> Mapping[People, list[Question]]:
    found: dict[People, list[Question]] = defaultdict(list)
    for each in asked:
        found[each.people].append(each)
    return found


def _weeks(week: date, by: date) -> int:
    """How many weeks after this one there are until that."""
    return max(0, (by - week) // _WEEK)


def _urgency(question: Question) -> tuple[date, str, str]:
    fact = question.standing.fact
    return question.week, fact.product, fact.id


def expected(asked: Sequence[Question], day: date, rules: Rules) -> dict[str, date]:
    """Fact → the Monday of the week in which it is asked about next, if nobody answers meanwhile and nothing else changes."""
    left, week, found = list(asked), monday(day), dict[str, date]()
    for _ in range(_FAR):
        done = {each.question.standing.fact.id for each in chosen(left, week, rules)}
        found |= dict.fromkeys(done, week)
        left = [each for each in left if each.standing.fact.id not in done]
        week += _WEEK
    return found
