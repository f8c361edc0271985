# SPDX-License-Identifier: MPL-2.0
"""Runs of flows as rows: what became of their steps is one document; what a list shows stands in columns beside it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Text, bindparam, delete, func, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conflict import ChangedMeanwhileError
from storage.onboarding import STANDING, Invitation, OnboardingRun, OpenStep, PinnedFlow, StepRecord
from storage.ordering import run_order, waiting_order
from storage.sql.columns import UtcDateTime
from storage.sql.dialects import insert_into
from storage.sql.prepared import Prepared
from storage.sql.records import Records, Row, fields_of, removed
from storage.sql.tables import catalogue_state
from storage.sql.tables_onboarding import invitations, onboarding_flows, onboarding_runs

_STEPS, _OPEN = TypeAdapter(dict[str, StepRecord]), TypeAdapter(tuple[OpenStep, ...])
_RUN, _INVITATION = onboarding_runs.c, invitations.c


def _row(run: OnboardingRun) -> Row:
    return {
        **fields_of(run), "participants": dict(run.participants), "steps": _STEPS.dump_python(dict(run.steps), mode="json", exclude_defaults=True),
        "open_steps": _OPEN.dump_python(run.open_steps, mode="json", exclude_defaults=True),
    }  # fmt: skip


def _record(**row: Any) -> OnboardingRun:
    """Where the row has no steps, neither has the run."""
    return OnboardingRun(**{**row, "steps": _STEPS.validate_python(row.get("steps", {})), "open_steps": _OPEN.validate_python(row["open_steps"])})


_RUNS = Records(onboarding_runs, _record, _row)
_FLOWS, _INVITATIONS = Records(onboarding_flows, PinnedFlow), Records(invitations, Invitation)
_STANDS = or_(*(_RUN.state == state for state in STANDING))  # no list: it is prepared
_STANDING = Prepared(lambda _: _RUNS.select.where(_STANDS))
_EVERYTHING = Prepared(lambda _: _RUNS.select)
_OF_ORGANISATION = Prepared(lambda _: _RUNS.select.where(_RUN.organisation == bindparam("wanted")))
_NAMED = bindparam("named", type_=Text)
_DOCUMENTS = (type_coerce(_RUN.participants, Text), type_coerce(_RUN.steps, Text))
_OF_PERSON = _RUNS.select.where(
    or_(_RUN.owner == bindparam("wanted"), _RUN.started_by == bindparam("wanted"), *(document.contains(_NAMED) for document in _DOCUMENTS))
)
_SUMMARY = [column for column in onboarding_runs.columns if column.name != "steps"]
_ACTIVE = Prepared(lambda _: select(*_SUMMARY).where(_RUN.state == "active"))
_STANDING_OF = Prepared(lambda _: _RUNS.select.where(_STANDS, _RUN.flow == bindparam("wanted")))
_STALE = (
    _RUNS.select.where(_RUN.state == "active", _RUN.stale_at <= bindparam("now", type_=UtcDateTime)).order_by(_RUN.stale_at, _RUN.id).limit(bindparam("most"))
)
_ENDED = Prepared(
    lambda _: _RUNS.select.where(~_STANDS, _RUN.ended_at >= bindparam("after", type_=UtcDateTime), _RUN.ended_at < bindparam("before", type_=UtcDateTime))
)
_WAITING = (
    select(*_SUMMARY).where(_STANDS).order_by(_RUN.due.is_(None), _RUN.due, _RUN.waiting_since.is_(None), _RUN.waiting_since, _RUN.id).limit(bindparam("most"))
)
_COUNTS = select(_RUN.state, _RUN.waiting_on, func.count()).group_by(_RUN.state, _RUN.waiting_on)
_REVISION = Prepared(lambda _: select(catalogue_state.c.onboarding_revision))
_GROW = Prepared(lambda _: update(catalogue_state).values(onboarding_revision=catalogue_state.c.onboarding_revision + 1))
_OF_RUN = _INVITATIONS.select.where(_INVITATION.run == bindparam("wanted"))
_VALID = _INVITATIONS.select.where(_INVITATION.digest == bindparam("wanted"), _INVITATION.expires_at > bindparam("now", type_=UtcDateTime))
_TAKE = (
    delete(invitations).where(_INVITATION.digest == bindparam("wanted"), _INVITATION.expires_at > bindparam("now", type_=UtcDateTime)).returning(invitations)
)
_FORGET = delete(invitations).where(or_(_INVITATION.by == bindparam("made_by"), _INVITATION.expires_at < bindparam("before", type_=UtcDateTime)))


class SqlOnboardingRuns:
    """Whoever writes counts the revision up first, as for meetings."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def revision(self) -> int:
        found = await _REVISION.rows(self._connection, {})
        return found[0]["onboarding_revision"] if found else 0

    async def run(self, run_id: str) -> OnboardingRun | None:
        return await _RUNS.get(self._connection, run_id)

    async def standing(self) -> Sequence[OnboardingRun]:
        return sorted(await _RUNS.all(self._connection, _STANDING), key=run_order)

    async def active(self) -> Sequence[OnboardingRun]:
        return sorted(await _RUNS.all(self._connection, _ACTIVE), key=run_order)

    async def standing_of(self, flow: str) -> Sequence[OnboardingRun]:
        return sorted(await _RUNS.all(self._connection, _STANDING_OF, {"wanted": flow}), key=run_order)

    async def stale(self, now: datetime, most: int) -> Sequence[OnboardingRun]:
        found = await _RUNS.all(self._connection, _STALE, {"now": now, "most": most})
        return sorted(found, key=lambda each: (each.stale_at or now, each.id))

    async def ended(self, after: datetime, before: datetime) -> Sequence[OnboardingRun]:
        return sorted(await _RUNS.all(self._connection, _ENDED, {"after": after, "before": before}), key=run_order)

    async def of_organisation(self, organisation: str) -> Sequence[OnboardingRun]:
        return sorted(await _RUNS.all(self._connection, _OF_ORGANISATION, {"wanted": organisation}), key=run_order)

    async def of_person(self, person_id: str) -> Sequence[OnboardingRun]:
        values = {"wanted": person_id, "named": f'"{person_id}"'}  # as it stands in a document
        return sorted(await _RUNS.all(self._connection, _OF_PERSON, values), key=run_order)

    async def everything(self) -> Sequence[OnboardingRun]:
        return sorted(await _RUNS.all(self._connection, _EVERYTHING), key=run_order)

    async def longest_waiting(self, most: int) -> Sequence[OnboardingRun]:
        rows = (await self._connection.execute(_WAITING, {"most": most})).mappings()
        return sorted((_record(**row) for row in rows), key=waiting_order)

    async def counts(self) -> Mapping[tuple[str, str], int]:
        return {(state, waiting_on): count for state, waiting_on, count in await self._connection.execute(_COUNTS)}

    async def add(self, run: OnboardingRun) -> None:
        await _GROW.changed(self._connection, {})
        await _RUNS.add(self._connection, run)

    async def save(self, run: OnboardingRun) -> None:
        await _GROW.changed(self._connection, {})
        await _RUNS.save(self._connection, run)

    async def pinned(self) -> Sequence[PinnedFlow]:
        return sorted(await _FLOWS.all(self._connection, _FLOWS.select, {}), key=lambda each: (each.flow, each.version))

    async def pin(self, flow: PinnedFlow) -> None:
        statement = insert_into(self._connection.dialect.name)(onboarding_flows).on_conflict_do_nothing().returning(onboarding_flows.c.flow)
        if not (await self._connection.scalars(statement, [fields_of(flow)])).all():
            raise ChangedMeanwhileError

    async def invite(self, invitation: Invitation) -> None:
        await _INVITATIONS.add(self._connection, invitation)

    async def invitations(self, run_id: str) -> Sequence[Invitation]:
        return sorted(await _INVITATIONS.all(self._connection, _OF_RUN, {"wanted": run_id}), key=lambda each: (each.expires_at, each.digest))

    async def is_invitation(self, digest: str, now: datetime) -> bool:
        return bool(await _INVITATIONS.all(self._connection, _VALID, {"wanted": digest, "now": now}))

    async def take_invitation(self, digest: str, now: datetime) -> Invitation | None:
        return await _INVITATIONS.first(self._connection, _TAKE, {"wanted": digest, "now": now})

    async def forget_invitations(self, *, by: str = "", before: datetime | None = None) -> int:
        return await removed(self._connection, _FORGET, {"made_by": by or None, "before": before})
