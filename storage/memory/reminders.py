# SPDX-License-Identifier: MPL-2.0
"""How groups want to be reminded, in memory."""

from collections.abc import Sequence

from storage.conflict import ChangedMeanwhileError
from storage.memory.state import State, save
from storage.reminders import ReminderPlan


class MemoryReminderPlans:
    def __init__(self, state: State) -> None:
        self._all = state.reminder_plans

    async def of(self, group: str) -> ReminderPlan | None:
        return self._all.get(group)

    async def everything(self) -> Sequence[ReminderPlan]:
        return [plan for _, plan in sorted(self._all.items())]

    async def add(self, plan: ReminderPlan) -> None:
        if plan.group in self._all:
            raise ChangedMeanwhileError
        self._all[plan.group] = plan

    async def save(self, plan: ReminderPlan) -> None:
        save(self._all, plan.group, plan)
