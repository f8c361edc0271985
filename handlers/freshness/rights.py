# SPDX-License-Identifier: MPL-2.0
"""What somebody must be permitted to do who answers whether a fact still holds: whoever was asked may, and whoever keeps such facts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.changing.steps import Step
from handlers.freshness.fact_ids import organisation_in, role_in, scope_in
from handlers.permissions import Action, Target
from storage.freshness import FactReview
from storage.roles import RoleAssignment

ANSWER: Action = "fact.answer"


def of_answers(steps: Sequence[Step]) -> Iterator[tuple[Action, Target]]:
    """That of each fact. A role comes along with what is asked about it: nothing of it changes but when it was confirmed."""
    asked = {role_in(step.record.fact) for step in steps if isinstance(step.record, FactReview)}
    for step in steps:
        if isinstance(step.record, FactReview):
            yield ANSWER, of_review(step)
        elif not isinstance(step.record, RoleAssignment) or step.record.id not in asked or not _only_confirms(step):
            raise TypeError("an answer changes nothing else")


def of_review(step: Step) -> Target:
    """`person`: whoever answers, where they were asked; nobody, where they were not. Of a role, only that counts, and who may do everything."""
    review = step.record
    if not isinstance(review, FactReview):
        raise TypeError(f"{type(review).__name__} is no review")
    return replace(of_fact(review), person=_answering(step))


def of_fact(review: FactReview) -> Target:
    """As far as the fact alone says it."""
    return Target(scope=None if role_in(review.fact) else scope_in(review.fact), organisation=organisation_in(review.fact))


def _answering(step: Step) -> str | None:
    before, after = step.before, step.after
    if not isinstance(before, FactReview) or not isinstance(after, FactReview):
        return None
    who = set(after.not_mine) - set(before.not_mine)
    who |= {after.confirmed_by} if after.confirmed_at != before.confirmed_at and after.confirmed_by else set()
    who |= {after.changed_by} if after.changed_at != before.changed_at and after.changed_by else set()
    return next(iter(who & {each.person for each in before.asked}), None) if len(who) == 1 else None


def _only_confirms(step: Step) -> bool:
    before, after = step.before, step.after
    if not isinstance(before, RoleAssignment) or not isinstance(after, RoleAssignment):
        return False
    return replace(before, confirmed_at=after.confirmed_at, confirmed_by=after.confirmed_by) == after
