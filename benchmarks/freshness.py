# SPDX-License-Identifier: MPL-2.0
"""A year of asking whether facts still hold, over the shipped catalogue: `python -m benchmarks.freshness [--alone]`.

Made-up people hold roles over some of the products and organisations. Some answer at once, some after a while, some never; some say that it is not theirs, some
leave, some are away, with a deputy or without; some products have nobody. Every working day what the service does is done: who is asked is written down, planned,
composed and posted into a list, and whoever answers clicks what was posted. `--alone`: nobody holds any role but two people of the secretariat.
"""

import asyncio
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Literal
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from bot.asking_facts import AskingFacts
from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import LocalisedReply, Localiser
from bot.planning import Planning
from bot.relay import Relay
from bot.wiring import Context, call
from config.freshness import KINDS, FactKind, load_rules
from config.intents.intent import load_intents
from config.roles import Role
from handlers import HANDLERS, POSTS
from handlers.actor import Actor
from handlers.freshness.asked_of import standings
from handlers.freshness.next_question import monday
from handlers.freshness.report import freshness
from handlers.freshness.standing import Standing
from handlers.message import Query
from handlers.onboarding.working_days import is_working_day
from handlers.posts.freshness_plan import FreshnessPlanner
from storage.memory import MemoryDatabase
from storage.people import LinkedIdentity, Person
from storage.roles import ASSOCIATION, Absence, RoleAssignment, Scope
from storage.seeding import seed
from storage.unit_of_work import UnitOfWork

ZONE = ZoneInfo("Europe/Copenhagen")
FIRST, DAYS = date(2026, 12, 1), 371
"""The first day, and how many follow: a year, and the week in which the last of it is asked."""
Manner = Literal["prompt", "slow", "never", "not_mine", "changed"]
_AFTER: Mapping[Manner, int | None] = {"prompt": 1, "slow": 9, "never": None, "not_mine": 1, "changed": 2}
"""Days until they answer."""
_DAY = timedelta(days=1)
_SOON = timedelta(weeks=2)
RULES = load_rules()


@dataclass
class Posted:
    """Implements what a platform posts with: into a list. `facts`: those that a message was about."""

    clock: "Clock"
    messages: list[tuple[str, datetime, LocalisedReply]] = field(default_factory=list)
    posts: bool = True

    async def post(self, address: str, reply: LocalisedReply, key: str, since: datetime, *, again: bool) -> str:
        self.messages.append((address, self.clock.at, reply))
        return str(len(self.messages))

    async def edit(self, address: str, message: str, reply: LocalisedReply) -> None:
        """Nothing is ever written anew here."""

    async def delete(self, address: str, message: str) -> None:
        """Nor taken away."""


@dataclass
class Clock:
    at: datetime

    def now(self) -> datetime:
        return self.at


def facts_in(reply: LocalisedReply) -> list[str]:
    """The facts that its choices are about."""
    return list(dict.fromkeys(each.slots["fact"] for each in reply.choices if "fact" in each.slots))


@dataclass
class Counted:
    """What became of the facts of one kind. `in_time`: how often somebody was asked before a fact's time was over, whether they answered or not; `unasked`: how often nobody was.
    `backlog`: overdue when the year began; `listed`: of these, asked by the week that was said.
    """

    facts: int = 0
    asked: int = 0
    in_time: int = 0
    unasked: int = 0
    backlog: int = 0
    listed: int = 0
    confirmed: int = 0
    still_unconfirmed: int = 0


@dataclass
class Year:
    """What came out of it."""

    kinds: dict[FactKind, Counted]
    messages: Counter[tuple[str, date]]
    lines: int
    out_of_hours: int
    to_absent: int
    stages: Counter[str]
    unasked: list[str]
    late: list[str]
    after_not_mine: list[str]
    backlog_weeks: int
    seconds: float

    @property
    def most_a_week(self) -> int:
        return max(self.messages.values(), default=0)

    @property
    def people(self) -> int:
        return len({person for person, _ in self.messages})


class Simulation:
    """`alone`: there is nobody but the secretariat."""

    def __init__(self, *, alone: bool = False) -> None:
        self.database, self.clock, self.alone = MemoryDatabase(), Clock(_at(FIRST, 8)), alone
        self.poster = Posted(self.clock)
        self.manners: dict[str, Manner] = {}
        self.leaving: dict[date, list[str]] = defaultdict(list)
        self.answering: dict[date, list[tuple[str, int]]] = defaultdict(list)
        self._asking = AskingFacts(self.database, RULES, ZONE)
        self._planning = Planning(self.database, {"freshness": FreshnessPlanner("da", ZONE)})
        composing = Composing(self.database, POSTS, load_intents(), ["fake"], ZONE)
        self._relay = Relay(self.database, composing, Localiser(), {"fake": self.poster}, DeliveryMetrics(CollectorRegistry()), now=self.clock.now)
        self.kinds: dict[FactKind, Counted] = {kind: Counted() for kind in KINDS}
        self.asked_on: dict[str, list[date]] = defaultdict(list)
        self.stages: Counter[str] = Counter()
        self.unasked: list[str] = []
        self.over: set[tuple[str, date]] = set()
        self.last: dict[str, Standing] = {}
        self.not_mine: set[tuple[str, str]] = set()
        self.after_not_mine: list[str] = []

    async def run(self, days: int = DAYS) -> Year:
        began = perf_counter()
        await self._prepare()
        for number in range(days):
            day = FIRST + number * _DAY
            await self._day(day)
        return await self._result(perf_counter() - began)

    async def _prepare(self) -> None:
        await seed(self.database)
        async with self.database.unit_of_work() as unit:
            await _Cast(self, unit).appear()
            await unit.commit()
        async with self.database.unit_of_work() as unit:
            found = await freshness(unit, RULES, FIRST, ZONE)
        self.backlog = {each.now.fact.id: each.week for each in found if each.now.until <= FIRST}
        self.backlog_weeks = max(((week - monday(FIRST)).days // 7 for week in self.backlog.values() if week), default=0)
        self.over = {(each.now.fact.id, each.now.until) for each in found if each.now.fact.id in self.backlog}
        self.kind_of = {each.now.fact.id: each.now.fact.kind for each in found}
        for each in found:
            self.kinds[each.now.fact.kind].facts += 1
            self.kinds[each.now.fact.kind].backlog += each.now.fact.id in self.backlog

    async def _day(self, day: date) -> None:
        self.clock.at = _at(day, 8)
        await self._leave(day)
        await self._judge(day)
        for hour in (9, 11):
            self.clock.at = _at(day, hour) + timedelta(seconds=1)
            before = len(self.poster.messages)
            await self._wake()
            for number in range(before, len(self.poster.messages)):
                await self._posted(number, day)
        self.clock.at = _at(day, 14)
        for person, number in self.answering.pop(day, ()):
            await self._answer(person, self.poster.messages[number][2])

    async def _wake(self) -> None:
        if not await self._asking.tick(self.clock.at) and not is_working_day(self.clock.at.date()):
            return
        await self._planning.tick(self.clock.at)
        for _ in range(2):  # what is for people is claimed anew once it is known where they are
            await self._relay.drain()

    async def _posted(self, number: int, day: date) -> None:
        address, _, reply = self.poster.messages[number]
        person, facts = address.removeprefix("fake:"), facts_in(reply)
        for fact in facts:
            self.asked_on[fact].append(day)
            self.after_not_mine += [f"{person} {fact}"] if (person, fact) in self.not_mine else []
        async with self.database.unit_of_work() as unit:
            for review in (await unit.freshness.some(facts)).values():
                self.stages[next(each.stage for each in reversed(review.asked) if each.person == person)] += 1
        if (after := _AFTER[self.manners[person]]) is not None:
            self.answering[day + after * _DAY].append((person, number))

    async def _answer(self, person: str, reply: LocalisedReply) -> None:
        """By the choices that were posted, as far as they still wait for this person."""
        manner = self.manners[person]
        async with self.database.unit_of_work() as unit:
            known = await unit.people.person(person)
            today = self.clock.at.astimezone(ZONE).date()
            actor = Actor(
                identity=f"fake:{person}",
                conversation=person,
                private=True,
                person=known,
                roles=tuple(each for each in await unit.roles.of_person(person) if each.holds_on(today)),
            )
            waiting = {
                each.fact.id
                for each in await standings(unit, RULES, today, ZONE)
                if person in {asked.person for asked in each.asked} and each.paused_since is None
            }
            meant = [fact for fact in facts_in(reply) if fact in waiting]
            answer = {"prompt": "right", "slow": "right"}.get(manner, manner)
            if manner == "changed":  # one of it; the rest holds
                await self._click(unit, actor, meant[:1], "changed")
                meant, answer = meant[1:], "right"
            await self._click(unit, actor, meant, answer)
            await unit.commit()
        if answer == "not_mine":
            self.not_mine |= {(person, fact) for fact in meant}
        for fact in meant if answer == "right" else ():
            self.kinds[self.kind_of[fact]].confirmed += 1

    async def _click(self, unit: UnitOfWork, actor: Actor, facts: Sequence[str], answer: str) -> None:
        if facts:
            query = Query(intent="answer_fact", slots={"facts": " ".join(facts), "answer": answer})
            await call(HANDLERS["answer_fact"], query, Context(unit, unit.directory, load_intents(), actor, self.clock.at, ZONE))

    async def _leave(self, day: date) -> None:
        async with self.database.unit_of_work() as unit:
            for person in self.leaving.pop(day, ()):
                for held in await unit.roles.of_person(person):
                    await unit.roles.save(replace(held, valid_to=day))
            await unit.commit()

    async def _judge(self, day: date) -> None:
        """Whatever's time is over today was asked about since it was last known to hold; what was overdue from the first day, by the week that was listed."""
        async with self.database.unit_of_work() as unit:
            found = await standings(unit, RULES, day, ZONE)
        for now in found:
            self.kind_of[now.fact.id] = now.fact.kind
            before = self.last.get(now.fact.id)
            if before and before.since != now.since:
                self._over(before)
            if before is None and now.until <= day and now.fact.id not in self.backlog:  # it was overdue before it counted again: who was told has left
                self.backlog[now.fact.id] = monday(day) + _SOON
                self.over.add((now.fact.id, now.until))
                self.kinds[now.fact.kind].backlog += 1
            elif now.until <= day:
                self._over(now)
            self.last[now.fact.id] = now

    def _over(self, now: Standing) -> None:
        """Once for each time that a fact is good for: when it is confirmed anew, or is over."""
        if (now.fact.id, now.until) in self.over:
            return
        self.over.add((now.fact.id, now.until))
        if any(each > now.since for each in self.asked_on[now.fact.id]) or now.paused_since:
            self.kinds[now.fact.kind].in_time += 1
        else:
            self.kinds[now.fact.kind].unasked += 1
            self.unasked.append(f"{now.fact.id} until {now.until}")

    async def _result(self, seconds: float) -> Year:
        last = self.clock.at.astimezone(ZONE).date()
        async with self.database.unit_of_work() as unit:
            found = await standings(unit, RULES, last, ZONE)
            away = {each.person: each for person in self.manners for each in await unit.absences.of([person])}
        late = []
        for fact, week in self.backlog.items():
            first = min(self.asked_on[fact], default=None)
            if week and first and first < week + 7 * _DAY:
                self.kinds[self.kind_of[fact]].listed += 1
            else:
                late.append(f"{fact} listed {week} asked {first}")
        for each in found:
            self.kinds[each.fact.kind].still_unconfirmed += each.is_stale(last)
        for fact, days in self.asked_on.items():
            self.kinds[self.kind_of[fact]].asked += bool(days)
        messages = Counter((address, monday(at.astimezone(ZONE).date())) for address, at, _ in self.poster.messages)
        return Year(
            kinds=self.kinds, messages=messages, lines=max((len(facts_in(reply)) for *_, reply in self.poster.messages), default=0),
            out_of_hours=sum(not is_working_day(at.astimezone(ZONE).date()) or not 9 <= at.astimezone(ZONE).hour < 17 for _, at, _ in self.poster.messages),
            to_absent=sum(_is_away(away.get(address.removeprefix("fake:")), at) for address, at, _ in self.poster.messages),
            stages=self.stages, unasked=self.unasked, late=late, after_not_mine=self.after_not_mine,
            backlog_weeks=self.backlog_weeks, seconds=seconds,
        )  # fmt: skip


def _is_away(absence: Absence | None, at: datetime) -> bool:
    return absence is not None and absence.holds_on(at.astimezone(ZONE).date())


class _Cast:
    """Who there is: by number, so that it is the same every time."""

    def __init__(self, simulation: Simulation, unit: UnitOfWork) -> None:
        self._of, self._unit = simulation, unit

    async def appear(self) -> None:
        await self._add("sek-a", "prompt", ("sekretariat", ASSOCIATION))
        await self._add("sek-b", "slow", ("sekretariat", ASSOCIATION))
        if self._of.alone:
            return
        manners: tuple[Manner, ...] = ("prompt", "slow", "never", "not_mine", "changed", "prompt")
        for number, product in enumerate(each.id for each in (await self._unit.directory.products(limit=1_000)).items):
            if number % 3:  # every third has nobody
                await self._product(number, product, manners[number % len(manners)])
        for number, organisation in enumerate(sorted({each.organisation for each in await self._unit.directory.adoptions()})):
            if number % 2:
                await self._add(f"kontakt-{number}", manners[number // 2 % len(manners)], ("kontaktperson", Scope("organisation", organisation)))

    async def _product(self, number: int, product: str, manner: Manner) -> None:
        name = f"koord-{number}"
        await self._add(name, manner, ("produktkoordinator", Scope("product", product)))
        if number % 5 == 1:
            await self._add(f"forperson-{number}", "prompt", ("forperson", Scope("group", f"{product}/koordinationsgruppe")))
        if number % 5 == 2:
            for member in range(3):
                await self._add(f"medlem-{number}-{member}", "never", ("gruppemedlem", Scope("group", f"{product}/koordinationsgruppe")))
        if number % 7 == 1:
            self._of.leaving[FIRST + (60 + number) * _DAY].append(name)
        if number % 7 == 2:
            deputy = f"vikar-{number}" if number % 2 else None
            if deputy:
                await self._add(deputy, "prompt")
            start = FIRST + (30 + number) * _DAY
            await self._unit.absences.add(Absence(id=f"away-{number}", person=name, valid_from=start, valid_to=start + 90 * _DAY, deputy_person=deputy))

    async def _add(self, name: str, manner: Manner, *roles: tuple[Role, Scope]) -> None:
        at = _at(FIRST, 8) - _DAY
        await self._unit.people.add(Person(id=name, created_at=at, seen_on=FIRST))
        await self._unit.people.attach(LinkedIdentity(identity=f"fake:{name}", person=name, linked_at=at))
        self._of.manners[name] = manner
        for role, scope in roles:
            await self._unit.roles.add(
                RoleAssignment(id=f"{name}-{role}", role=role, scope=scope, person=name, valid_from=FIRST - 30 * _DAY, recorded_at=at, confirmed_at=at)
            )


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).astimezone(UTC)


def table(year: Year) -> str:
    """For reading: by kind, and in all."""
    heads = ("kind", "facts", "times over", "asked in time", "unasked", "backlog", "by listed week", "asked", "confirmed", "stale at end")
    rows = [
        (
            kind,
            each.facts,
            each.in_time + each.unasked,
            each.in_time,
            each.unasked,
            each.backlog,
            each.listed,
            each.asked,
            each.confirmed,
            each.still_unconfirmed,
        )
        for kind, each in year.kinds.items()
    ]
    total = ("all", *(sum(row[place] for row in rows) for place in range(1, len(heads))))  # type: ignore[misc] # numbers behind the kind
    return "\n".join([*_lines([heads, *rows, total]), "", *_summary(year)])


def _lines(rows: Iterable[Sequence[object]]) -> list[str]:
    written = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in written) for place in range(len(written[0]))]
    return [
        "  ".join(cell.ljust(width) if not place else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))) for row in written
    ]


def _summary(year: Year) -> list[str]:
    by_person = Counter(person for person, _ in year.messages)
    busiest = ", ".join(f"{person.removeprefix('fake:')} {count}" for person, count in by_person.most_common(3))
    return [
        f"people asked: {year.people}; messages: {sum(year.messages.values())}; most for one person in a week: {year.most_a_week}; most in the year: {busiest}",
        f"most facts in a message: {year.lines}; outside working hours: {year.out_of_hours}; to somebody who is away: {year.to_absent}",
        f"asked as: {', '.join(f'{stage} {count}' for stage, count in year.stages.most_common())}; again after 'not mine': {len(year.after_not_mine)}",
        f"the backlog of the first day was listed to be asked within {year.backlog_weeks + 1} weeks; later than listed: {len(year.late)}",
        f"simulated in {year.seconds:.1f} s",
    ]


if __name__ == "__main__":
    simulation = Simulation(alone="--alone" in sys.argv)
    result = asyncio.run(simulation.run())
    print(table(result))
    print(*(f"UNASKED {each}" for each in result.unasked), *(f"LATE {each}" for each in result.late), sep="\n")
    sys.exit(bool(result.unasked or result.most_a_week > 1))
