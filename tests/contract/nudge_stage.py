# SPDX-License-Identifier: MPL-2.0
"""Runs of small flows, the people who do their steps, and a service that is awake every so often."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.localise import Localiser
from bot.planning import Planning
from bot.relay import Relay
from bot.settling import settle_runs
from config.flows.flow import Flow
from config.flows.load import from_document, to_document
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.onboarding.advancing import Advancing
from handlers.onboarding.progress import settled
from handlers.posts.onboarding_days import morning
from handlers.posts.planners import planners
from storage.deliveries import Delivery, DeliveryFilter
from storage.onboarding import OnboardingRun, PinnedFlow
from storage.roles import ASSOCIATION
from storage.unit_of_work import Database
from tests.contract.records import assignment, link, person
from tests.ledger import Clock, FakePoster

ZONE = ZoneInfo("Europe/Copenhagen")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2026, 11, 30, 7, tzinfo=UTC)
"""Eight in the morning."""
ANNE, OLE, SECRETARY = "fake:U0ANNE", "fake:U0OLE", "fake:U0SEK"
WORDS = {"da": "Ord", "en": "Words"}


def step(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "kind": "task", "owner": "contact_person", "title": {"da": id_.title(), "en": id_.title()}, "text": WORDS, **fields}


def flow(*steps: dict[str, Any], **fields: Any) -> Flow:
    """`small`, about an organisation."""
    return from_document(json.dumps({"flow": "small", "title": {"da": "Lille forløb", "en": "Small flow"}, "welcome": WORDS, "about": ["organisation"], "minutes": 5, "weeks": 2,
                                     "steps": list(steps), **fields}))  # fmt: skip


def run(id_: str, **fields: Any) -> OnboardingRun:
    """Carried on by Ole; Anne is the contact person."""
    base = {"flow": "small", "flow_version": 1, "started_at": MONDAY - 2 * HOUR, "started_by": "ole", "owner": "ole", "organisation": "favrskov",
            "participants": {"contact_person": "anne"}}  # fmt: skip
    return OnboardingRun(id=id_, **{**base, **fields})


@dataclass
class NudgeStage:
    """`clock`: everybody's."""

    database: Database
    clock: Clock = field(default_factory=lambda: Clock(MONDAY))
    poster: FakePoster = field(default_factory=FakePoster)
    sent_at: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    async def prepare(self, of: Flow, *runs: OnboardingRun) -> None:
        async with self.database.unit_of_work() as unit:
            for name, address in (("anne", ANNE), ("ole", OLE), ("secretary", SECRETARY)):
                await unit.people.add(person(name))
                await unit.people.attach(link(address, name))
            await unit.roles.add(assignment("sek", role="sekretariat", scope=ASSOCIATION, person="secretary", organisation=None))
            await unit.onboarding.pin(PinnedFlow(flow=of.flow, version=1, document=to_document(of), pinned_at=MONDAY - DAY))
            for each in runs:
                await unit.onboarding.add(settled(each, of, each.started_at, ZONE))
            await unit.commit()
        self.flow = of
        await self.tick()

    async def change(self, id_: str, **fields: Any) -> None:
        """As somebody does who steers the run."""
        async with self.database.unit_of_work() as unit:
            before = await unit.onboarding.run(id_)
            assert before
            await unit.onboarding.save(settled(replace(before, **fields), self.flow, self.clock.at, ZONE))
            await unit.commit()

    async def done(self, id_: str, *steps: str) -> None:
        """By Anne, whoever is to do them."""
        async with self.database.unit_of_work() as unit:
            for name in steps:
                before, of = await unit.onboarding.run(id_), self.flow.step(name)
                assert before
                assert of
                await unit.onboarding.save(Advancing(before, self.flow, "anne", self.clock.at, ZONE).answered(of, {}))
            await unit.commit()

    async def tick(self) -> None:
        await settle_runs(self.database, self.clock.at, ZONE)
        own = {name: each for name, each in planners("da").items() if name.startswith("onboarding")}
        await Planning(self.database, own).tick(self.clock.at)

    async def wake(self) -> None:
        """One look of the service."""
        await self.tick()
        for _ in range(2):  # what is for people is claimed anew once it is known where they are
            before = len(self.poster.posted)
            await self.relay().drain()
            for address, _, _ in self.poster.posted[before:]:
                self.sent_at[address].append(self.clock.at)

    async def until(self, moment: datetime, every: timedelta = HOUR) -> None:
        while self.clock.at < moment:
            self.clock.at = min(self.clock.at + every, moment)
            await self.wake()

    async def mornings(self, count: int) -> None:
        """At nine o'clock, of so many days; the first is the next that comes."""
        for _ in range(count):
            day = self.clock.at.astimezone(ZONE).date()
            at = morning(day, ZONE)
            self.clock.at = at if at > self.clock.at else morning(day + DAY, ZONE)
            await self.wake()

    def relay(self) -> Relay:
        composing = Composing(self.database, POSTS, load_intents(), ["fake"], ZONE)
        return Relay(self.database, composing, Localiser(), {"fake": self.poster}, DeliveryMetrics(CollectorRegistry()), now=self.clock.now)

    async def ledger(self, *kinds: str) -> Sequence[Delivery]:
        async with self.database.unit_of_work() as unit:
            return await unit.deliveries.find(DeliveryFilter(kinds=kinds))

    def said(self, address: str) -> list[str]:
        return [
            "\n".join([*(part.text or "\n".join(part.items) or part.url for part in reply.parts), *(f"[{choice.label}]" for choice in reply.choices)])
            for to, _, reply in self.poster.posted if to == address
        ]  # fmt: skip

    def days(self, address: str) -> list[str]:
        """The days on which something was posted there, as `12-01`."""
        return [at.astimezone(ZONE).strftime("%m-%d") for at in self.sent_at[address]]
