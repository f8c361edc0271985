# SPDX-License-Identifier: MPL-2.0
"""What comes next for one fact: whom to ask, as what, and by when at the latest. Pure: the same whenever it is worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from config.freshness import AskingRule
from handlers.freshness.standing import Standing
from handlers.freshness.who import Level, People
from storage.freshness import Asking, Stage

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Question:
    """`week`: the Monday of the week in which it is to be asked; a first question may be asked earlier. `people`: of whom one is asked; `all_of_them`: or each.

    `anew`: what was asked before counts no more.
    """

    standing: Standing
    stage: Stage
    people: People
    week: date
    all_of_them: bool = False
    anew: bool = False

    @property
    def is_first(self) -> bool:
        """Whether nobody was asked about it yet, or it begins anew."""
        return not self.standing.asked or self.stage == "first"


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def next_question(now: Standing, levels: Sequence[Level], rule: AskingRule, zone: ZoneInfo) -> Question | None:
    """None: nobody is left who could know."""
    left = [Level(each.stage, people) for each in levels if (people := tuple(person for person in each.people if person not in now.not_mine))]
    if now.paused_since:
        return _ask(now, left, monday(now.paused_since) + rule.again_weeks * _WEEK, anew=True)
    if not now.asked:
        return _ask(now, left, monday(now.until) - rule.ahead_weeks * _WEEK)
    last = now.asked[-1]
    week, heard = monday(last.at.astimezone(zone).date()), {each.person for each in now.asked}
    known = {person for each in left for person in each.people}
    asked = tuple(each for each in _those_of(now.asked, last) if each in known)
    following = [Level(each.stage, people) for each in left if (people := tuple(person for person in each.people if person not in heard))]
    begun_anew = _ask(now, left, week + rule.again_weeks * _WEEK, anew=True)
    if not asked:  # whoever was asked cannot know, or is gone: whoever comes next is asked at once
        return _ask(now, following, week) or begun_anew
    if _is_first(now.asked):
        return Question(now, "nudge", asked, week + rule.nudge_weeks * _WEEK, all_of_them=True)
    weeks = rule.secretariat_weeks if last.stage == "group" else rule.group_weeks
    return _ask(now, [each for each in following if each.stage != "first"], week + weeks * _WEEK) or begun_anew


def _ask(now: Standing, levels: Sequence[Level], week: date, *, anew: bool = False) -> Question | None:
    """The first level. Where a group has nobody in an office, everybody in it is asked."""
    if not levels:
        return None
    return Question(now, levels[0].stage, levels[0].people, week, all_of_them=levels[0].stage == "group", anew=anew)


def _is_first(asked: Sequence[Asking]) -> bool:
    """Whether it was asked once so far, or of somebody who came in another's place: then the same person is asked once more."""
    return asked[-1].stage == "first" or (asked[-1].stage != "nudge" and all(each.at == asked[-1].at for each in asked))


def _those_of(asked: Sequence[Asking], last: Asking) -> People:
    return tuple(dict.fromkeys(each.person for each in asked if each.at == last.at and each.stage == last.stage))
