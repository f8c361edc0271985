# SPDX-License-Identifier: MPL-2.0
"""Questions without an answer, in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime

from storage.memory.state import State, add, drop, save
from storage.questions import UnansweredQuestion


class MemoryQuestions:
    def __init__(self, state: State) -> None:
        self._all = state.questions

    async def number(self) -> int:
        return max(self._all, default=0) + 1

    async def get(self, number: int) -> UnansweredQuestion | None:
        return self._all.get(number)

    async def open_like(self, key: str) -> UnansweredQuestion | None:
        found = self._where(lambda each: (each.key, each.state, each.asker) == (key, "open", None))
        return found[0] if found else None

    async def open(self) -> Sequence[UnansweredQuestion]:
        return self._where(lambda each: each.state == "open")

    async def of(self, asker: str) -> Sequence[UnansweredQuestion]:
        return self._where(lambda each: each.asker == asker)

    async def answered(self, after: datetime, before: datetime) -> Sequence[UnansweredQuestion]:
        return self._where(lambda each: each.state == "answered" and each.answered_at is not None and after <= each.answered_at < before)

    async def answered_by(self, person_id: str) -> Sequence[UnansweredQuestion]:
        return self._where(lambda each: each.answered_by == person_id)

    async def add(self, question: UnansweredQuestion) -> None:
        add(self._all, question.number, question)

    async def save(self, question: UnansweredQuestion) -> None:
        save(self._all, question.number, question)

    async def forget_before(self, moment: datetime) -> int:
        return drop(self._all, [each.number for each in self._all.values() if each.asked_at < moment])

    def _where(self, fits: Callable[[UnansweredQuestion], bool]) -> list[UnansweredQuestion]:
        return [each for _, each in sorted(self._all.items()) if fits(each)]
