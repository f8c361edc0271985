# SPDX-License-Identifier: MPL-2.0
"""A few people who know facts, the shipped catalogue, and a service that is awake every so often."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from bot.asking_facts import AskingFacts
from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.dispatch import Dispatcher
from bot.localise import LocalisedReply, Localiser
from bot.planning import Planning
from bot.relay import Relay
from config.freshness import load_rules
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.message import Asked
from handlers.posts.planners import planners
from storage.freshness import FactReview
from storage.roles import ASSOCIATION, Scope
from storage.unit_of_work import Database
from tests.contract.records import assignment, link, person
from tests.ledger import Clock, FakePoster
from tests.talking import Heard, Talk

ZONE, RULES, DAY, WEEK = ZoneInfo("Europe/Copenhagen"), load_rules(), timedelta(days=1), timedelta(weeks=1)
MONDAY = datetime(2026, 11, 30, 7, tzinfo=UTC)
"""Eight in the morning."""
TUESDAY = MONDAY + DAY + timedelta(hours=1, seconds=1)
"""Just after nine."""
PRODUCT = "os2autoproces"
"""Of which the shipped catalogue knows 45 users of 2023, which nobody has confirmed since, and a level assessed in September 2025."""


@dataclass
class FreshnessStage:
    """Anne coordinates the product, Ole chairs its coordination group, and there is the secretariat. `clock`: everybody's."""

    database: Database
    clock: Clock = field(default_factory=lambda: Clock(MONDAY))
    poster: FakePoster = field(default_factory=FakePoster)

    async def prepare(self) -> None:
        async with self.database.unit_of_work() as unit:
            for name in ("anne", "ole", "sek", "stranger"):
                await unit.people.add(person(name, informed_at=MONDAY - DAY))
                await unit.people.attach(link(f"fake:{name}", name))
            held = {"anne": ("produktkoordinator", Scope("product", PRODUCT)), "ole": ("forperson", Scope("group", f"{PRODUCT}/koordinationsgruppe"))}
            for name, (role, scope) in {**held, "sek": ("sekretariat", ASSOCIATION)}.items():
                await unit.roles.add(
                    assignment(name, role=role, scope=scope, person=name, organisation=None, confirmed_at=MONDAY - DAY, recorded_at=MONDAY - DAY)
                )
            await unit.commit()

    async def wake(self, at: datetime | None = None) -> None:
        """One look of the service."""
        self.clock.at = at or self.clock.at
        await AskingFacts(self.database, RULES, ZONE).tick(self.clock.at)
        await Planning(self.database, {"freshness": planners("da")["freshness"]}).tick(self.clock.at)
        composing = Composing(self.database, POSTS, load_intents(), ["fake"], ZONE)
        relay = Relay(self.database, composing, Localiser(), {"fake": self.poster}, DeliveryMetrics(CollectorRegistry()), now=self.clock.now)
        for _ in range(2):  # what is for people is claimed anew once it is known where they are
            await relay.drain()

    async def weeks(self, count: int) -> None:
        """The service is awake on every morning of so many weeks."""
        for _ in range(count * 7):
            await self.wake(self.clock.at + DAY)

    def posted(self, name: str) -> list[LocalisedReply]:
        return [reply for address, _, reply in self.poster.posted if address == f"fake:{name}"]

    def said(self, name: str) -> list[str]:
        return ["\n".join(part.text or "\n".join(part.items) for part in reply.parts) for reply in self.posted(name)]

    def talk(self, name: str) -> Talk:
        return Talk(Dispatcher(self.database, load_intents()), Localiser(), f"fake:{name}")

    async def click(self, name: str, label: str, number: int = -1) -> Heard:
        """Presses a button of a message that was posted; the newest, where no other is said."""
        choice = next(each for each in self.posted(name)[number].choices if label in each.label)
        return await self.talk(name).say("", self.clock.at, asks=Asked(choice.intent, choice.slots))

    async def review(self, fact: str) -> FactReview | None:
        async with self.database.unit_of_work() as unit:
            return await unit.freshness.of(fact)
