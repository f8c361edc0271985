# SPDX-License-Identifier: MPL-2.0
"""People who may announce something and people who may not, channels of two products on two platforms, and a relay that posts into a list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from bot.composing import Composing
from bot.delivery_metrics import DeliveryMetrics
from bot.dispatch import Dispatcher
from bot.localise import LocalisedReply, Localiser
from bot.relay import Relay
from bot.relay_pace import RelayPace
from config.intents.intent import load_intents
from handlers import POSTS
from handlers.announcing.ledger import RESULT
from storage.announcements import Announcement
from storage.deliveries import Delivery, DeliveryFilter
from storage.subscriptions import Subscription
from storage.unit_of_work import Database
from tests.cast import assemble
from tests.conftest import NOW
from tests.contract.records import subscription
from tests.dialogues import Cast
from tests.ledger import Clock, FakePoster
from tests.talking import Heard, Talk

SECRETARIAT, COORDINATOR, DEPUTY, OTHER, GUEST = (f"slack:T0TEST001:U0{name}" for name in ("SEK", "KOOR", "STED", "ANDEN", "GAEST"))
PEOPLE = {
    "secretariat": Cast(SECRETARIAT, ("sekretariat association",)),
    "coordinator": Cast(COORDINATOR, ("produktkoordinator product os2forms",), "ballerup"),
    "deputy": Cast(DEPUTY, ("stedfortraeder product os2forms",), "favrskov"),
    "other": Cast(OTHER, ("produktkoordinator product os2mo",), "aarhus"),
}
ONE, TWO, ENGLISH, OF_OS2MO, GENERAL = (
    "slack:T0TEST001:C0EN",
    "slack:T0TEST001:C0TO",
    "matrix:!tre:example.org",
    "slack:T0TEST001:C0MO",
    "slack:T0TEST001:C0ALLE",
)
PAUSED, GONE, WORKSPACE, PERSON = "slack:T0TEST001:C0PAUSE", "slack:T0TEST001:C0VAEK", "slack:T0TEST001", "person/somebody"
GROUP = "group/os2forms/koordinationsgruppe"
ASKED: tuple[Subscription, ...] = (
    subscription(ONE, kind="meeting_reminder", about=GROUP),
    subscription(ONE, kind="digest", about="product/os2forms"),
    subscription(ONE, kind="digest", about="product/os2mo"),
    subscription(TWO, kind="product_news", about="product/os2forms"),
    subscription(ENGLISH, kind="meeting_reminder", about=GROUP, language="en"),
    subscription(OF_OS2MO, kind="digest", about="product/os2mo"),
    subscription(GENERAL, kind="digest"),
    subscription(PAUSED, kind="digest", about="product/os2forms", paused="asked", paused_at=NOW),
    subscription(GONE, kind="digest", about="product/os2forms", paused="gone", paused_at=NOW),
    subscription(WORKSPACE, kind="welcome"),
    subscription(PERSON, kind="digest"),
)
POST = "opslag til alle os2forms-kanaler: Vi flytter mødet til fredag."
OF_FORMS = sorted((ONE, TWO, ENGLISH))


@dataclass
class AnnouncingStage:
    """`said`: who speaks in which conversation. `poster`: of both platforms."""

    database: Database
    poster: FakePoster = field(default_factory=FakePoster)
    clock: Clock = field(default_factory=Clock)
    talks: dict[str, Talk] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    async def prepare(self, *asked: Subscription) -> None:
        self.ids = await assemble(self.database, PEOPLE)
        async with self.database.unit_of_work() as unit:
            for each in asked or ASKED:
                await unit.subscriptions.add(each)
            await unit.commit()
        self.dispatcher, self.localiser = Dispatcher(self.database, load_intents()), Localiser()

    def talk(self, identity: str) -> Talk:
        if identity not in self.talks:
            self.talks[identity] = Talk(self.dispatcher, self.localiser, identity)
        return self.talks[identity]

    async def say(self, identity: str, *texts: str) -> Heard:
        """One after the other; the last answer."""
        for text in texts:
            heard = await self.talk(identity).say(text, self.clock.at)
        return heard

    def relay(self) -> Relay:
        composing = Composing(self.database, POSTS, load_intents(), ["slack", "matrix"], ZoneInfo("Europe/Copenhagen"))
        posters = {"slack": self.poster, "matrix": self.poster}
        return Relay(
            self.database, composing, self.localiser, posters, DeliveryMetrics(CollectorRegistry()), pace=RelayPace(first=1, attempts=3), now=self.clock.now
        )

    async def drain(self, times: int = 3, every: timedelta = timedelta(minutes=2)) -> None:
        """As time goes by."""
        for _ in range(times):
            self.clock.at += every
            await self.relay().drain()

    async def ledger(self, *kinds: str) -> Sequence[Delivery]:
        async with self.database.unit_of_work() as unit:
            return await unit.deliveries.find(DeliveryFilter(kinds=kinds))

    async def announcement(self) -> Announcement:
        async with self.database.unit_of_work() as unit:
            return (await unit.announcements.newest(1))[0]

    def stands(self) -> dict[str, str]:
        """Channel → what stands there of announcements."""
        return {where: words(reply) for where, reply in self.poster.stands().items() if not where.startswith("slack:T0TEST001:U")}

    def told(self, identity: str) -> list[str]:
        """What the bot wrote to somebody of its own accord."""
        return [words(reply) for where, _, reply in self.poster.posted if where == identity]

    async def results(self) -> int:
        return len([each for each in await self.ledger(RESULT) if each.state in ("sent", "late")])


def words(reply: LocalisedReply) -> str:
    return "\n".join("\n".join(part.items) if part.items else part.text for part in reply.parts)
