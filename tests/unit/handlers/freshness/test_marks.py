# SPDX-License-Identifier: MPL-2.0
"""An answer that shows a fact nobody has confirmed for too long says so in words, and one that was confirmed says when; nothing is hidden."""

from datetime import UTC, datetime

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from config.catalogue.entries import Adoption, Article, DocumentedRole, Group, Product, VendorRelation
from config.freshness import load_rules
from config.intents.intent import load_intents
from handlers.freshness.asked_of import standings
from handlers.freshness.facts import Decaying
from handlers.freshness.standing import Standing
from storage.freshness import FactReview
from storage.memory import MemoryDatabase
from tests.talking import Talk
from tests.unit.handlers.freshness.given import ZONE

NOVEMBER = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = datetime(2029, 1, 8, 12, tzinfo=UTC)
"""When nothing of the shipped catalogue is good any more."""
CONFIRMED = datetime(2026, 11, 3, 9, tzinfo=UTC)


@pytest.fixture
def asked(own_database: MemoryDatabase) -> Talk:
    return Talk(Dispatcher(own_database, load_intents()), Localiser())


async def _found(database: MemoryDatabase, shape: type[Decaying]) -> list[Standing]:
    async with database.unit_of_work() as unit:
        return [each for each in await standings(unit, load_rules(), NOVEMBER.date(), ZONE) if isinstance(each.fact.entry, shape)]


async def _confirm(database: MemoryDatabase, *facts: Standing) -> None:
    async with database.unit_of_work() as unit:
        for each in facts:
            await unit.freshness.add(FactReview(fact=each.fact.id, confirmed_at=CONFIRMED, confirmed_by="p", states=each.fact.states))
        await unit.commit()


ASKED = [
    ("hvad er niveauet for os2autoproces", "Niveauet er ikke bekræftet siden september 2025 og kan være forældet."),
    ("which level is os2autoproces", "The level has not been confirmed since September 2025 and may be out of date."),
    ("hvad er os2autoproces", "Niveauet er ikke bekræftet siden september 2025"),
    ("hvem koordinerer os2iot", "Koordineringen er ikke bekræftet siden 16. juni 2026 og kan være forældet."),
    ("hvem bruger os2autoproces", "2023 · ubekræftet"),
    ("who uses os2autoproces", "2023 · unconfirmed"),
    ("hvem er leverandør på os2forms", "udateret · ubekræftet"),
    ("bruger Aarhus OS2iot?", "kan være forældet"),
    ("hvem er i styregruppen for os2forms", "Noget om grupperne er ikke bekræftet siden"),
    ("hvad er en kontaktperson", "Teksten er ikke gennemgået siden"),
]


@pytest.mark.parametrize(("question", "said"), ASKED)
async def test_what_is_old_says_so(asked: Talk, question: str, said: str) -> None:
    assert said in " ".join((await asked.say(question, LATER)).text.split())


@pytest.mark.parametrize(("question", "said"), [each for each in ASKED if "2023" not in each[1]])
async def test_what_is_still_good_says_nothing_of_it(asked: Talk, question: str, said: str) -> None:
    answered = " ".join((await asked.say(question, NOVEMBER)).text.split())
    assert said not in answered
    assert "forældet" not in answered


async def test_a_table_marks_each_old_row_and_explains_the_mark_once(asked: Talk) -> None:
    said = (await asked.say("hvem bruger os2autoproces", NOVEMBER)).text
    rows = said.count("2023 · ubekræftet")
    assert rows > 40
    assert f"Ubekræftet: {rows} linjer er ikke bekræftet i lang tid og kan være forældede." in " ".join(said.split())


async def test_what_was_confirmed_says_when_instead_of_its_sources_date(asked: Talk, own_database: MemoryDatabase) -> None:
    adoptions = [each for each in await _found(own_database, Adoption) if each.fact.product == "os2autoproces"]
    await _confirm(own_database, adoptions[0])
    said = (await asked.say("hvem bruger os2autoproces", NOVEMBER)).text
    assert said.count("bekræftet 3. november 2026") == 1
    assert said.count("2023 · ubekræftet") == sum(each.is_stale(NOVEMBER.date()) for each in adoptions) - 1
    assert "bekræftet 3. november 2026 · ubekræftet" in (await asked.say("hvem bruger os2autoproces", LATER)).text


async def test_a_confirmed_level_says_when(asked: Talk, own_database: MemoryDatabase) -> None:
    await _confirm(own_database, *[each for each in await _found(own_database, Product) if each.fact.id == "level/os2autoproces"])
    assert "Niveauet er bekræftet 3. november 2026." in (await asked.say("hvad er niveauet for os2autoproces", NOVEMBER)).text


@pytest.mark.parametrize("shape", [Adoption, VendorRelation, Group, DocumentedRole, Article, Product])
async def test_every_kind_of_entry_that_decays_has_its_fact(own_database: MemoryDatabase, shape: type[Decaying]) -> None:
    assert await _found(own_database, shape)


async def test_most_of_what_is_shipped_is_good_so_that_a_mark_says_something(own_database: MemoryDatabase) -> None:
    async with own_database.unit_of_work() as unit:
        found = await standings(unit, load_rules(), NOVEMBER.date(), ZONE)
    marked = [each for each in found if each.is_stale(NOVEMBER.date())]
    assert len(marked) / len(found) < 0.25
    assert {each.fact.kind for each in marked} <= {"adoption", "vendor", "group", "contact"}
