# SPDX-License-Identifier: MPL-2.0
"""What the bot says in a run by itself: the messages of its flow, and what else its steps tell that are over without anybody's doing."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.catalogue.values import Bilingual
from config.flows.effects import Tell
from config.flows.flow import Flow, FlowStep, Owner
from handlers.onboarding.flows import Flows
from handlers.onboarding.progress import progress
from handlers.posts.onboarding_endings import heard_by, not_quiet, of_run
from storage.deliveries import Delivery
from storage.onboarding import OnboardingRun
from storage.unit_of_work import UnitOfWork

MESSAGE = "onboarding_message"
_USEFUL = timedelta(days=30)


def sayings(step: FlowStep) -> Iterator[tuple[Owner, Bilingual]]:
    """To whom what is said once a step is over by itself."""
    if step.kind == "message":
        yield step.owner, step.text
    if step.by_itself:
        yield from ((each.who, each.text) for each in step.effects if isinstance(each, Tell))


async def spoken(unit: UnitOfWork, flows: Flows, over: Sequence[OnboardingRun], last: datetime, zone: ZoneInfo) -> list[Delivery]:
    """`over`: runs that were completed lately. `last`: until when it is looked ahead, as waits end by then."""
    speaking = sorted({id_ for (id_, _), flow in (await flows.everything()).items() if any(any(sayings(step)) for step in flow.steps)})
    active = [run for id_ in speaking for run in await unit.onboarding.standing_of(id_) if run.state == "active"]
    runs = [*active, *(run for run in over if run.flow in speaking)]
    found = [(run, await flows.readable(run)) for run in runs]
    return [each for run, flow in found if flow for each in _said(run, flow, last, zone)]


def _said(run: OnboardingRun, flow: Flow, last: datetime, zone: ZoneInfo) -> Iterator[Delivery]:
    for each in progress(run, flow, last, zone).steps:
        if each.standing == "done" and each.over_at:
            for number, (who, _) in enumerate(sayings(each.step)):
                at = not_quiet(each.over_at, zone)
                key = f"{MESSAGE}:{run.id}:{each.step.id}:{number}"
                yield of_run(key, MESSAGE, run, heard_by(who, run), at, _USEFUL, step=each.step.id, number=str(number))
