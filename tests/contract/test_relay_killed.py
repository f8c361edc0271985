# SPDX-License-Identifier: MPL-2.0
"""The process is killed at one moment after another of planning, claiming, composing, sending and writing down: each delivery is posted once, or the ledger says why not.

What is done within a transaction is undone with it: so the moments are those before and after each transaction begins, is committed, and each post is made.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import TracebackType
from typing import Any, Self, cast
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import Localiser
from bot.planning import Planning
from bot.relay import Relay
from bot.relay_pace import RelayPace
from config.intents.intent import load_intents
from handlers.posts.plan import Plan
from handlers.posts.post import Post
from handlers.reply import Reply, say
from storage.deliveries import OPEN, Delivery, DeliveryFilter
from storage.roles import Scope
from storage.unit_of_work import Database, UnitOfWork
from tests.conftest import NOW
from tests.contract.records import assignment, link, person
from tests.ledger import HOUR, Clock, FakePoster, delivery

LEASE = timedelta(seconds=61)
ROLE = "role/forperson/group/os2mo/styregruppe"


class KilledError(BaseException):
    """No `except Exception` hears of it, as none hears of SIGKILL."""


@dataclass
class Reaper:
    """Kills at the moment with this number; whoever is dead does nothing any more."""

    at: int
    moments: int = 0
    dead: bool = False

    def moment(self) -> None:
        self.moments += 1
        if self.dead or self.moments == self.at:
            self.dead = True
            raise KilledError


class MortalUnit:
    """A unit of work in a process that dies."""

    def __init__(self, unit: UnitOfWork, reaper: Reaper) -> None:
        self._unit, self._reaper = unit, reaper

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    async def __aenter__(self) -> Self:
        self._reaper.moment()
        await self._unit.__aenter__()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._unit.__aexit__(kind, error, trace)

    async def commit(self) -> None:
        self._reaper.moment()
        await self._unit.commit()
        self._reaper.moment()


@dataclass
class MortalDatabase:
    database: Database
    reaper: Reaper

    def unit_of_work(self) -> UnitOfWork:
        return cast("UnitOfWork", MortalUnit(self.database.unit_of_work(), self.reaper))

    async def close(self) -> None:
        """Stays open: it is somebody else's."""


@dataclass
class MortalPoster:
    poster: FakePoster
    reaper: Reaper
    posts: bool = True

    async def post(self, *given: Any, **more: Any) -> str:
        self.reaper.moment()
        posted = await self.poster.post(*given, **more)
        self.reaper.moment()
        return posted

    async def edit(self, *given: Any) -> None:
        self.reaper.moment()
        await self.poster.edit(*given)
        self.reaper.moment()

    async def delete(self, *given: Any) -> None:
        self.reaper.moment()
        await self.poster.delete(*given)
        self.reaper.moment()


@dataclass(frozen=True)
class Some:
    """Plans two for each of two channels and one for a role, all of one round."""

    round: int
    kinds: tuple[str, ...] = ("test",)

    async def revision(self, unit: UnitOfWork) -> str:
        return str(self.round)

    async def plan(self, unit: UnitOfWork, first: Any, last: Any) -> Plan:
        return Plan(tuple(self.wanted()))

    def wanted(self) -> list[Delivery]:
        at = NOW + self.round * HOUR
        fields = {"due_at": at, "useful_until": at + 10 * HOUR}
        channels = [delivery(f"{self.round}:{where}{number}", target=f"fake:{where}", **fields) for where in "xy" for number in range(2)]
        return [replace(each, history=(), next_at=None) for each in (*channels, delivery(f"{self.round}:role", target=ROLE, **fields))]


async def spoken(post: Post) -> Reply:
    return Reply(parts=(say("nothing"),))


@dataclass
class Lives:
    """One life after another, on one database and one platform."""

    database: Database
    poster: FakePoster = field(default_factory=FakePoster)
    clock: Clock = field(default_factory=Clock)

    async def live(self, number: int, reaper: Reaper) -> None:
        """Plans, and drains what is due; raises KilledError where it is killed."""
        database, poster = MortalDatabase(self.database, reaper), MortalPoster(self.poster, reaper)
        await Planning(database, {"test": Some(number)}).tick(self.clock.at)
        composing = Composing(database, {"test": spoken}, load_intents(), ["fake"], ZoneInfo("Europe/Copenhagen"))
        relay = Relay(
            database, composing, Localiser(), {"fake": poster}, DeliveryMetrics(CollectorRegistry()), pace=RelayPace(first=1, attempts=5), now=self.clock.now
        )  # fmt: skip
        for _ in range(2):  # what is for a role is claimed anew once it is known who that is
            await _drained(relay, reaper)

    async def proven(self, number: int, moment: object) -> None:
        async with self.database.unit_of_work() as unit:
            rows = await unit.deliveries.find(DeliveryFilter(kinds=("test",)))
        mine = [each for each in rows if each.key.startswith(f"{number}:")]
        assert not [each.key for each in mine if each.state in OPEN], moment
        assert {each.key: each.reason for each in mine if each.state == "skipped"} == {f"{number}:role": "passed_on"}, moment
        posted = Counter(key for key in self.poster.keys if key.startswith(f"{number}:"))
        wanted = [f"{number}:{where}" for where in ("x0", "x1", "y0", "y1", "role>chair")]
        assert posted == Counter(wanted), moment
        for where in "xy":
            assert [key for key in self.poster.keys if key.startswith(f"{number}:{where}")] == [f"{number}:{where}0", f"{number}:{where}1"], moment


async def _drained(relay: Relay, reaper: Reaper) -> None:
    """The death of a lane is the death of all: the relay's other tasks end with it."""
    draining = asyncio.ensure_future(relay.drain())
    try:
        await draining
    finally:
        for lane in relay.lanes:
            lane.cancel()
        await asyncio.gather(*relay.lanes, return_exceptions=True)
    if reaper.dead:
        raise KilledError


async def test_whenever_it_is_killed_each_delivery_is_posted_once(database: Database) -> None:
    async with database.unit_of_work() as unit:
        await unit.people.add(person("chair"))
        await unit.people.attach(link("fake:U0CHAIR", "chair"))
        await unit.roles.add(assignment("chair", role="forperson", scope=Scope("group", "os2mo/styregruppe"), person="chair"))
        await unit.commit()
    lives = Lives(database)
    number, killed = 0, True
    while killed:
        number += 1
        lives.clock.at = NOW + number * HOUR
        killed = await _dies(lives.live, number, Reaper(at=number))
        for again in (1, 2, 3):  # the second life is killed too, each time a little later; the last one lives
            lives.clock.at += LEASE
            await _dies(lives.live, number, Reaper(at=number // again if again < 3 else 0))
        await lives.proven(number, f"killed at moment {number}")
    assert number > 30, "there are as many moments as that"


async def _dies(live: Callable[[int, Reaper], Awaitable[None]], number: int, reaper: Reaper) -> bool:
    try:
        await live(number, reaper)
    except BaseException as error:
        if not isinstance(error, KilledError) and not _only_killed(error):
            raise
        return True
    return False


def _only_killed(error: BaseException) -> bool:
    return isinstance(error, BaseExceptionGroup) and error.split(KilledError)[1] is None
