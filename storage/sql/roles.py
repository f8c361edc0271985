# SPDX-License-Identifier: MPL-2.0
"""Roles and absences as rows."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from config.roles import Role, ScopeKind
from storage.ordering import absence_order, assignment_order
from storage.roles import Absence, RoleAssignment, Scope
from storage.sql.prepared import Prepared
from storage.sql.records import Records, Row, fields_of, hold, removed
from storage.sql.tables_people import absences, role_assignments


def _assignment(scope_kind: Any, scope_id: str, **fields: Any) -> RoleAssignment:
    return RoleAssignment(scope=Scope(scope_kind, scope_id), **fields)


def _row(assignment: RoleAssignment) -> Row:
    row = fields_of(assignment)
    scope: Scope = row.pop("scope")
    return {**row, "scope_kind": scope.kind, "scope_id": scope.id}


_ASSIGNMENTS = Records(role_assignments, _assignment, _row)
_STANDING = select(role_assignments).where(role_assignments.c.withdrawn.is_(False))
_OVER_ALL = _STANDING.where(role_assignments.c.scope_kind == bindparam("kind"), role_assignments.c.scope_id == bindparam("id_"))
_OVER, _OVER_AS = Prepared(lambda _: _OVER_ALL), Prepared(lambda _: _OVER_ALL.where(role_assignments.c.role == bindparam("role")))
_OVER_ANY = _STANDING.where(role_assignments.c.scope_kind == bindparam("kind"), role_assignments.c.scope_id.in_(bindparam("wanted", expanding=True)))
_OVER_ANY_AS = _OVER_ANY.where(role_assignments.c.role == bindparam("role"))
_OF_PERSON = Prepared(lambda _: _STANDING.where(role_assignments.c.person == bindparam("wanted")))
_OF_ORGANISATION = _STANDING.where(role_assignments.c.organisation == bindparam("wanted"))

_ABSENCES = Records(absences, Absence)
_IN_FORCE = select(absences).where(absences.c.withdrawn.is_(False))
_OF = _IN_FORCE.where(absences.c.person.in_(bindparam("wanted", expanding=True)))
_NAMING = _IN_FORCE.where(absences.c.deputy_person == bindparam("wanted"))
_EVERYTHING_OF = select(absences).where(or_(absences.c.person == bindparam("wanted"), absences.c.deputy_person == bindparam("wanted")))
_UNNAME = update(absences).where(absences.c.deputy_person == bindparam("gone")).values(deputy_person=None, version=absences.c.version + 1)
_REMOVE = delete(absences).where(absences.c.person == bindparam("gone"))
_DAY = bindparam("day", type_=Date)
_FORGET = delete(absences).where(or_(absences.c.valid_to <= _DAY, absences.c.withdrawn & (absences.c.valid_from < _DAY)))
"""One that was withdrawn never was, and is over once it would have begun."""


class SqlRoleAssignments:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, assignment_id: str) -> RoleAssignment | None:
        return await _ASSIGNMENTS.get(self._connection, assignment_id)

    async def over(self, scope: Scope, role: Role | None = None) -> Sequence[RoleAssignment]:
        values = {"kind": scope.kind, "id_": scope.id}
        return await self._ordered(_OVER, values) if role is None else await self._ordered(_OVER_AS, {**values, "role": role})

    async def over_any(self, kind: ScopeKind, ids: Collection[str], role: Role | None = None) -> Sequence[RoleAssignment]:
        values, statement = ({"kind": kind}, _OVER_ANY) if role is None else ({"kind": kind, "role": role}, _OVER_ANY_AS)
        return sorted(await _ASSIGNMENTS.among(self._connection, statement, ids, values), key=assignment_order)

    async def of_person(self, person_id: str) -> Sequence[RoleAssignment]:
        return await self._ordered(_OF_PERSON, {"wanted": person_id})

    async def of_organisation(self, organisation_id: str) -> Sequence[RoleAssignment]:
        return await self._ordered(_OF_ORGANISATION, {"wanted": organisation_id})

    async def everything(self) -> Sequence[RoleAssignment]:
        return await self._ordered(_ASSIGNMENTS.select, {})

    async def add(self, assignment: RoleAssignment) -> None:
        await _ASSIGNMENTS.add(self._connection, assignment)

    async def save(self, assignment: RoleAssignment) -> None:
        await _ASSIGNMENTS.save(self._connection, assignment)

    async def hold(self, scope: Scope, role: Role) -> None:
        await hold(self._connection, f"role/{role}/{scope.kind}/{scope.id}")

    async def _ordered(self, statement: Any, values: Row) -> list[RoleAssignment]:
        return sorted(await _ASSIGNMENTS.all(self._connection, statement, values), key=assignment_order)


class SqlAbsences:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, absence_id: str) -> Absence | None:
        return await _ABSENCES.get(self._connection, absence_id)

    async def of(self, people: Collection[str]) -> Sequence[Absence]:
        return sorted(await _ABSENCES.among(self._connection, _OF, people), key=absence_order)

    async def naming(self, person_id: str) -> Sequence[Absence]:
        return sorted(await _ABSENCES.all(self._connection, _NAMING, {"wanted": person_id}), key=absence_order)

    async def everything_of(self, person_id: str) -> Sequence[Absence]:
        return sorted(await _ABSENCES.all(self._connection, _EVERYTHING_OF, {"wanted": person_id}), key=absence_order)

    async def add(self, absence: Absence) -> None:
        await _ABSENCES.add(self._connection, absence)

    async def save(self, absence: Absence) -> None:
        await _ABSENCES.save(self._connection, absence)

    async def remove_of(self, person_id: str) -> int:
        await self._connection.execute(_UNNAME, {"gone": person_id})
        return await removed(self._connection, _REMOVE, {"gone": person_id})

    async def forget_before(self, day: date) -> int:
        return await removed(self._connection, _FORGET, {"day": day})
