# SPDX-License-Identifier: MPL-2.0
"""Which meetings are at the same time as others that some of the same people are to be in. Which groups is said, and never which people."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from handlers.actor import Actor
from handlers.meeting_dates import Occurrence
from handlers.meetings.known import may_know, taking_place
from handlers.reply import Phrase, Value
from handlers.role_words import said_scope
from storage.roles import RoleAssignments, Scope
from storage.unit_of_work import UnitOfWork

_LONGEST = timedelta(days=2)
"""No meeting lasts longer."""


async def clashes(
    found: Sequence[Occurrence], actor: Actor, unit: UnitOfWork, today: date, but: Collection[str] = (),
) -> Mapping[str, tuple[Value, ...]]:  # fmt: skip
    """Id of a meeting → what it clashes with, each group once; one of which the reader may not know is not named. `found`: of one group, in their order.

    `but`: series that count for nothing, since they are about to be others.
    """
    if not found:
        return {}
    group = found[0].series.group
    sharing = await _sharing(group, unit.roles, today)
    standing = [each for each in await unit.meetings.standing() if each.group in (group, *sharing) and each.id not in but]
    others = await taking_place(standing, unit.meetings, found[0].at - _LONGEST, found[-1].ends_at)
    return {each.id: await _met(each, others, actor, unit) for each in found}


async def _met(one: Occurrence, others: Sequence[Occurrence], actor: Actor, unit: UnitOfWork) -> tuple[Value, ...]:
    """Each group once; those that are not named once together."""
    met = {other.series.group if may_know(other.series, actor) else "": other for other in others if _meet(one, other)}
    return tuple([await _said(group, one.series.group, unit) for group in met])


def _meet(one: Occurrence, other: Occurrence) -> bool:
    return one.id != other.id and not other.cancelled and one.at < other.ends_at and other.at < one.ends_at


async def _sharing(group: str, roles: RoleAssignments, today: date) -> frozenset[str]:
    """The other groups in which somebody of this one has a role, now or later."""
    people = {each.person for each in await roles.over(Scope("group", group)) if each.person and each.overlaps(today, None)}
    held = [each for person in sorted(people) for each in await roles.of_person(person)]
    return frozenset(each.scope.id for each in held if each.scope.kind == "group" and each.overlaps(today, None)) - {group}


async def _said(met: str, own: str, unit: UnitOfWork) -> Phrase:
    """`met`: the group; empty: one of which the reader may not know."""
    if met == own:
        return Phrase("meeting.clash.same")
    return Phrase("meeting.clash", {"group": await said_scope(Scope("group", met), unit.directory)}) if met else Phrase("meeting.clash.other")
