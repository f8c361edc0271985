# SPDX-License-Identifier: MPL-2.0
"""The meetings from which dates of the wheel are reckoned: of each year and group the one of the rule, and the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from config.year_wheel import OwnMeeting, YearWheel, day_of
from handlers.meeting_dates import Occurrence
from handlers.meetings.known import taking_place
from handlers.understanding.phrases import Phrases, both
from handlers.understanding.text import clean, tokens
from storage.meetings import Meetings, MeetingSeries

_EDGE = timedelta(days=2)  # a day on the wall begins and ends no further from the same day in UTC
May = Callable[[MeetingSeries], bool]
"""Whether a series counts for whoever reads."""


def everything(_: MeetingSeries) -> bool:
    return True


def open_to_all(series: MeetingSeries) -> bool:
    return series.visibility == "open"


async def meetings_of(wheel: YearWheel, meetings: Meetings, years: Sequence[int], may: May) -> Sequence[Occurrence]:
    """All meetings of the wheel's groups in these years that may count, cancelled ones too."""
    if not wheel.groups or not years:
        return ()
    found = [each for each in await meetings.of_groups(sorted(wheel.groups)) if may(each)]
    first, last = datetime(min(years), 1, 1, tzinfo=UTC) - _EDGE, datetime(max(years) + 1, 1, 1, tzinfo=UTC) + _EDGE
    return await taking_place(found, meetings, first, last)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Of one year and one rule. `own`: the meeting of the rule; None: it is not scheduled. `others`: the group's others of that year, in their order."""

    own: Occurrence | None
    others: tuple[Occurrence, ...]


def anchors(rule: OwnMeeting, year: int, found: Sequence[Occurrence]) -> Anchors:
    """The first that lies within the rule's days and whose title does not say that it is another sort; where none does, the first that does not say so.

    What is cancelled counts for nothing.
    """
    standing = [each for each in found if each.series.group == rule.group and each.wall.year == year and not each.cancelled]
    called = Phrases({"other": both(rule.not_called)})
    usual = [each for each in standing if not called.find(tokens(clean(each.title)))]
    own = next((each for each in usual if is_within(rule, day(each))), usual[0] if usual else None)
    return Anchors(own, tuple(each for each in standing if each is not own))


def is_within(rule: OwnMeeting, when: date) -> bool:
    return day_of(when.year, rule.within[0]) <= when <= day_of(when.year, rule.within[1])


def day(meeting: Occurrence) -> date:
    """On which it is held, by the clock where it takes place."""
    return meeting.wall.date()
