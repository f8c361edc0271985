# SPDX-License-Identifier: MPL-2.0
"""What became of asking about facts, in memory."""

from collections.abc import Collection, Sequence

from storage.conflict import ChangedMeanwhileError
from storage.freshness import FactReview
from storage.memory.state import State, save


class MemoryFactReviews:
    def __init__(self, state: State) -> None:
        self._state, self._all = state, state.fact_reviews

    async def of(self, fact: str) -> FactReview | None:
        return self._all.get(fact)

    async def some(self, facts: Collection[str]) -> dict[str, FactReview]:
        return {fact: self._all[fact] for fact in facts if fact in self._all}

    async def everything(self) -> Sequence[FactReview]:
        return [review for _, review in sorted(self._all.items())]

    async def of_person(self, person_id: str) -> Sequence[FactReview]:
        return [
            each
            for each in await self.everything()
            if person_id in (each.confirmed_by, each.changed_by, *each.not_mine, *(asked.person for asked in each.asked))
        ]

    async def revision(self) -> int:
        return self._state.freshness_revision

    async def add(self, review: FactReview) -> None:
        if review.fact in self._all:
            raise ChangedMeanwhileError
        self._grow()
        self._all[review.fact] = review

    async def save(self, review: FactReview) -> None:
        save(self._all, review.fact, review)
        self._grow()

    async def remove(self, fact: str) -> None:
        if self._all.pop(fact, None):
            self._grow()

    def _grow(self) -> None:
        self._state.freshness_revision += 1
