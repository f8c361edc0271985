# SPDX-License-Identifier: MPL-2.0
"""The same question, asked again in the same words, is answered by the facts as they are by then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.intents.intent import load_intents
from storage.memory import MemoryDatabase
from storage.people import LinkedIdentity, Person
from storage.seeding import seed
from tests.cast import assignment
from tests.conftest import NOW
from tests.contract.catalogue import product, put
from tests.talking import Talk


@pytest.fixture
async def database() -> MemoryDatabase:
    made = MemoryDatabase()
    await seed(made)
    return made


@pytest.fixture
def dispatcher(database: MemoryDatabase) -> Dispatcher:
    return Dispatcher(database, load_intents())


def somebody(dispatcher: Dispatcher, identity: str = "test") -> Talk:
    """Each in a conversation of their own."""
    return Talk(dispatcher, Localiser(), identity)


async def test_a_role_that_was_told_in_between_is_in_the_answer(database: MemoryDatabase, dispatcher: Dispatcher) -> None:
    before = await somebody(dispatcher).say("Hvem koordinerer OS2mo?")
    async with database.unit_of_work() as unit:
        await unit.people.add(Person(id="p", created_at=NOW, seen_on=NOW.date(), organisation="aarhus"))
        await unit.roles.add(assignment("produktkoordinator product os2mo", person="p", organisation="aarhus"))
        await unit.commit()
    after = await somebody(dispatcher).say("Hvem koordinerer OS2mo?")
    assert before.intent == after.intent
    assert "Aarhus" not in before.text
    assert "Aarhus" in after.text


async def test_a_name_that_is_new_in_the_catalogue_is_known(database: MemoryDatabase, dispatcher: Dispatcher) -> None:
    assert (await somebody(dispatcher).say("Hvad er OS2zebra?")).slots.get("product") is None
    await put(database, "products", os2zebra=product("os2zebra", name="OS2zebra"))
    assert (await somebody(dispatcher).say("Hvad er OS2zebra?")).slots["product"] == "os2zebra"


async def test_a_month_is_the_coming_one_tomorrow_too(dispatcher: Dispatcher) -> None:
    """And a day begins where the community is: an hour before midnight in UTC."""
    last = NOW.replace(day=30, hour=22, minute=30)
    said = [await somebody(dispatcher).say("Er der møder i november?", at) for at in (last, last, last + timedelta(hours=1))]
    assert [each.slots["period"] for each in said] == ["2026-11", "2026-11", "2027-11"]


async def test_a_follow_up_follows_its_own_conversation(dispatcher: Dispatcher) -> None:
    one, other = somebody(dispatcher), somebody(dispatcher)
    await one.say("Hvem koordinerer OS2mo?")
    await other.say("Hvad er OS2kle?")
    followed = [(await each.say("og OS2web?")).intent for each in (one, other)]
    assert followed[0] != followed[1]


async def test_who_set_a_language_is_answered_in_it(database: MemoryDatabase, dispatcher: Dispatcher) -> None:
    assert (await somebody(dispatcher, "console").say("OS2mo")).language == "da"
    async with database.unit_of_work() as unit:
        made = Person(id="p", created_at=NOW, seen_on=NOW.date(), informed_at=NOW)
        await unit.people.add(replace(made, language="en"))
        await unit.people.attach(LinkedIdentity(identity="console", person="p", linked_at=NOW))
        await unit.commit()
    assert (await somebody(dispatcher, "console").say("OS2mo")).language == "en"
