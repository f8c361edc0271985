# SPDX-License-Identifier: MPL-2.0
"""What two records of one person hold of meetings, once they are one: answers, what they said and are to do, calendar addresses."""

from dataclasses import replace

from handlers.changing.steps import Step
from handlers.onboarding.people import with_other_person
from storage.agenda import AgendaItem
from storage.attendance import Attendance
from storage.calendars import CalendarAddress
from storage.unit_of_work import UnitOfWork


async def merged_meetings(kept: str, other: str, unit: UnitOfWork) -> list[Step]:
    """The steps by which what the second holds is the first's. Of two answers to one meeting the later stands."""
    steps = await _answers(kept, other, unit)
    steps += [Step(each, _item(each, kept, other)) for each in await unit.agenda.of_person(other)]
    steps += [Step(each, with_other_person(each, kept, other)) for each in await unit.onboarding.of_person(other)]
    return steps + [Step(each, _address(each, kept, other)) for each in await unit.calendars.addresses_of(other)]


async def _answers(kept: str, other: str, unit: UnitOfWork) -> list[Step]:
    coming = unit.attendances
    found = [*await coming.of_person(kept), *await coming.of_person(other), *await coming.naming(other)]
    before = {(each.date, each.person): each for each in found}
    after: dict[tuple[str, str], Attendance] = {}
    for each in sorted(before.values(), key=lambda each: each.answered_at):
        moved = _answer(each, kept, other)
        after[moved.date, moved.person] = moved
    return [Step(before.get(key), after.get(key)) for key in sorted({*before, *after}) if before.get(key) != after.get(key)]


def _answer(each: Attendance, kept: str, other: str) -> Attendance:
    """The answer, with one person where there were two; nobody comes in their own place."""
    person = kept if each.person == other else each.person
    deputy = kept if each.deputy == other else each.deputy
    return replace(each, person=person, deputy=None if deputy == person else deputy)


def _item(each: AgendaItem, kept: str, other: str) -> AgendaItem:
    return replace(each, by=kept if each.by == other else each.by, responsible=kept if each.responsible == other else each.responsible)


def _address(each: CalendarAddress, kept: str, other: str) -> CalendarAddress:
    return replace(each, owner=kept, scope=f"person/{kept}" if each.scope == f"person/{other}" else each.scope)
