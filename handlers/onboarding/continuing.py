# SPDX-License-Identifier: MPL-2.0
"""Where somebody goes on: the step that is named, or what waits for them, whichever run it belongs to."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.flows.flow import FlowStep
from handlers.actor import Actor
from handlers.message import Query
from handlers.onboarding.finding import Finding, Found
from handlers.onboarding.flows import Flows
from handlers.onboarding.showing import one_step, summary, whole
from handlers.reply import Choice, Heading, Paragraph, Part, Phrase, Reply, say
from storage.onboarding import OnboardingRun
from storage.unit_of_work import UnitOfWork

SHOWN = 8
"""Steps that are offered at once."""
_RUNS = 3
"""Runs of which is said how far they are, where none of them waits for this person."""


async def continue_onboarding(query: Query, actor: Actor, unit: UnitOfWork, flows: Flows, now: datetime, zone: ZoneInfo) -> Reply:
    """The step that is named, or the next that waits for this person."""
    finding = Finding(query=query, actor=actor, unit=unit, flows=flows, now=now, zone=zone)
    if not query.slots.keys() & {"run", "organisation", "vendor", "product", "number", "step"}:
        return await _own(finding)
    found = await finding.one()
    if step := finding.step(found):
        return await one_step(found, step, finding)
    own = [each.step for each in found.progress.open if finding.may_do(found.run, each.step)]
    return await one_step(found, own[0], finding) if own and found.run.state == "active" else await whole(found, finding)


async def waiting_steps(finding: Finding) -> list[tuple[Found, FlowStep]]:
    """What this person can do now in the runs that they have a part in; what is due first stands first."""
    waiting: list[tuple[date, Found, FlowStep]] = []
    for run in await finding.mine():
        if run.state == "active":
            found = await finding.found(run)
            waiting += [(each.due or date.max, found, each.step) for each in found.progress.open if finding.may_do(run, each.step)]
    return [(found, step) for _, found, step in sorted(waiting, key=lambda each: each[0])]


async def _own(finding: Finding) -> Reply:
    """The one step that waits for them; several as choices."""
    waiting = await waiting_steps(finding)
    if not waiting:
        others = [each for each in await finding.mine() if await finding.may_see(each)][:_RUNS]
        return Reply(parts=(say("onboarding.nothing_waits"), *[part for run in others for part in await _where(run, finding)]))
    if len(waiting) == 1:
        return await one_step(*waiting[0], finding)
    choices = tuple([await _choice(found, step, finding) for found, step in waiting[:SHOWN]])
    return Reply(parts=(say("onboarding.waits_for_you", count=len(waiting)),), choices=choices)


async def _where(run: OnboardingRun, finding: Finding) -> tuple[Part, ...]:
    """Which run it is, how far it is, and whom it waits for instead."""
    return (Heading(await finding.label(run)), Paragraph(summary(run)))


async def _choice(found: Found, step: FlowStep, finding: Finding) -> Choice:
    label = Phrase("onboarding.waits", {"title": step.title, "run": await finding.label(found.run)})
    return Choice(label, "continue_onboarding", {"run": found.run.id, "step": step.id})
