# SPDX-License-Identifier: MPL-2.0
"""The first admins: those whom the settings name, and who never were before. What is changed in chat later stands."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from handlers.actor import SYSTEM
from handlers.changing.carrying_out import carry_out
from handlers.changing.records import about, audited, subject
from handlers.changing.steps import Step
from handlers.parties import newcomer
from storage.audit import AuditEvent
from storage.people import Identity
from storage.roles import ASSOCIATION, RoleAssignment
from storage.unit_of_work import Database, UnitOfWork

CONSOLE = "console"
"""Whoever sits at the machine: no person's id, so there is nothing to tell."""


async def appoint_first_admins(database: Database, identities: Sequence[Identity], now: datetime, zone: ZoneInfo) -> int:
    """Makes an admin of each identity that never was one; how many. Any number of replicas may do it at once."""
    if not await _wanted(database, identities):
        return 0
    async with database.unit_of_work() as unit:
        await unit.roles.hold(ASSOCIATION, "admin")
        made = [step for identity in identities for step in await _steps(identity, unit, now, zone)]
        for step in made:
            await carry_out(step, unit)
            await unit.audit.record(_event(step, now))
        await unit.commit()
    return sum(isinstance(step.after, RoleAssignment) for step in made)


async def _wanted(database: Database, identities: Sequence[Identity]) -> bool:
    """Whether there is anything to do: a start should not have to write."""
    async with database.unit_of_work() as unit:
        return any([not await _was_admin(identity, unit) for identity in identities])


async def _was_admin(identity: Identity, unit: UnitOfWork) -> bool:
    person = await unit.people.of(identity)
    return person is not None and any(held.role == "admin" for held in await unit.roles.of_person(person.id))


async def _steps(identity: Identity, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> list[Step]:
    if await _was_admin(identity, unit):
        return []
    today = now.astimezone(zone).date()
    person, steps = await unit.people.of(identity), list[Step]()
    if person is None:
        person, made = newcomer(identity, now, today, informed=identity == CONSOLE)
        steps += made
    assignment = RoleAssignment(
        id=uuid4().hex, role="admin", scope=ASSOCIATION, person=person.id, valid_from=today, recorded_at=now, confirmed_at=now, source="settings",
    )  # fmt: skip
    return [*steps, Step(None, assignment)]


def _event(step: Step, now: datetime) -> AuditEvent:
    concerns = getattr(step.after, "person", None)
    return AuditEvent(
        id=uuid4().hex, at=now, actor=SYSTEM, action="role.appoint", via="settings", subject=subject(step.record), about=about(step.record),
        person=concerns, after=audited(step.after),
    )  # fmt: skip
