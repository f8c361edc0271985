# SPDX-License-Identifier: MPL-2.0
"""What is said when a run is completed, and some time afterwards: a celebration, and how it goes."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.flows.flow import INVITED, Flow, Owner
from handlers.onboarding.flows import Flows
from handlers.onboarding.owners import carried_on_by, target
from handlers.onboarding.working_days import after_working_days
from handlers.posts.onboarding_days import morning
from handlers.posts.reminder_times import told_at
from handlers.posts.routing import role_target
from storage.deliveries import Delivery
from storage.onboarding import OnboardingRun
from storage.reminders import ReminderPlan
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork

CELEBRATION, CHECK_IN = "onboarding_celebration", "onboarding_check_in"
LATELY = timedelta(days=2)
"""Of what ended longer ago nothing is told any more but how it goes."""
_CELEBRATED, _ASKED = timedelta(days=7), timedelta(days=14)
_LONGEST = timedelta(days=10)
"""Without a working day."""
_USUAL = ReminderPlan(group="")


async def completed(unit: UnitOfWork, after: datetime, before: datetime) -> list[OnboardingRun]:
    return [each for each in await unit.onboarding.ended(after, before) if each.state == "completed"]


async def celebrations(runs: Sequence[OnboardingRun], flows: Flows, zone: ZoneInfo) -> list[Delivery]:
    """In the run's channel, where there is one: that is the organisation's yes. Else to two people by themselves."""
    found = [(run, await flows.readable(run)) for run in runs]
    return [each for run, flow in found if flow for each in _celebrated(run, flow, zone)]


def _celebrated(run: OnboardingRun, flow: Flow, zone: ZoneInfo) -> Iterator[Delivery]:
    if flow.celebrate is None or run.ended_at is None:
        return
    at = not_quiet(run.ended_at, zone)
    if run.channel:
        yield of_run(f"{CELEBRATION}:{run.id}:channel", CELEBRATION, run, run.channel, at, _CELEBRATED)
        return
    welcomed, owner = heard_by(_welcomed(flow), run), carried_on_by(run)[0]
    yield of_run(f"{CELEBRATION}:{run.id}:welcomed", CELEBRATION, run, welcomed, at, _CELEBRATED)
    if owner != welcomed:
        yield of_run(f"{CELEBRATION}:{run.id}:owner", CELEBRATION, run, owner, at, _CELEBRATED)


async def check_ins(unit: UnitOfWork, flows: Flows, first: datetime, last: datetime, zone: ZoneInfo) -> list[Delivery]:
    """In the morning of the day, or of the next working day."""
    found: list[Delivery] = []
    for days in sorted({days for flow in (await flows.everything()).values() for days in flow.check_ins}):
        after = timedelta(days=days)
        for run in await completed(unit, first - after - _LONGEST, last - after):
            flow = await flows.readable(run)
            if flow and days in flow.check_ins and run.ended_at:
                at = morning(after_working_days((run.ended_at.astimezone(zone) + after).date(), 0), zone)
                found.append(of_run(f"{CHECK_IN}:{run.id}:{days}", CHECK_IN, run, heard_by(_welcomed(flow), run), at, _ASKED, days=str(days)))
    return found


def _welcomed(flow: Flow) -> Owner:
    """Whom it was for: the first of those who are invited to it."""
    owners = {step.owner for step in flow.steps}
    return next((each for each in INVITED if each in owners), "contact_person")


def heard_by(owner: Owner, run: OnboardingRun) -> str:
    """The secretariat, where the organisation has no contact person any more."""
    if owner == "contact_person" and owner not in run.participants:
        return role_target(("kontaktperson", "sekretariat", "admin"), Scope("organisation", run.organisation))
    return target(owner, run)


def not_quiet(at: datetime, zone: ZoneInfo) -> datetime:
    """At once; in the evening and at night, the next morning."""
    return told_at(at, zone.key, _USUAL, at + timedelta(days=1))


def of_run(key: str, kind: str, run: OnboardingRun, to: str, at: datetime, useful: timedelta, **values: str) -> Delivery:
    address = "" if to.startswith(("person/", "role/")) else to
    return Delivery(
        key=key, kind=kind, about=f"onboarding/{run.id}", target=to, address=address, due_at=at, useful_until=at + useful, language=run.language, values=values,
        owner=carried_on_by(run)[0],
    )  # fmt: skip
