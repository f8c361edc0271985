# SPDX-License-Identifier: MPL-2.0
"""Whom product news and word of new members are for, and about which products."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.actor import Actor
from handlers.news.coordination import CoordinatorChange
from handlers.news.happened import Happened, happened_in_posts, reader
from handlers.news.members import completed_runs
from handlers.onboarding.working_days import is_working_day
from handlers.posts.digest.own_scope import own_scope
from handlers.posts.onboarding_days import morning
from storage.catalogue_news import FactChange
from storage.onboarding import OnboardingRun
from storage.subscriptions import Kind, Subscription
from storage.unit_of_work import UnitOfWork

NEWS: tuple[Kind, ...] = ("product_news", "new_members")
_BEFORE = timedelta(minutes=10)
"""What happens less than so long before a morning is told the next: by then everybody's mornings are planned."""
_DAY = timedelta(days=1)
_PERSON = "person/"


@dataclass(frozen=True, slots=True)
class Audience:
    """One channel, or one person, for one kind of news. `asked`: its subscriptions. `wanted`: of each of these, the products; None: all of them."""

    asked: tuple[Subscription, ...]
    reader: Actor
    wanted: tuple[frozenset[str] | None, ...]

    @property
    def target(self) -> str:
        return self.asked[0].channel

    @property
    def paused(self) -> bool:
        """A channel is paused with all that it has asked for."""
        return any(each.paused for each in self.asked)

    def since(self, start: datetime) -> dict[datetime, list[frozenset[str] | None]]:
        """From when on each is told: nothing from before somebody asked for it."""
        found: dict[datetime, list[frozenset[str] | None]] = defaultdict(list)
        for each, products in zip(self.asked, self.wanted, strict=True):
            found[max(start, each.since)].append(products)
        return dict(found)


async def audience_of(asked: Sequence[Subscription], unit: UnitOfWork, now: datetime, zone: ZoneInfo) -> Audience:
    """Somebody who asks for everything for themselves is told of what they have a role in, if anything."""
    person = asked[0].channel.removeprefix(_PERSON) if asked[0].channel.startswith(_PERSON) else ""
    own = (await own_scope(person, unit, now.astimezone(zone).date()))[0] if person and any(not each.about for each in asked) else frozenset()
    return Audience(tuple(asked), await reader(person, unit, now, zone), tuple(_products(each.about) if each.about else own or None for each in asked))


def _products(about: str) -> frozenset[str]:
    """A group's product: its news is the group's."""
    kind, _, id_ = about.partition("/")
    return frozenset((id_ if kind == "product" else id_.partition("/")[0],))


async def told_of_products(audience: Audience, unit: UnitOfWork, start: datetime, until: datetime, zone: ZoneInfo) -> Happened:
    """What became otherwise with the products that the audience wants, as far as it may know."""
    facts: dict[tuple[str, str], FactChange] = {}
    held: dict[str, CoordinatorChange] = {}
    for since, wanted in sorted(audience.since(start).items()):
        if since < until:
            found = (await happened_in_posts(unit, since, until, zone)).told_to(audience.reader, _any(wanted))
            facts = {(each.fact, each.key): each for each in found.facts} | facts
            held = {each.product: each for each in found.coordination} | held
    return Happened(tuple(facts.values()), tuple(held.values()))


async def told_of_members(
    audience: Audience, unit: UnitOfWork, start: datetime, until: datetime, zone: ZoneInfo
) -> tuple[Sequence[FactChange], Sequence[OnboardingRun]]:
    """Who became a member, for whoever wants to know of everything; and the onboardings of the products that the audience wants."""
    members: dict[str, FactChange] = {}
    runs: dict[str, OnboardingRun] = {}
    for since, wanted in sorted(audience.since(start).items()):
        if since < until:
            everything = None in wanted
            found = (await happened_in_posts(unit, since, until, zone)).members if everything else ()
            members = {each.key: each for each in found} | members
            runs = {each.id: each for each in await completed_runs(unit, since, until, _any(wanted))} | runs
    return list(members.values()), list(runs.values())


def _any(wanted: Collection[frozenset[str] | None]) -> Callable[[str], bool]:
    return lambda product: any(each is None or product in each for each in wanted)


def until_of(morning_at: datetime) -> datetime:
    """Until when that morning's news happened."""
    return morning_at - _BEFORE


def since_of(morning_at: datetime, zone: ZoneInfo) -> datetime:
    """From when it is: where the news of the working day before ended."""
    day = morning_at.astimezone(zone).date() - _DAY
    while not is_working_day(day):
        day -= _DAY
    return until_of(morning(day, zone))


def by_channel(asked: Sequence[Subscription]) -> Mapping[str, list[Subscription]]:
    found: dict[str, list[Subscription]] = defaultdict(list)
    for each in asked:
        found[each.channel].append(each)
    return found
