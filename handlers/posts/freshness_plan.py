# SPDX-License-Identifier: MPL-2.0
"""Plans the messages in which people are asked whether facts still hold: one for each person and week, with whatever was chosen for it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.freshness.next_question import monday
from handlers.posts.onboarding_days import morning
from handlers.posts.own_language import in_own_language
from handlers.posts.plan import Plan
from handlers.posts.withdrawn import NOTHING_WAITS, anew, withdrawn
from storage.deliveries import Delivery
from storage.unit_of_work import UnitOfWork

ASK, ABOUT = "freshness", "freshness"
_WEEK = timedelta(weeks=1)


class FreshnessPlanner:
    """Implements `Planner`. `language`: for whom no other is known. `zone`: the community's."""

    kinds = (ASK,)

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._language, self._zone = language, zone

    async def revision(self, unit: UnitOfWork) -> str:
        return str(await unit.freshness.revision())

    async def plan(self, unit: UnitOfWork, first: datetime, last: datetime) -> Plan:
        asked = {(each.person, each.at) for review in await unit.freshness.everything() for each in review.asked if first <= each.at < last}
        wanted = await in_own_language([self._message(person, at) for person, at in sorted(asked)], unit.people)
        return Plan(tuple(anew(wanted, await withdrawn(unit, (ASK,), first - _WEEK, last))), {ABOUT: NOTHING_WAITS})

    def _message(self, person: str, at: datetime) -> Delivery:
        """Not sent any more when the next week has begun: that has a message of its own."""
        week = monday(at.astimezone(self._zone).date())
        year, number, _ = week.isocalendar()
        return Delivery(
            key=f"{ASK}:{year}-W{number:02}:person/{person}", kind=ASK, about=ABOUT, target=f"person/{person}", due_at=at, useful_until=morning(week + _WEEK, self._zone),
            language=self._language,
        )  # fmt: skip
