# SPDX-License-Identifier: MPL-2.0
"""Who holds which role over what, and when; who is away, and who stands in. History is added to, never rewritten."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from config.roles import Role, ScopeKind


@dataclass(frozen=True, slots=True)
class Scope:
    """What a role is held over. The id is a product's, a group's (`os2mo/styregruppe`), an organisation's; empty for the association."""

    kind: ScopeKind
    id: str = ""


ASSOCIATION = Scope("association")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAssignment:
    """A role from `valid_from` until the day before `valid_to` (local dates; None: until further notice).

    Held by an organisation, a person (then `organisation` is the employer), a mailbox, or several of them together; at least one is there.
    `share`: percent of a full-time position. `source`: who told (`told`, `import`, `settings`, or the id of a source of the catalogue).
    `withdrawn`: it was taken back as never having been so; it counts nowhere, and is kept. `version` grows with each save.
    """

    id: str
    role: Role
    scope: Scope
    valid_from: date
    recorded_at: datetime
    confirmed_at: datetime
    organisation: str | None = None
    person: str | None = None
    mailbox: str | None = None
    share: int | None = None
    valid_to: date | None = None
    source: str = "told"
    confirmed_by: str | None = None
    withdrawn: bool = False
    version: int = 0

    def holds_on(self, day: date) -> bool:
        return not self.withdrawn and self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, start: date, end: date | None) -> bool:
        """Whether it holds on any day from `start` until the day before `end`."""
        begins_before = end is None or self.valid_from < end
        empty = self.valid_to is not None and self.valid_to <= self.valid_from
        return not self.withdrawn and not empty and begins_before and (self.valid_to is None or start < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A person is away from `valid_from` until the day before `valid_to` (None: until they say they are back). Why is never kept.

    The deputy is a person, an organisation or a mailbox; without one, the roles' own deputies stand in.
    """

    id: str
    person: str
    valid_from: date
    valid_to: date | None = None
    deputy_person: str | None = None
    deputy_organisation: str | None = None
    deputy_mailbox: str | None = None
    withdrawn: bool = False
    version: int = 0

    def holds_on(self, day: date) -> bool:
        return not self.withdrawn and self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class RoleAssignments(Protocol):
    """What is withdrawn is given by `get` and `everything` alone. Lists are ordered by valid_from, then recorded_at, then id."""

    async def get(self, assignment_id: str) -> RoleAssignment | None: ...

    async def over(self, scope: Scope, role: Role | None = None) -> Sequence[RoleAssignment]:
        """Of all times: what was, is and will be."""

    async def over_any(self, kind: ScopeKind, ids: Collection[str], role: Role | None = None) -> Sequence[RoleAssignment]:
        """Of all times: as `over`, of several scopes of one kind at once."""

    async def of_person(self, person_id: str) -> Sequence[RoleAssignment]:
        """Of all times."""

    async def of_organisation(self, organisation_id: str) -> Sequence[RoleAssignment]:
        """Of all times: what it holds, and what people employed there hold."""

    async def everything(self) -> Sequence[RoleAssignment]:
        """All there ever was, withdrawn ones too."""

    async def add(self, assignment: RoleAssignment) -> None: ...

    async def save(self, assignment: RoleAssignment) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def hold(self, scope: Scope, role: Role) -> None:
        """Lets nobody else hold this role of this scope until the unit of work ends; waits while somebody else does.

        Hold before reading what is to be changed; several in a fixed order.
        """


class Absences(Protocol):
    """Withdrawn ones are given by `get` and `everything_of` alone. Ordered by valid_from, then id."""

    async def get(self, absence_id: str) -> Absence | None: ...

    async def of(self, people: Collection[str]) -> Sequence[Absence]:
        """Of all times, of any of these people."""

    async def naming(self, person_id: str) -> Sequence[Absence]:
        """In which this person is the deputy."""

    async def everything_of(self, person_id: str) -> Sequence[Absence]:
        """All there is of this person, as the one away or the deputy; withdrawn ones too."""

    async def add(self, absence: Absence) -> None: ...

    async def save(self, absence: Absence) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""

    async def remove_of(self, person_id: str) -> int:
        """Removes this person's absences, and their name as deputy of others."""

    async def forget_before(self, day: date) -> int:
        """Removes absences that ended before this day."""
