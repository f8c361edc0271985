# SPDX-License-Identifier: MPL-2.0
"""People in what became of asking about facts, where one is forgotten or two turn out to be the same."""

from dataclasses import replace

from storage.freshness import FactReview


def named_in(review: FactReview) -> tuple[str | None, ...]:
    return (review.confirmed_by, review.changed_by, *review.not_mine, *(each.person for each in review.asked))


def without_person(review: FactReview, person: str) -> FactReview:
    """What they said stays so, without who said it."""
    return replace(
        review, confirmed_by=None if review.confirmed_by == person else review.confirmed_by, changed_by=None if review.changed_by == person else review.changed_by,
        not_mine=tuple(each for each in review.not_mine if each != person), asked=tuple(each for each in review.asked if each.person != person),
    )  # fmt: skip


def with_other_person(review: FactReview, kept: str, other: str) -> FactReview:
    """The second is the first."""

    def named(person: str | None) -> str | None:
        return kept if person == other else person

    not_mine = tuple(dict.fromkeys(kept if each == other else each for each in review.not_mine))
    asked = tuple(replace(each, person=kept) if each.person == other else each for each in review.asked)
    return replace(review, confirmed_by=named(review.confirmed_by), changed_by=named(review.changed_by), not_mine=not_mine, asked=asked)
