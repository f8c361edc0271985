# SPDX-License-Identifier: MPL-2.0
"""The shipped catalogue, in which things change, and what is told of that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.adapters.console.render import render
from bot.localise import Localiser
from bot.planning import Planning
from config.catalogue.entries import Adoption, Entry, Organisation, Product, VendorRelation, key_of
from config.catalogue.values import Level, LevelFact
from handlers.message import Language
from handlers.posts.digest.issue import Issue
from handlers.posts.news_plan import NewsPlanner
from handlers.reply import Reply
from storage.audit import AuditEvent
from storage.catalogue import Stored
from storage.catalogue_news import Origin, changes_of
from storage.memory import MemoryDatabase
from storage.onboarding import OnboardingRun
from storage.people import Person
from storage.roles import RoleAssignment, Scope
from storage.seeding import seed
from storage.subscriptions import Subscription
from tests.conftest import NOW

ZONE = ZoneInfo("Europe/Copenhagen")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
CHANNEL = "slack:T0TEST001:C0KANAL01"
KINDS = {Product: "products", Adoption: "adoptions", VendorRelation: "vendor_relations", Organisation: "organisations"}


class News:
    """Changes are made in a database in memory, each at its time."""

    def __init__(self) -> None:
        self.database = MemoryDatabase()

    async def begin(self) -> None:
        await seed(self.database, None, NOW - 100 * DAY)

    async def change(self, at: datetime, *entries: Entry, gone: Sequence[Entry] = (), origin: Origin = "told") -> None:
        """In one unit of work, as those do who change the catalogue."""
        async with self.database.unit_of_work() as unit:
            for each in (*entries, *gone):
                kind, key = KINDS[type(each)], key_of(each)
                stored = (await unit.catalogue.stored(kind)).get(key)
                before = {key: stored.entry} if stored else {}
                if each in gone:
                    await unit.catalogue.remove(kind, frozenset((key,)))
                else:
                    await unit.catalogue.put(kind, {key: Stored(each, None)})
                await unit.catalogue_news.record(changes_of(before, {} if each in gone else {key: each}, at, origin))
            await unit.commit()

    async def product(self, id_: str) -> Product:
        async with self.database.unit_of_work() as unit:
            return cast("Product", await unit.directory.product(id_))

    async def level(self, product: str, level: Level | None, at: datetime, **fields: Any) -> None:
        fact = LevelFact(level=level, source="told-to-os2bot", **fields) if level else None
        await self.change(at, replace(await self.product(product), assessed_level=fact))

    async def adopt(self, product: str, organisation: str, kind: Any, at: datetime, **fields: Any) -> None:
        await self.change(at, Adoption(product=product, organisation=organisation, kind=kind, source="told-to-os2bot", **fields))

    async def member(self, organisation: str, at: datetime, *, origin: Origin = "told", documented: bool = True) -> None:
        async with self.database.unit_of_work() as unit:
            found = cast("Organisation", await unit.directory.organisation(organisation))
        membership = "documented" if documented else "unknown"
        await self.change(at, replace(found, membership=membership, membership_sources=("told-to-os2bot",)), origin=origin)  # type: ignore[arg-type]

    async def add(self, *records: Any) -> None:
        """People, roles, subscriptions and runs."""
        async with self.database.unit_of_work() as unit:
            stores: dict[type[Any], Any] = {Person: unit.people, RoleAssignment: unit.roles, Subscription: unit.subscriptions, OnboardingRun: unit.onboarding}
            for each in records:
                await stores[type(each)].add(each)
            await unit.commit()

    async def subscribe(self, kind: Any = "product_news", channel: str = CHANNEL, about: str = "", since: datetime = NOW - 9 * DAY, **fields: Any) -> None:
        base = {"language": "da", "by": "unknown"}
        await self.add(Subscription(channel=channel, kind=kind, about=about, since=since, **{**base, **fields}))

    async def unsubscribe(self, kind: Any = "product_news", channel: str = CHANNEL, about: str = "") -> None:
        async with self.database.unit_of_work() as unit:
            await unit.subscriptions.remove(channel, kind, about)
            await unit.commit()

    async def appoint(self, at: datetime, product: str = "os2mo", **fields: Any) -> RoleAssignment:
        """As chat does: recorded in the audit."""
        base = {"role": "produktkoordinator", "scope": Scope("product", product), "valid_from": at.date(), "organisation": "aarhus"}
        held = RoleAssignment(id=uuid4().hex, recorded_at=at, confirmed_at=at, **{**base, **fields})
        await self.add(held)
        await self._audited(None, held, at)
        return held

    async def alter(self, held: RoleAssignment, at: datetime, **fields: Any) -> RoleAssignment:
        async with self.database.unit_of_work() as unit:
            before = await unit.roles.get(held.id)
            assert before
            after = replace(before, **fields)
            await unit.roles.save(after)
            await unit.commit()
        await self._audited(before, after, at)
        return after

    async def _audited(self, before: RoleAssignment | None, after: RoleAssignment, at: datetime) -> None:
        from handlers.changing.records import audited, subject  # noqa: PLC0415

        event = AuditEvent(
            id=uuid4().hex, at=at, actor="p", action="role.x", via="console", subject=subject(after), before=audited(before), after=audited(after)
        )
        async with self.database.unit_of_work() as unit:
            await unit.audit.record(event)
            await unit.commit()

    async def plan(self, now: datetime) -> None:
        await Planning(self.database, {"news": NewsPlanner(ZONE)}).tick(now)


def issue(since: datetime, until: datetime, **fields: Any) -> Issue:
    return Issue(since=since, until=until, now=until, zone=ZONE, **fields)


def words(reply: Reply, language: Language = "da") -> str:
    return " ".join(render(Localiser(zone=ZONE).reply(reply, language), width=2_000).split())
