# SPDX-License-Identifier: MPL-2.0
"""Roles and absences, in memory."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from config.roles import Role, ScopeKind
from storage.memory.state import State, add, drop, save
from storage.ordering import absence_order, assignment_order
from storage.roles import Absence, RoleAssignment, Scope


class MemoryRoleAssignments:
    def __init__(self, state: State) -> None:
        self._all = state.assignments

    async def get(self, assignment_id: str) -> RoleAssignment | None:
        return self._all.get(assignment_id)

    async def over(self, scope: Scope, role: Role | None = None) -> Sequence[RoleAssignment]:
        return self._standing(each for each in self._all.values() if each.scope == scope and role in (None, each.role))

    async def over_any(self, kind: ScopeKind, ids: Collection[str], role: Role | None = None) -> Sequence[RoleAssignment]:
        return self._standing(each for each in self._all.values() if each.scope.kind == kind and each.scope.id in ids and role in (None, each.role))

    async def of_person(self, person_id: str) -> Sequence[RoleAssignment]:
        return self._standing(each for each in self._all.values() if each.person == person_id)

    async def of_organisation(self, organisation_id: str) -> Sequence[RoleAssignment]:
        return self._standing(each for each in self._all.values() if each.organisation == organisation_id)

    async def everything(self) -> Sequence[RoleAssignment]:
        return sorted(self._all.values(), key=assignment_order)

    async def add(self, assignment: RoleAssignment) -> None:
        add(self._all, assignment.id, assignment)

    async def save(self, assignment: RoleAssignment) -> None:
        save(self._all, assignment.id, assignment)

    async def hold(self, scope: Scope, role: Role) -> None:
        """Units of work follow one another anyway."""

    def _standing(self, found: Iterable[RoleAssignment]) -> list[RoleAssignment]:
        return sorted((each for each in found if not each.withdrawn), key=assignment_order)


class MemoryAbsences:
    def __init__(self, state: State) -> None:
        self._all = state.absences

    async def get(self, absence_id: str) -> Absence | None:
        return self._all.get(absence_id)

    async def of(self, people: Collection[str]) -> Sequence[Absence]:
        return sorted((each for each in self._all.values() if each.person in people and not each.withdrawn), key=absence_order)

    async def naming(self, person_id: str) -> Sequence[Absence]:
        return sorted((each for each in self._all.values() if each.deputy_person == person_id and not each.withdrawn), key=absence_order)

    async def everything_of(self, person_id: str) -> Sequence[Absence]:
        return sorted((each for each in self._all.values() if person_id in (each.person, each.deputy_person)), key=absence_order)

    async def add(self, absence: Absence) -> None:
        add(self._all, absence.id, absence)

    async def save(self, absence: Absence) -> None:
        save(self._all, absence.id, absence)

    async def remove_of(self, person_id: str) -> int:
        for each in [each for each in self._all.values() if each.deputy_person == person_id]:
            self._all[each.id] = replace(each, deputy_person=None, version=each.version + 1)
        return drop(self._all, [each.id for each in self._all.values() if each.person == person_id])

    async def forget_before(self, day: date) -> int:
        return drop(self._all, [each.id for each in self._all.values() if _over(each, day)])


def _over(absence: Absence, day: date) -> bool:
    """Whether it ended before this day. One that was withdrawn never was, and is over once it would have begun."""
    return (absence.valid_to is not None and absence.valid_to <= day) or (absence.withdrawn and absence.valid_from < day)
