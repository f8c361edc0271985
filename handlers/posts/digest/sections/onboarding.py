# SPDX-License-Identifier: MPL-2.0
"""How many onboardings are under way, and for how long. Which organisation is how far is said only where the board of all stands, or to whoever may read of all."""

from collections.abc import Sequence
from datetime import date
from statistics import median_high

from handlers.onboarding.finding import label
from handlers.onboarding.flows import Flows
from handlers.onboarding.working_days import working_days_since
from handlers.permissions import Target, permitting
from handlers.posts.digest.issue import Issue
from handlers.posts.digest.lines import MOST, NOTHING, listed
from handlers.posts.digest.onboarding_chart import onboarding_chart
from handlers.posts.digest.reader import Reader, reader_of
from handlers.posts.digest.shared import shared
from handlers.reply import Phrase, Reply, Value, say
from handlers.role_words import said_day
from storage.onboarding import OnboardingRun
from storage.ordering import waiting_order
from storage.roles import ASSOCIATION
from storage.unit_of_work import UnitOfWork


async def onboarding(issue: Issue, unit: UnitOfWork, flows: Flows) -> Reply:
    """What the reader has to do themselves stands in `my_tasks`."""
    active = await shared(unit, "active runs", unit.onboarding.active)
    found = [each for each in active if (issue.tells_of_product(each.product) if each.product else issue.of_everything)]
    if not found:
        return NOTHING
    counted = say("digest.onboarding", count=len(found), days=Phrase("onboarding.days", {"count": _usual(found, issue)}))
    chart = onboarding_chart(found)
    begun = (counted, *((chart,) if chart else ()))
    if not _may_name(await reader_of(issue, unit)):
        return Reply(parts=begun)
    ordered = sorted(found, key=waiting_order)
    shown = [await _line(each, unit, flows) for each in ordered[:MOST]]
    return Reply(parts=(*begun, *listed(shown, "onboarding", len(ordered) - MOST)))


def _usual(found: Sequence[OnboardingRun], issue: Issue) -> int:
    """The median of the working days since each began; never a fraction of a day."""
    return median_high(working_days_since(_day(each, issue), issue.today) for each in found)


def _day(run: OnboardingRun, issue: Issue) -> date:
    return run.started_at.astimezone(issue.zone).date()


def _may_name(reader: Reader) -> bool:
    if reader.actor:
        return permitting(reader.actor, "onboarding.read", Target(scope=ASSOCIATION)) is not None
    return reader.issue.shows_board


async def _line(run: OnboardingRun, unit: UnitOfWork, flows: Flows) -> Value:
    """As on the board: nobody by name, and no answers."""
    known = await shared(unit, "flows", lambda: _same(flows))
    said = await shared(unit, ("run", run.id), lambda: label(run, known, unit))
    values: dict[str, Value] = {"run": said, "done": str(run.done), "total": str(run.total)}
    if not run.waiting_on:
        return Phrase("digest.onboarding.run", values)
    waiting: Value = Phrase(f"onboarding.waiting_on.{run.waiting_on}")
    if run.due:
        waiting = Phrase("onboarding.waiting.due", {"waiting_on": waiting, "due": said_day(run.due)})
    return Phrase("digest.onboarding.run.waiting", {**values, "waiting": waiting})


async def _same(flows: Flows) -> Flows:
    """So that what it has read is kept for the next digest."""
    return flows
