# SPDX-License-Identifier: MPL-2.0
"""A few people with different rights, and one who wants more."""

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers.message import Doubt
from storage.audit import AuditFilter
from storage.roles import Scope
from storage.unit_of_work import Database
from tests.dialogues import Cast
from tests.talking import Talk

SECRETARIAT, VILLAIN, ANNE, ANNES_OTHER = "slack:T0TEST001:U0SEK0001", "slack:T0TEST001:U0SKURK01", "slack:T0TEST001:U0ANNE001", "matrix:@anne:example.org"
PEOPLE = {
    "secretariat": Cast(SECRETARIAT, ("sekretariat association",)),
    "villain": Cast(VILLAIN, organisation="vejle"),
    "anne": Cast(ANNE, ("produktkoordinator product os2kle",), "aarhus"),
}
CHANNEL = "slack:T0TEST001:C0CHANNEL"


class Stage:
    """Everybody, on one database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.dispatcher, self._localiser = Dispatcher(database, load_intents()), Localiser()

    def talk(self, identity: str, conversation: str = "", *, private: bool = True, doubt: Doubt = "") -> Talk:
        return Talk(self.dispatcher, self._localiser, identity, conversation, private=private, doubt=doubt)

    async def refused(self) -> list[str]:
        """The actions that were refused, in the order of time."""
        async with self.database.unit_of_work() as unit:
            return [event.action for event in reversed(await unit.audit.find(AuditFilter(outcome="refused")))]

    async def coordinators(self, product: str) -> list[str | None]:
        async with self.database.unit_of_work() as unit:
            return [each.organisation for each in await unit.roles.over(Scope("product", product), "produktkoordinator")]
