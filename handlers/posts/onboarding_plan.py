# SPDX-License-Identifier: MPL-2.0
"""Plans what is said of runs of flows: reminders, one for each person and morning; what the bot says by itself; word of the end, and how it goes afterwards."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.onboarding.flows import Flows
from handlers.posts.onboarding_days import morning, mornings
from handlers.posts.onboarding_endings import CELEBRATION, CHECK_IN, LATELY, celebrations, check_ins, completed
from handlers.posts.onboarding_spoken import MESSAGE, spoken
from handlers.posts.onboarding_waiting import worked_out
from handlers.posts.own_language import in_own_language
from handlers.posts.plan import Plan
from handlers.posts.withdrawn import NOTHING_WAITS, anew, withdrawn
from storage.deliveries import Delivery
from storage.people import Person
from storage.unit_of_work import UnitOfWork

NUDGE, ABOUT = "onboarding_nudge", "onboarding"
OF_RUNS = (MESSAGE, CELEBRATION, CHECK_IN)
USEFUL = timedelta(days=60)
"""A later reminder says it better, and takes its place; the last one before a long downtime is of use after it."""
_BACK = timedelta(days=14)
"""What was withdrawn longer ago is not wanted again."""


class OnboardingPlanner:
    """Implements `Planner`. `language`: for whom no other is known. `zone`: the community's, in which it is morning."""

    kinds = (NUDGE, *OF_RUNS)

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._language, self._zone = language, zone

    async def revision(self, unit: UnitOfWork) -> str:
        return str(await unit.onboarding.revision())

    async def plan(self, unit: UnitOfWork, first: datetime, last: datetime) -> Plan:
        flows, zone = Flows(unit.onboarding, dict), self._zone
        over = await completed(unit, first - LATELY, last)
        found = [*await spoken(unit, flows, over, last, zone), *await celebrations(over, flows, zone), *await check_ins(unit, flows, first, last, zone)]
        of_runs = [each for each in found if first <= each.due_at < last]
        wanted = [
            *anew(await self._nudges(unit, flows, first, last), await withdrawn(unit, (NUDGE,), first, last)),
            *anew(await in_own_language(of_runs, unit.people), await withdrawn(unit, OF_RUNS, first - _BACK, last)),
        ]
        return Plan(tuple(wanted), {ABOUT: NOTHING_WAITS})

    async def _nudges(self, unit: UnitOfWork, flows: Flows, first: datetime, last: datetime) -> list[Delivery]:
        found = await worked_out(unit, flows, self._zone)
        told = sorted({(day, person) for day in mornings(first, last, self._zone) for each in found.found for person in each.told(day, found.who)})
        people = await unit.people.some({person for _, person in told})
        return [self._nudge(day, person, people.get(person)) for day, person in told]

    def _nudge(self, day: date, person: str, known: Person | None) -> Delivery:
        target, at = f"person/{person}", morning(day, self._zone)
        language = known.language if known and known.language else self._language
        return Delivery(key=f"{NUDGE}:{day}:{target}", kind=NUDGE, about=ABOUT, target=target, due_at=at, useful_until=at + USEFUL, language=language)
