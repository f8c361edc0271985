# SPDX-License-Identifier: MPL-2.0
"""A channel is looked at before newcomers are greeted in it, and the greeting shows what can really be asked."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from bot.wiring import Context, call
from config.catalogue.values import Bilingual
from config.intents.intent import load_intents
from handlers.actor import Actor
from handlers.channels import ChannelState, NotLookedAtError
from handlers.message import LANGUAGES, Language, Query
from handlers.refusal import Refusal
from handlers.reply import Listing
from handlers.welcome import EXAMPLES, greeting, welcome_channel, welcome_workspace
from storage.memory import MemoryDatabase
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from tests.cast import assignment
from tests.conftest import NOW
from tests.talking import Talk

CHANNEL = "slack:T0TEST001:C0KANAL01"
QUERY = Query(intent="welcome_channel")


class Looked:
    """What was found of some channels."""

    def __init__(self, **found: ChannelState) -> None:
        self._found = found

    def known(self, channel: str) -> ChannelState:
        if channel.rpartition(":")[2] not in self._found:
            raise NotLookedAtError(channel)
        return self._found[channel.rpartition(":")[2]]


def _context(unit: UnitOfWork, role: str = "admin association") -> Context:
    person = Person(id="p", created_at=NOW, seen_on=NOW.date())
    actor = Actor(identity="slack:T0TEST001:U1", conversation="c", private=False, person=person, roles=(assignment(role, person="p"),), channel=CHANNEL)
    return Context(unit, unit.directory, load_intents(), actor, datetime.now(UTC), ZoneInfo("UTC"))


async def test_a_channel_that_nobody_looked_at_is_asked_for_and_proposed_once_it_is_well() -> None:
    async with MemoryDatabase().unit_of_work() as unit:
        with pytest.raises(NotLookedAtError) as asked:
            await call(welcome_channel, QUERY, replace(_context(unit), channels=Looked()))
        assert asked.value.channel == CHANNEL
        reply = await call(welcome_channel, QUERY, replace(_context(unit), channels=Looked(C0KANAL01=ChannelState())))
        assert reply.outcome == "proposed"


async def test_what_stands_in_the_way_is_said_and_nothing_proposed() -> None:
    problem = Bilingual("Jeg er ikke med i kanalen.", "I am not in the channel.")
    async with MemoryDatabase().unit_of_work() as unit:
        with pytest.raises(Refusal) as refused:
            await call(welcome_channel, QUERY, replace(_context(unit), channels=Looked(C0KANAL01=ChannelState((problem,)))))
        assert refused.value.phrase.values == {"problems": Listing((problem,))}


async def test_who_may_not_is_refused_before_anybody_looks() -> None:
    async with MemoryDatabase().unit_of_work() as unit:
        with pytest.raises(Refusal) as refused:
            await call(welcome_channel, QUERY, replace(_context(unit, "bruger product os2mo"), channels=Looked()))
        assert refused.value.forbidden == "channel.subscribe"


@pytest.mark.parametrize(
    "role", ["sekretariat association", "moderator product os2mo", "produktkoordinator product os2mo", "forperson group os2mo/styregruppe"]
)
async def test_whoever_cares_for_a_community_may(role: str) -> None:
    async with MemoryDatabase().unit_of_work() as unit:
        assert (await call(welcome_channel, QUERY, _context(unit, role))).outcome == "proposed"


async def test_the_whole_workspace_is_for_those_who_care_for_all_of_it() -> None:
    asked = Query(intent="welcome_workspace")
    async with MemoryDatabase().unit_of_work() as unit:
        assert (await call(welcome_workspace, asked, _context(unit, "sekretariat association"))).outcome == "proposed"
        with pytest.raises(Refusal) as refused:
            await call(welcome_workspace, asked, _context(unit, "produktkoordinator product os2mo"))
    assert refused.value.forbidden == "workspace.subscribe"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_examples_of_the_greeting_are_understood(dispatcher: Dispatcher, language: Language) -> None:
    localiser = Localiser()
    for example in EXAMPLES:
        heard = await Talk(dispatcher, localiser).say(localiser.text(example.key, language))
        assert heard.outcome in ("answered", "unknown")
        assert heard.language == language
    assert len(localiser.reply(greeting(), language).parts) == 4
