# SPDX-License-Identifier: MPL-2.0
"""Writes down of runs of flows what became so because time went by: a wait has ended, and other steps are open, or the run is completed."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog

from handlers.actor import SYSTEM
from handlers.changing.records import about, audited, subject
from handlers.onboarding.flows import Flows
from handlers.onboarding.progress import settled
from handlers.refusal import Refusal
from storage.audit import AuditEvent
from storage.conflict import ChangedMeanwhileError
from storage.onboarding import OnboardingRun
from storage.unit_of_work import Database, UnitOfWork

ACTION, VIA = "onboarding.settle", "housekeeping"
_AT_ONCE = 200

_log = structlog.get_logger(__name__)


async def settle_runs(database: Database, now: datetime, zone: ZoneInfo) -> int:
    """Each in a transaction of its own; how many. One that somebody else changed meanwhile is theirs, and is looked at again the next time."""
    async with database.unit_of_work() as unit:
        stale = await unit.onboarding.stale(now, _AT_ONCE)
    return sum([await _settle(run, database, now, zone) for run in stale])


async def _settle(run: OnboardingRun, database: Database, now: datetime, zone: ZoneInfo) -> bool:
    try:
        async with database.unit_of_work() as unit:
            after = settled(run, await Flows(unit.onboarding, dict).of(run), now, zone)
            await unit.onboarding.save(after)
            await _note(run, after, unit, now)
            await unit.commit()
    except ChangedMeanwhileError:
        return False
    except Refusal:
        _log.exception("A run of a flow that the database does not have stays as it is", action="run_unsettled", run=run.id)
        return False
    return True


async def _note(before: OnboardingRun, after: OnboardingRun, unit: UnitOfWork, now: datetime) -> None:
    """The audit says how each run came to be as it is."""
    event = AuditEvent(
        id=uuid4().hex, at=now, actor=SYSTEM, action=ACTION, via=VIA, subject=subject(after), about=about(after), before=audited(before), after=audited(after),
    )  # fmt: skip
    await unit.audit.record(event)
