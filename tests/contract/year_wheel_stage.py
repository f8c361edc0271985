# SPDX-License-Identifier: MPL-2.0
"""The board's chair, the secretariat and two coordinators, and a service that is awake on the mornings that a test names."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import Localiser
from bot.planning import Planning
from bot.relay import Relay
from config.intents.intent import load_intents
from config.year_wheel_load import load_year_wheel
from handlers import POSTS
from handlers.posts.year_wheel_plan import YearWheelPlanner
from storage.deliveries import Delivery, DeliveryFilter
from storage.meetings import MeetingDate
from storage.roles import ASSOCIATION, Scope
from storage.unit_of_work import Database
from storage.year_marks import YearMark, mark_id
from tests.contract.records import assignment, link, person
from tests.ledger import Clock, FakePoster
from tests.meetings import date_of, noted, series

ZONE = ZoneInfo("Europe/Copenhagen")
CHAIR, SECRETARY, MO, IOT = "fake:U0CHAIR", "fake:U0SEK", "fake:U0MO", "fake:U0IOT"
SINCE = date(2020, 1, 1)
MAY_18 = datetime(2027, 5, 18, 10)
SCHEDULED = datetime(2027, 1, 4, 9, tzinfo=UTC)
PEOPLE = (
    ("chair", CHAIR, "forperson", Scope("group", "bestyrelse")), ("secretary", SECRETARY, "sekretariat", ASSOCIATION),
    ("mo", MO, "produktkoordinator", Scope("product", "os2mo")), ("iot", IOT, "produktkoordinator", Scope("product", "os2iot")),
)  # fmt: skip


def nine(day: date) -> datetime:
    """Nine o'clock in Copenhagen."""
    return datetime.combine(day, time(9), ZONE).astimezone(UTC)


@dataclass
class WheelStage:
    database: Database
    clock: Clock = field(default_factory=lambda: Clock(nine(date(2027, 1, 4))))
    poster: FakePoster = field(default_factory=FakePoster)

    async def prepare(self, *, languages: dict[str, str] | None = None) -> None:
        async with self.database.unit_of_work() as unit:
            for name, address, role, scope in PEOPLE:
                await unit.people.add(person(name, language=(languages or {}).get(name)))
                await unit.people.attach(link(address, name))
                await unit.roles.add(assignment(f"r-{name}", role=role, scope=scope, person=name, organisation=None, valid_from=SINCE))
            await unit.commit()
        await self.tick()

    async def schedule(self, on: datetime = MAY_18, id_: str = "gf", **fields: Any) -> None:
        await noted(self.database, series(id_, group="generalforsamling", starts=on, rule="", minutes=300, changed_at=self.clock.at, **fields))

    async def change(self, on: datetime = MAY_18, id_: str = "gf", **fields: Any) -> None:
        """Moves the meeting, or cancels it."""
        async with self.database.unit_of_work() as unit:
            found = await unit.meetings.date(date_of(id_, on).id)
            if found is None:
                await unit.meetings.add_date(date_of(id_, on, changed_at=self.clock.at, **fields))
            else:
                await unit.meetings.save_date(replace(found, changed_at=self.clock.at, **fields))
            await unit.commit()

    async def done(self, entry: str, of: date, about: str = "group/bestyrelse") -> None:
        id_ = mark_id(entry, of.year, "", about)
        async with self.database.unit_of_work() as unit:
            await unit.year_marks.put(YearMark(id=id_, entry=entry, year=of.year, about=about, of=of, done_at=self.clock.at))
            await unit.commit()

    async def tick(self) -> None:
        await Planning(self.database, {"year_wheel": YearWheelPlanner("da", ZONE, load_year_wheel)}).tick(self.clock.at)

    async def wake(self) -> None:
        await self.tick()
        for _ in range(2):  # what is for roles is claimed anew once it is known who they are
            await self.relay().drain()

    async def mornings(self, first: date, last: date) -> None:
        """At nine o'clock of every day, Sundays too."""
        day = first
        while day <= last:
            self.clock.at = nine(day)
            await self.wake()
            day = date.fromordinal(day.toordinal() + 1)

    def relay(self) -> Relay:
        composing = Composing(self.database, POSTS, load_intents(), ["fake"], ZONE)
        return Relay(self.database, composing, Localiser(), {"fake": self.poster}, DeliveryMetrics(CollectorRegistry()), now=self.clock.now)

    async def ledger(self, *kinds: str) -> Sequence[Delivery]:
        async with self.database.unit_of_work() as unit:
            return await unit.deliveries.find(DeliveryFilter(kinds=kinds))

    def said(self, address: str) -> list[str]:
        return [
            "\n".join([*(part.text or "\n".join(part.items) for part in reply.parts), *(f"[{choice.label}]" for choice in reply.choices)])
            for to, _, reply in self.poster.posted if to == address
        ]  # fmt: skip

    async def meeting_date(self, on: datetime = MAY_18) -> MeetingDate | None:
        async with self.database.unit_of_work() as unit:
            return await unit.meetings.date(date_of("gf", on).id)
