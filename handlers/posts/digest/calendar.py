# SPDX-License-Identifier: MPL-2.0
"""The meetings of the coming fortnight, and how many come to those that take so many: of all groups, worked out once for all digests."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from handlers.meeting_dates import Occurrence, occurrences
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.reader import Reader, standing_series
from handlers.posts.digest.shared import shared
from storage.attendance import Attendance, Coming
from storage.meetings import MeetingDate, MeetingSeries
from storage.roles import RoleAssignment
from storage.unit_of_work import UnitOfWork

AHEAD = timedelta(days=14)
_SPARE = timedelta(days=2)  # no zone is as far from UTC, and no clock is changed by as much
_COME: tuple[Coming, ...] = ("yes", "deputy")


@dataclass(frozen=True, slots=True)
class Turnout:
    """`answers`: of anybody. `people`: ids of the group's own, who count where it takes so many."""

    answers: Sequence[Attendance]
    people: frozenset[str]

    @property
    def coming(self) -> int:
        """How many of the group's own come."""
        return sum(each.coming in _COME and each.person in self.people for each in self.answers)


async def coming(reader: Reader) -> list[Occurrence]:
    """What begins in the 14 days from now on, of what the issue tells of and the reader may know of; in their order. What is cancelled does not take place, and is not there."""
    return [each for each in await soon(reader) if reader.issue.tells_of_group(each.series.group) and reader.may_know(each.series)]


async def soon(reader: Reader) -> list[Occurrence]:
    """The same, of all groups, whoever may know of them."""
    issue = reader.issue
    every = await shared(reader.unit, ("coming", issue.today), lambda: _coming(issue, reader.unit))
    return [each for each in every if issue.now <= each.at < issue.now + AHEAD]


async def _coming(issue: Issue, unit: UnitOfWork) -> list[Occurrence]:
    """From the beginning of the day on, whatever the hour: digests of one day share it."""
    first = datetime.combine(issue.today, time(), issue.zone).astimezone(UTC)
    last = first + AHEAD + _SPARE
    found = await unit.meetings.dates_within(*((each + way * _SPARE).replace(tzinfo=None) for each, way in ((first, -1), (last, 1))))
    dates = by_series(found)
    every = [one for each in await standing_series(unit) for one in occurring(each, tuple(dates[each.id]), first, last) if not one.cancelled]
    return sorted(every, key=lambda each: (each.at, each.series.group, each.id))


@lru_cache(maxsize=5_000)
def occurring(series: MeetingSeries, dates: tuple[MeetingDate, ...], first: datetime, last: datetime, most: int = 1000) -> tuple[Occurrence, ...]:
    """As `occurrences`: the same from the same, whatever unit of work they were read in. To follow a rule takes longer than to read it."""
    return tuple(occurrences(series, dates, first, last, most))


def by_series(dates: Iterable[MeetingDate]) -> defaultdict[str, list[MeetingDate]]:
    found: defaultdict[str, list[MeetingDate]] = defaultdict(list)
    for each in dates:
        found[each.series].append(each)
    return found


async def turnouts(reader: Reader) -> Mapping[str, Turnout]:
    """By the id of the date, of those of the coming days that take so many."""
    return await shared(reader.unit, ("turnouts", reader.issue.today), lambda: _turnouts(reader.issue, reader.unit))


async def _turnouts(issue: Issue, unit: UnitOfWork) -> Mapping[str, Turnout]:
    every = await shared(unit, ("coming", issue.today), lambda: _coming(issue, unit))
    taking = [each for each in every if each.series.quorum]
    answers: dict[str, list[Attendance]] = defaultdict(list)
    for answer in await unit.attendances.of([each.id for each in taking]):
        answers[answer.date].append(answer)
    roles: dict[str, list[RoleAssignment]] = defaultdict(list)
    for role in await unit.roles.over_any("group", {each.series.group for each in taking}):
        roles[role.scope.id].append(role)
    return {each.id: Turnout(answers[each.id], _people(each, roles[each.series.group])) for each in taking}


def _people(found: Occurrence, roles: Iterable[RoleAssignment]) -> frozenset[str]:
    return frozenset(each.person for each in roles if each.person and each.holds_on(found.wall.date()))


async def own_answers(reader: Reader) -> Mapping[str, Coming]:
    """What the one person answered, by the id of the date; of a channel nothing."""
    person, unit = reader.issue.person, reader.unit
    if not person:
        return {}

    async def read() -> Mapping[str, Coming]:
        return {each.date: each.coming for each in await unit.attendances.of_person(person)}

    return await shared(unit, ("own answers", person), read)
