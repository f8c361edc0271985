# SPDX-License-Identifier: MPL-2.0
"""What became otherwise in a span of time, and what of it one reader may know."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.actor import SYSTEM, Actor
from handlers.news.coordination import CoordinatorChange, History, history_of
from handlers.posts.digest.shared import shared
from handlers.visibility import change_told_to
from storage.catalogue_news import FactChange, net
from storage.unit_of_work import UnitOfWork

EVERYBODY = Actor(identity=SYSTEM, conversation=SYSTEM, private=False)
"""Whoever reads a channel."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Happened:
    """`facts`: one change each, in the order of time; those that were undone are none. `coordination`: by product."""

    facts: tuple[FactChange, ...]
    coordination: tuple[CoordinatorChange, ...]

    def told_to(self, actor: Actor, wanted: Callable[[str], bool] = lambda _: True) -> "Happened":
        """What this reader may know of the products that are wanted, by their ids; empty: what is about none."""
        known = [change_told_to(actor, each) for each in self.facts if each.fact != "membership" and wanted(each.product)]
        return Happened(tuple(each for each in known if each), tuple(each for each in self.coordination if wanted(each.product)))

    @property
    def members(self) -> tuple[FactChange, ...]:
        """Whose membership became documented."""
        return tuple(each for each in self.facts if each.fact == "membership" and each.after)

    def __bool__(self) -> bool:
        return bool(self.facts or self.coordination)


@dataclass(slots=True)
class Days:
    """Everything of some days, from which what happened within any span of them is found. `changes`: by their time."""

    changes: Sequence[FactChange]
    history: History
    found: dict[Hashable, Happened] = field(default_factory=dict)

    def between(self, since: datetime, until: datetime) -> Happened:
        """From `since` until before `until` (UTC). The same object for spans in which the same happened."""
        first, last = (bisect_left(self.changes, moment, key=lambda each: each.at) for moment in (since, until))
        key = (first, last, self.history.place(since), self.history.place(until))
        if key not in self.found:
            self.found[key] = Happened(tuple(net(self.changes[first:last])), tuple(self.history.between(since, until)))
        return self.found[key]


async def happened(unit: UnitOfWork, since: datetime, until: datetime, zone: ZoneInfo, product: str = "") -> Happened:
    """From `since` until before `until` (UTC); of one product, where it is said."""
    return (await _days(unit, since, until, zone, product)).between(since, until)


async def happened_in_posts(unit: UnitOfWork, since: datetime, until: datetime, zone: ZoneInfo) -> Happened:
    """The same, of all products, read once for all that is planned or composed in a unit of work: nothing changes meanwhile."""
    first, last = (datetime.combine(moment.astimezone(UTC).date(), time(), UTC) for moment in (since, until + _DAY))
    days = await shared(unit, ("news", first, last, zone.key), lambda: _days(unit, first, last, zone))
    return days.between(since, until)


async def _days(unit: UnitOfWork, first: datetime, last: datetime, zone: ZoneInfo, product: str = "") -> Days:
    changes = sorted(await unit.catalogue_news.between(first, last, product), key=lambda each: each.at)
    return Days(changes, await history_of(unit, first, zone, product))


async def reader(person_id: str, unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Actor:
    """Who reads what is posted: somebody by themselves, with the roles they hold today; without a person's id, everybody in a channel."""
    person = await unit.people.person(person_id) if person_id else None
    if person is None:
        return EVERYBODY
    today = now.astimezone(zone).date()
    held = [each for each in await unit.roles.of_person(person.id) if each.holds_on(today)]
    return Actor(identity=SYSTEM, conversation=SYSTEM, private=True, person=person, roles=tuple(held))
