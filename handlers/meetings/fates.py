# SPDX-License-Identifier: MPL-2.0
"""What becomes of the points, the answers and the exceptions of meetings whose series changes: carried on, or said to fall away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from handlers.changing.steps import Step
from handlers.changing.telling import Told
from handlers.meeting_dates import Occurrence
from handlers.meetings.splitting import Fate, Split
from handlers.posts.meeting_found import hours, title
from handlers.reply import Bullets, Listing, Part, Phrase, Value, say
from storage.agenda import AgendaItem
from storage.attendance import Attendance
from storage.unit_of_work import UnitOfWork

_SHOWN = 12
"""Meetings of which it is said one by one what becomes of them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What people have said of meetings to come. `told`: ids of those that somebody was told of."""

    told: frozenset[str]
    points: Sequence[AgendaItem]
    answers: Sequence[Attendance]

    @property
    def known(self) -> frozenset[str]:
        """Ids of the meetings that there is something of."""
        return self.told | {each.date for each in self.points if each.date} | {each.date for each in self.answers}


def following(divided: Split, kept: Kept) -> Iterator[Step]:
    """A point goes to the same meeting, else to the next; an answer to the same meeting, else it falls away."""
    for fate in divided.fates.values():
        if is_where_it_was(fate):
            continue
        instead = fate.after or divided.next_to(fate.before)
        for point in (each for each in kept.points if each.date == fate.before.id):
            yield Step(point, replace(point, date=instead.id if instead else None))
        for answer in (each for each in kept.answers if each.date == fate.before.id):
            yield Step(answer, None)
            if fate.after:
                yield Step(None, replace(answer, date=fate.after.id))


def is_where_it_was(fate: Fate) -> bool:
    return fate.after is not None and fate.after.id == fate.before.id


async def told_of_answers(divided: Split, kept: Kept, unit: UnitOfWork, asker: str) -> list[Told]:
    """Whoever had answered for a meeting that falls away hears that the answer counts no more, and when the next one is."""
    found: list[Told] = []
    for answer in kept.answers:
        fate = next((each for each in divided.fates.values() if each.before.id == answer.date), None)
        if fate is None or fate.after or answer.person == asker:
            continue
        instead = divided.next_to(fate.before)
        following_one = (say("told.answer_gone.next", when=hours(instead)),) if instead else ()
        gone = say("told.answer_gone", meeting=await title(fate.before, unit.directory), when=hours(fate.before))
        found.append(Told(f"person/{answer.person}", (gone, *following_one)))
    return found


def said_fates(divided: Split, kept: Kept) -> tuple[Part, ...]:
    """A line for each meeting of which somebody knows something."""
    lines = [
        Phrase("meeting.series.fate", {"when": hours(each.before), "what": Listing(tuple(said))})
        for each in divided.fates.values()
        if (said := [*_said(each, divided, kept)])
    ]
    if not lines:
        return ()
    more = (say("meeting.series.more", count=len(lines) - _SHOWN),) if len(lines) > _SHOWN else ()
    return (say("meeting.series.fates"), Bullets(tuple(lines[:_SHOWN])), *more)


def _said(fate: Fate, divided: Split, kept: Kept) -> Iterator[Value]:
    """Nothing of a meeting that stays as it is."""
    if is_where_it_was(fate) and fate.after == fate.before:
        return
    yield _becomes(fate)
    points = sum(each.date == fate.before.id for each in kept.points)
    answers = sum(each.date == fate.before.id for each in kept.answers)
    if points and not is_where_it_was(fate):
        instead = fate.after or divided.next_to(fate.before)
        yield Phrase("meeting.series.points", {"count": points, "when": hours(instead)}) if instead else Phrase("meeting.series.points_wait", {"count": points})
    if answers:
        yield Phrase("meeting.series.answers_stay" if fate.after else "meeting.series.answers_gone", {"count": answers})
    if fate.before.id in kept.told and not fate.before.cancelled and _otherwise(fate):
        yield Phrase("meeting.series.told")


def _becomes(fate: Fate) -> Phrase:
    if fate.after is None:
        return Phrase("meeting.series.gone")
    return Phrase("meeting.series.still_cancelled") if fate.after.cancelled else Phrase("meeting.series.becomes", {"when": hours(fate.after)})


def _otherwise(fate: Fate) -> bool:
    """Whether those who were told of it are told that it begins at another time, or not at all: how long it lasts is told with the next reminder."""
    return not is_where_it_was(fate) or _begins(fate.after) != fate.before.wall


def _begins(found: Occurrence | None) -> object:
    return found.wall if found else None
