# SPDX-License-Identifier: MPL-2.0
"""What an answer about a fact changes, as a line of the change."""

from handlers.changing.steps import Step
from handlers.freshness.fact_ids import kind_in, organisation_in, role_in, scope_in
from handlers.reply import Phrase, Value
from handlers.role_words import said_scope
from storage.freshness import FactReview
from storage.roles import Scope
from storage.unit_of_work import UnitOfWork


async def said_review(step: Step, unit: UnitOfWork) -> Value:
    """Of what: its kind, and what it is of."""
    review = step.record
    if not isinstance(review, FactReview):
        raise TypeError(f"{type(review).__name__} is no review")
    organisation = organisation_in(review.fact)
    held = await unit.roles.get(role) if (role := role_in(review.fact)) else None
    scopes = [held.scope if held else scope_in(review.fact), *([Scope("organisation", organisation)] if organisation else [])]
    said = [await said_scope(each, unit.directory) for each in scopes]
    of = Phrase("line.fact.of_both", {"scope": said[0], "organisation": said[1]}) if len(said) > 1 else said[0]
    return Phrase(f"line.fact.{_what(step)}", {"kind": Phrase(f"freshness.kind.{kind_in(review.fact)}"), "of": of})


def _what(step: Step) -> str:
    before, after = step.before, step.after
    if not isinstance(after, FactReview):
        return "undone"
    was = before if isinstance(before, FactReview) else FactReview(fact=after.fact)
    if after.confirmed_at != was.confirmed_at:
        return "right" if after.confirmed_at and (was.confirmed_at is None or after.confirmed_at > was.confirmed_at) else "undone"
    if after.changed_at != was.changed_at:
        return "changed" if after.changed_at else "undone"
    return "not_mine" if len(after.not_mine) > len(was.not_mine) else "undone"
