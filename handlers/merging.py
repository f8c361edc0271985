# SPDX-License-Identifier: MPL-2.0
"""What two records of one person hold of meetings, once they are one: answers, what they said and are to do, calendar addresses, and what they asked for."""

from dataclasses import replace

from handlers.changing.steps import Step
from handlers.freshness.people import with_other_person as with_other_person_asked
from handlers.onboarding.people import with_other_person
from storage.agenda import AgendaItem
from storage.attendance import Attendance
from storage.calendars import CalendarAddress
from storage.subscriptions import Subscription
from storage.unit_of_work import UnitOfWork


async def merged_meetings(kept: str, other: str, unit: UnitOfWork) -> list[Step]:
    """The steps by which what the second holds is the first's. Of two answers to one meeting the later stands."""
    steps = await _answers(kept, other, unit)
    steps += [Step(each, _item(each, kept, other)) for each in await unit.agenda.of_person(other)]
    steps += [Step(each, with_other_person(each, kept, other)) for each in await unit.onboarding.of_person(other)]
    steps += [Step(each, with_other_person_asked(each, kept, other)) for each in await unit.freshness.of_person(other)]
    steps += await _subscriptions(kept, other, unit)
    return steps + [Step(each, _address(each, kept, other)) for each in await unit.calendars.addresses_of(other)]


async def _subscriptions(kept: str, other: str, unit: UnitOfWork) -> list[Step]:
    """What the second asked for is the first's, who has one of a kind about the same; and is told of all of it on the first's day."""
    own, moving = await unit.subscriptions.in_channel(f"person/{kept}"), await unit.subscriptions.in_channel(f"person/{other}")
    there = {(each.kind, each.about) for each in own}
    times = {each.kind: each for each in reversed(own)}
    gone = [Step(each, None) for each in moving]
    new = [_subscription(each, times.get(each.kind, each), kept) for each in moving if (each.kind, each.about) not in there]
    return [*gone, *(Step(None, each) for each in new)]


def _subscription(each: Subscription, beside: Subscription, kept: str) -> Subscription:
    return replace(
        each,
        channel=f"person/{kept}",
        by=kept,
        weekday=beside.weekday,
        clock=beside.clock,
        language=beside.language,
        paused=beside.paused,
        paused_at=beside.paused_at,
    )


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
