# SPDX-License-Identifier: MPL-2.0
"""Plans ahead what is to be posted: on every replica, as often as one likes, always with the same result."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from handlers.posts.plan import Plan, Planner
from storage.deliveries import OPEN, Delivery, DeliveryFilter, Planned, Standing, planned
from storage.unit_of_work import Database, UnitOfWork

AHEAD = timedelta(hours=48)
EVERY = timedelta(minutes=5)
"""How often everything is looked at, where nothing is known to have changed."""
OVERLAP = timedelta(minutes=10)
LOOKED_BACK = timedelta(days=60)
"""What fell due while nothing was planned is recorded as far back as this."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ticked:
    """How many deliveries are new in the ledger, and how many were withdrawn."""

    new: int = 0
    withdrawn: int = 0


class Planning:
    """`planners`: by name."""

    def __init__(self, database: Database, planners: Mapping[str, Planner]) -> None:
        self._database, self._planners = database, planners

    async def tick(self, now: datetime) -> Ticked:
        """One transaction for each planner. Raises what the database raises."""
        new = withdrawn = 0
        for name, planner in self._planners.items():
            async with self._database.unit_of_work() as unit:
                done = await _planned(name, planner, unit, now)
                await unit.commit()
            new, withdrawn = new + done.new, withdrawn + done.withdrawn
        if new or withdrawn:
            _log.info("It was planned what is to be posted", action="planned", new=new, withdrawn=withdrawn)
        return Ticked(new, withdrawn)

    async def preview(self, first: datetime, last: datetime) -> list[Delivery]:
        """What would be planned for this span, whatever the ledger holds already; nothing is kept."""
        async with self._database.unit_of_work() as unit:
            found = [each for planner in self._planners.values() for each in (await planner.plan(unit, first, last)).wanted]
        return sorted(found, key=lambda each: (each.due_at, each.key))


async def _planned(name: str, planner: Planner, unit: UnitOfWork, now: datetime) -> Ticked:
    before = await unit.deliveries.progress(name)
    revision = await planner.revision(unit)
    if before and before.revision == revision and before.at <= now < before.at + EVERY:
        return Ticked()
    first, last = await _first(planner, before, unit, now), now + AHEAD
    plan = await planner.plan(unit, first, last)
    there = await unit.deliveries.standing(planner.kinds, first, last)
    await unit.deliveries.reschedule([each for each in plan.wanted if each.key in there and there[each.key].due_at != each.due_at])
    added = await unit.deliveries.plan([planned(each, now) for each in plan.wanted if each.key not in there])
    withdrawn = await _withdrawn(plan, there, unit, now)
    await unit.deliveries.keep_progress(Planned(name=name, until=last, revision=revision, at=now))
    return Ticked(added, withdrawn)


async def _first(planner: Planner, before: Planned | None, unit: UnitOfWork, now: datetime) -> datetime:
    """From when it was last looked on, and from what is overdue and may be wanted no longer; a little before, for what was being written meanwhile."""
    overdue = await unit.deliveries.find(DeliveryFilter(states=OPEN, kinds=planner.kinds, before=now), 1)
    moments = [now, *([before.at] if before else []), *(each.due_at for each in overdue)]
    return max(min(moments) - OVERLAP, now - LOOKED_BACK)


async def _withdrawn(plan: Plan, there: Mapping[str, Standing], unit: UnitOfWork, now: datetime) -> int:
    wanted = {each.key for each in plan.wanted}
    gone: dict[str, list[str]] = defaultdict(list)
    for key, standing in there.items():
        if standing.state in OPEN and _origin(key) not in wanted:
            gone[plan.reasons.get(standing.about, "no_longer")].append(key)
    return sum([await unit.deliveries.withdraw(keys, now, reason) for reason, keys in sorted(gone.items())])


def _origin(key: str) -> str:
    """The key of the delivery that was planned, of one that took its place or stands in for it elsewhere."""
    return key.partition(">")[0].removesuffix(":fallback")
