# SPDX-License-Identifier: MPL-2.0
"""One section of the digest at a time, on any database: what is kept, who reads, and what is said."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.localise import Localiser
from bot.wiring import Context, parameters, services
from config.catalogue.entries import Entry, key_of
from config.intents.intent import load_intents
from handlers import DIGEST
from handlers.actor import SYSTEM, Actor
from handlers.message import Language
from handlers.posts.digest.issue import Issue
from handlers.reply import Reply
from storage.agenda import AgendaItem
from storage.attendance import Attendance
from storage.catalogue import Stored
from storage.freshness import FactReview
from storage.onboarding import OnboardingRun, PinnedFlow
from storage.people import Person
from storage.questions import UnansweredQuestion
from storage.roles import RoleAssignment
from storage.unit_of_work import Database, UnitOfWork
from tests.meetings import note

ZONE = ZoneInfo("Europe/Copenhagen")
MONDAY = datetime(2026, 12, 7, 8, tzinfo=UTC)
"""Nine in the morning in Copenhagen, when the digest of week 50 is due."""
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LATELY = MONDAY - 3 * DAY
"""In the week of which the digest tells."""
GROUP, OTHER_GROUP = "os2mo/koordinationsgruppe", "os2iot/styregruppe"
_BOT = Actor(identity=SYSTEM, conversation=SYSTEM, private=False)


def issue(**fields: Any) -> Issue:
    """Of week 50, for a channel that is told of everything. `products`, `groups`: names, in any collection."""
    now = fields.pop("now", MONDAY)
    scope = {name: frozenset(fields.pop(name, ())) for name in ("products", "groups")}
    return Issue(**{"since": now - WEEK, "until": now, "now": now, "zone": ZONE, **scope, **fields})


class Sections:
    """What is kept is there for every digest that follows."""

    def __init__(self, database: Database) -> None:
        self.database, self._localiser = database, Localiser()

    async def keep(self, *records: Any) -> None:
        async with self.database.unit_of_work() as unit:
            for each in records:
                await _kept(unit, each)
            await unit.commit()

    async def catalogue(self, kind: str, *entries: Entry) -> None:
        async with self.database.unit_of_work() as unit:
            await unit.catalogue.put(kind, {key_of(each): Stored(each, None) for each in entries})
            await unit.commit()

    async def uncatalogue(self, *kinds: str) -> None:
        """So that nothing of a kind is there but what a test puts there."""
        async with self.database.unit_of_work() as unit:
            for kind in kinds:
                await unit.catalogue.remove(kind, frozenset(await unit.catalogue.stored(kind)))
            await unit.commit()

    async def reply(self, name: str, of: Issue, unit: UnitOfWork | None = None, actor: Actor = _BOT) -> Reply:
        """`actor`: whoever has it shown before it is posted; else the bot itself."""
        if unit is None:
            async with self.database.unit_of_work() as own:
                return await self.reply(name, of, own, actor)
        section = DIGEST[name]
        context = Context(unit, unit.directory, load_intents(), actor, of.now, of.zone)
        return await section(of, **services(parameters(section), context))

    async def says(self, name: str, language: Language = "da", **fields: Any) -> list[str]:
        """Its lines; none: it is left out."""
        return self.words(await self.reply(name, issue(**fields)), language)

    def words(self, reply: Reply, language: Language = "da") -> list[str]:
        return [line for part in self._localiser.reply(reply, language).parts for line in (part.items or (part.text,))] if reply.parts else []

    def labels(self, reply: Reply) -> list[str]:
        return [each.label for each in self._localiser.reply(reply, "da").choices]


async def _kept(unit: UnitOfWork, record: Any) -> None:
    adding: dict[type[Any], Callable[[Any], Awaitable[None]]] = {
        RoleAssignment: unit.roles.add, AgendaItem: unit.agenda.add, Attendance: unit.attendances.put, UnansweredQuestion: unit.questions.add,
        OnboardingRun: unit.onboarding.add, PinnedFlow: unit.onboarding.pin, FactReview: unit.freshness.add, Person: unit.people.add,
    }  # fmt: skip
    add = adding.get(type(record))
    await (add(record) if add else note(unit, record))
