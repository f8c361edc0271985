# SPDX-License-Identifier: MPL-2.0
"""The coordination group of OS2mo: a chair, two members, the product's coordinator, the secretariat, somebody of another group, and a stranger."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.dispatch import Dispatcher
from bot.localise import Localiser
from bot.relay import Relay
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.message import Asked, Doubt
from storage.agenda import AgendaItem
from storage.unit_of_work import Database
from tests.cast import assemble
from tests.conftest import NOW
from tests.dialogues import Cast
from tests.ledger import FakePoster
from tests.meetings import GROUP
from tests.talking import Heard, Talk

PEOPLE = {
    "chair": Cast("slack:T0TEST001:U0CHAIR01", (f"forperson group {GROUP}",), "aarhus"),
    "member": Cast("slack:T0TEST001:U0MEMBER1", (f"gruppemedlem group {GROUP}",), "odense"),
    "silent": Cast("matrix:@tavs:example.org", (f"gruppemedlem group {GROUP}",), "vejle"),
    "coordinator": Cast("slack:T0TEST001:U0KOORD01", ("produktkoordinator product os2mo",), "ballerup"),
    "secretariat": Cast("slack:T0TEST001:U0SEK0001", ("sekretariat association",)),
    "elsewhere": Cast("slack:T0TEST001:U0ANDET01", ("gruppemedlem group os2iot/styregruppe",), "aarhus"),
    "stranger": Cast("slack:T0TEST001:U0FREMMED"),
    "other_stranger": Cast("matrix:@gaest:example.org"),
}
NO_SLOTS: Mapping[str, str] = {}
PUBLIC_URL = "https://os2bot.example.org"
ROOM = "slack:T0TEST001:C0RUM0001"
"""A channel that others read too."""


@dataclass
class MeetingStage:
    """Everybody, on one database. `ids`: of those who have a record."""

    database: Database
    ids: dict[str, str] = field(default_factory=dict)
    public_url: str = PUBLIC_URL

    def __post_init__(self) -> None:
        self.localiser = Localiser()
        self._talks: dict[tuple[str, str, bool], Talk] = {}
        self._dispatcher: Dispatcher | None = None

    async def prepare(self) -> None:
        self.ids = await assemble(self.database, PEOPLE)

    async def ask(
        self,
        who: str,
        intent: str,
        slots: Mapping[str, str] = NO_SLOTS,
        *,
        words: str = "",
        at: datetime = NOW,
        channel: str = "",
        doubt: Doubt = "",
        **more: str,
    ) -> Heard:
        """In a channel, for all to read; without one, alone with the bot. `more`: slots too."""
        asked = Asked(intent, {**slots, **more}, words)
        return await self.talk(who, channel, doubt).say("", at, asks=asked)

    def talk(self, who: str, channel: str = "", doubt: Doubt = "") -> Talk:
        key = (who, channel, bool(doubt))
        if key not in self._talks:
            dispatcher = Dispatcher(self.database, load_intents(), public_url=self.public_url)
            self._talks[key] = Talk(dispatcher, self.localiser, PEOPLE[who].identity, private=not channel, channel=channel, doubt=doubt)
        return self._talks[key]

    def anew(self, who: str) -> Talk:
        """In a conversation of its own, alone with the bot."""
        if self._dispatcher is None:
            self._dispatcher = Dispatcher(self.database, load_intents(), public_url=self.public_url)
        return Talk(self._dispatcher, self.localiser, PEOPLE[who].identity)

    async def name(self, who: str, name: str) -> None:
        """Lets the name be shown, as they would have said."""
        async with self.database.unit_of_work() as unit:
            person = await unit.people.person(self.ids[who])
            assert person
            await unit.people.save(replace(person, name=name, name_consent_at=NOW))
            await unit.commit()

    async def kept(self, table: str, *arguments: Any) -> Any:
        """What a store gives, such as `agenda.of_group`."""
        store, _, method = table.partition(".")
        async with self.database.unit_of_work() as unit:
            return await getattr(getattr(unit, store), method)(*arguments)

    async def posted(self, now: datetime) -> list[str]:
        """What is sent now: to whom, and its words."""
        poster, zone = FakePoster(), ZoneInfo("Europe/Copenhagen")
        composing = Composing(self.database, POSTS, load_intents(), ["slack", "matrix"], zone)
        platforms = {"slack": poster, "matrix": poster}
        relay = Relay(self.database, composing, self.localiser, platforms, DeliveryMetrics(CollectorRegistry()), now=lambda: now)
        await relay.drain()
        await relay.drain()  # what is for people is claimed anew once it is known where they are
        return [f"{address}: {' '.join(part.text for part in reply.parts)}" for address, _, reply in poster.posted]


def choices(heard: Heard) -> list[str]:
    """Their labels, in Danish."""
    localised = Localiser().reply(heard.answer.reply, "da")
    return [each.label for each in localised.choices]


def flat(text: str) -> str:
    """In one line."""
    return " ".join(text.split())


async def keep(group: MeetingStage, *items: AgendaItem) -> None:
    async with group.database.unit_of_work() as unit:
        for each in items:
            await unit.agenda.add(each)
        await unit.commit()


def item(id_: str, kind: str, text: str, *, days: int = 0, **fields: object) -> AgendaItem:
    """Of the coordination group; noted on 6 December 2026, so many days later."""
    base: dict[str, object] = {"group": GROUP, "added_at": NOW + timedelta(days=12 + days, hours=2)}
    return AgendaItem(id=id_, kind=kind, text=text, **{**base, **fields})  # type: ignore[arg-type] # a wrong one fails the test
