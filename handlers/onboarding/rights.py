# SPDX-License-Identifier: MPL-2.0
"""What a change of a run puts at stake: the step that is spoken of, or the run as a whole."""

from collections.abc import Iterator, Sequence

from handlers.changing.steps import Step
from handlers.permissions import Action, Target
from storage.onboarding import OnboardingRun
from storage.roles import ASSOCIATION, Scope

_BOARD = Scope("group", "bestyrelse")


IN_RUNS: tuple[Action, ...] = ("onboarding.start", "onboarding.answer", "onboarding.approve", "onboarding.manage", "onboarding.join")
"""What is done to a run. What else such a change does comes with it: the flow says what a step brings about."""


def in_run(action: Action, steps: Sequence[Step]) -> Iterator[tuple[Action, Target]]:
    """One right for each run that is begun by somebody, or changed; a flow that a step of another starts comes with that step."""
    begun = [step for step in steps if isinstance(step.record, OnboardingRun) and step.before is None]
    changed = [step for step in steps if isinstance(step.before, OnboardingRun)]
    for step in changed or begun:
        before, after = step.before, step.after
        if isinstance(after, OnboardingRun):
            known = before if isinstance(before, OnboardingRun) else None
            yield action, {"onboarding.join": _joining, "onboarding.manage": _whole}.get(action, at_stake)(known, after)


def _joining(before: OnboardingRun | None, after: OnboardingRun) -> Target:
    """Whoever is new among those who take part does it for themselves; where it is undone, whoever was."""
    earlier, later = (after, before) if before and _undone(before, after) else (before, after)
    new = {*later.participants.items()} - {*(earlier.participants.items() if earlier else ())}
    return Target(person=next((person for _, person in sorted(new)), None))


def _whole(before: OnboardingRun | None, after: OnboardingRun) -> Target:
    """The run as it was before that was done to it, or is undone: who is to carry it on from then on brings no right to say so."""
    return of_run(after if before is None or _undone(before, after) else before)


def _undone(before: OnboardingRun, after: OnboardingRun) -> bool:
    return before.touched_at is not None and (after.touched_at is None or before.touched_at > after.touched_at)


def at_stake(before: OnboardingRun | None, after: OnboardingRun) -> Target:
    """The step that is spoken of, or the run as a whole. Where something is undone, it is what had been done: whichever of the two was touched later."""
    run = before if before and _undone(before, after) else after
    record = run.steps.get(run.touched)
    return of_step(run, record.owner) if record else of_run(run)


def of_run(run: OnboardingRun) -> Target:
    """The run as a whole: its organisation speaks for it, and its product's coordinator; whoever carries it on is its person."""
    return Target(scope=_scope(run), person=run.owner, organisation=run.organisation or None)


def of_step(run: OnboardingRun, owner: str) -> Target:
    """A step of this owner (as the flow says it)."""
    match owner:
        case "secretariat":
            return Target(scope=ASSOCIATION)
        case "board_chair":
            return Target(scope=_BOARD)
        case "product_coordinator":
            return Target(scope=Scope("product", run.product))
        case "contact_person":
            return Target(scope=Scope("organisation", run.organisation), person=run.participants.get(owner), organisation=run.organisation)
        case _:
            return Target(person=run.participants.get(owner))


def _scope(run: OnboardingRun) -> Scope:
    if run.product:
        return Scope("product", run.product)
    return Scope("organisation", run.organisation) if run.organisation else ASSOCIATION
