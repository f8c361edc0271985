# SPDX-License-Identifier: MPL-2.0
"""The board: which runs stand, who waits on whom, and for how long."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.message import Query
from handlers.onboarding.finding import Finding, label
from handlers.onboarding.flows import Flows
from handlers.onboarding.working_days import working_days_since
from handlers.permissions import Target, permitting
from handlers.reply import Choice, Heading, Part, Phrase, Reply, Table, Value, say
from handlers.role_words import said_day
from storage.onboarding import STANDING, OnboardingRun
from storage.roles import ASSOCIATION
from storage.unit_of_work import UnitOfWork

SHOWN = 15
"""Runs that are listed at once; the others are counted."""


async def list_onboarding(query: Query, actor: Actor, unit: UnitOfWork, flows: Flows, now: datetime, zone: ZoneInfo) -> Reply:
    """For whoever may read of all: what has waited longest first. For others their own."""
    if permitting(actor, "onboarding.read", Target(scope=ASSOCIATION)) is not None:
        runs = await unit.onboarding.longest_waiting(SHOWN)
        parts = await of_all(runs, unit, flows, now, zone)
    else:
        finding = Finding(query=query, actor=actor, unit=unit, flows=flows, now=now, zone=zone)
        runs = [each for each in await unit.onboarding.standing() if await finding.may_see(each)][:SHOWN]
        parts = (Heading(Phrase("onboarding.board")), await _table(runs, unit, flows, now, zone))
    if not runs:
        return Reply(parts=(say("onboarding.board.none"),))
    choices = tuple([Choice(await label(each, flows, unit), "onboarding_status", {"run": each.id}) for each in runs[:5]])
    return Reply(parts=parts, choices=choices)


async def of_all(runs: Sequence[OnboardingRun], unit: UnitOfWork, flows: Flows, now: datetime, zone: ZoneInfo) -> tuple[Part, ...]:
    """The board of the whole community, of which these runs are those that have waited longest. It names organisations, and nobody."""
    if not runs:
        return (Heading(Phrase("onboarding.board")), say("onboarding.board.none"))
    counted = await unit.onboarding.counts()
    active, paused = (sum(many for (each, _), many in counted.items() if each == state) for state in STANDING)
    return (Heading(Phrase("onboarding.board")), say("onboarding.board.counts", count=active, paused=paused), await _table(runs, unit, flows, now, zone))


async def _table(runs: Sequence[OnboardingRun], unit: UnitOfWork, flows: Flows, now: datetime, zone: ZoneInfo) -> Table:
    rows = tuple([(await label(each, flows, unit), *_row(each, now, zone)) for each in runs])
    columns = ("onboarding.column.run", "onboarding.column.progress", "onboarding.column.waiting", "onboarding.column.days")
    return Table(tuple(Phrase(each) for each in columns), rows)


def _row(run: OnboardingRun, now: datetime, zone: ZoneInfo) -> tuple[Value, ...]:
    since, today = run.waiting_since.astimezone(zone).date() if run.waiting_since else None, now.astimezone(zone).date()
    waited = Phrase("onboarding.days", {"count": working_days_since(since, today)}) if since else ""
    waiting: Value = Phrase(f"onboarding.waiting_on.{run.waiting_on}") if run.waiting_on else Phrase(f"onboarding.state.{run.state}")
    if run.due and run.waiting_on:
        waiting = Phrase("onboarding.waiting.due", {"waiting_on": waiting, "due": said_day(run.due)})
    return (f"{run.done}/{run.total}", waiting, waited)
