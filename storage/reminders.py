# SPDX-License-Identifier: MPL-2.0
"""How a group wants to be reminded of its meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Protocol

MINUTE, HOUR, DAY = 1, 60, 24 * 60
DEFAULT_LEADS = (7 * DAY, 1 * DAY, 1 * HOUR)
DEFAULT_CALL = 10 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPlan:
    """`leads`: minutes before the start. `agenda_call`: minutes before the start that points for the agenda are asked for; 0: never.

    `quiet_from`, `quiet_until`: wall times in the series' zone between which nothing is sent; equal: always. `directly`: whoever is in the group is reminded by themselves too.
    """

    group: str
    leads: tuple[int, ...] = DEFAULT_LEADS
    agenda_call: int = DEFAULT_CALL
    quiet_from: time = time(18)
    quiet_until: time = time(7)
    directly: bool = False
    version: int = 0


class ReminderPlans(Protocol):
    """A group of which nothing was said has the plan of the defaults."""

    async def of(self, group: str) -> ReminderPlan | None: ...

    async def everything(self) -> Sequence[ReminderPlan]:
        """Ordered by group."""

    async def add(self, plan: ReminderPlan) -> None:
        """Raises ChangedMeanwhileError where the group has one already."""

    async def save(self, plan: ReminderPlan) -> None:
        """Replaces the record whose version this one has, and counts the version up. Raises ChangedMeanwhileError when there is none."""
