# SPDX-License-Identifier: MPL-2.0
"""What somebody began to fill in is shown and forgotten with the rest of theirs, also where the bot knows nothing else of them."""

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from storage.drafts import Draft
from storage.memory import MemoryDatabase
from tests.cast import assemble
from tests.conftest import NOW
from tests.dialogues import Cast
from tests.talking import Talk

ANNE, NOBODY = "slack:T0TEST001:U0ANNE001", "slack:T0TEST001:U0NEW0001"


@pytest.fixture
async def database(own_database: MemoryDatabase) -> MemoryDatabase:
    await assemble(own_database, {"anne": Cast(ANNE, ("produktkoordinator product os2kle",), "aarhus")})
    async with own_database.unit_of_work() as unit:
        for owner in (ANNE, NOBODY):
            await unit.drafts.save(Draft(owner=owner, form="profile", saved_at=NOW, values={"name": "Anne Testesen"}))
        await unit.commit()
    return own_database


async def test_they_are_counted_and_copied(database: MemoryDatabase, dispatcher: Dispatcher) -> None:
    anne = Talk(Dispatcher(database, dispatcher._intents), Localiser(), ANNE)
    assert "formularer, du er begyndt på: 1" in " ".join((await anne.say("mine data")).text.split())
    assert "Anne Testesen" in (await anne.say("mine data som json")).text


async def test_who_has_no_record_is_told_of_them_and_can_have_them_forgotten(database: MemoryDatabase, dispatcher: Dispatcher) -> None:
    nobody = Talk(Dispatcher(database, dispatcher._intents), Localiser(), NOBODY)
    assert "begyndt at udfylde" in (await nobody.say("mine data")).text
    assert "er glemt" in (await nobody.say("glem mig")).text
    assert [owner for owner, _ in database.state.drafts] == [ANNE]
    assert "intet gemt" in (await nobody.say("mine data")).text
