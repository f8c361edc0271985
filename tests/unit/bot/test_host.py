# SPDX-License-Identifier: MPL-2.0
"""What a platform may ask of the bot besides an answer: looking changes nothing, names are found while they are typed, drafts are found again for a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.answer import to_json
from bot.answering import Answering
from bot.dispatch import Dispatcher
from bot.host import BotHost
from bot.localise import Localiser
from config.intents.intent import load_intents
from handlers.message import Asked, Message
from storage.drafts import KEPT
from storage.memory import MemoryDatabase
from storage.seeding import seed
from storage.subscriptions import Subscription
from tests.cast import assemble
from tests.conftest import NOW
from tests.dialogues import Cast

ANNE = "slack:T0TEST001:U0ANNE001"


@dataclass
class Stage:
    database: MemoryDatabase
    answering: Answering
    host: BotHost
    dispatcher: Dispatcher
    now: datetime = NOW


@pytest.fixture
async def stage() -> Stage:
    database, localiser, intents = MemoryDatabase(), Localiser(), load_intents()
    await seed(database)
    dispatcher = Dispatcher(database, intents)
    answering = Answering(dispatcher, localiser, lambda: None, lambda: made.now)
    made = Stage(database, answering, BotHost(answering, localiser, database, intents, ZoneInfo("Europe/Copenhagen"), lambda: made.now), dispatcher)
    return made


def _sent(text: str = "", asks: Asked | None = None, language: str | None = None) -> Message:
    return Message(id=f"t:{text}", conversation="c", sender=ANNE, text=text, private=True, asks=asks, language="en" if language == "en" else None)


async def test_looking_keeps_nothing_and_tells_nobody_what_waits(stage: Stage) -> None:
    await assemble(stage.database, {"anne": Cast(ANNE, ("produktkoordinator product os2kle",), "aarhus")})
    before = stage.database.state
    shown = await stage.host.look(_sent(asks=Asked("home"), language="en"))
    assert shown.language == "en"
    assert "OS2kle" in str(shown.parts)
    assert stage.database.state is before


async def test_an_answer_that_was_kept_is_said_again_in_the_same_words(stage: Stage) -> None:
    answer = await stage.dispatcher.answer(_sent("hvem koordinerer os2iot?"), NOW)
    assert answer is not None
    assert stage.host.kept(to_json(answer)) == stage.answering.localised(answer)


@pytest.mark.parametrize(
    ("kind", "typed", "first", "among"),
    [
        ("organisation", "aarh", "Aarhus Kommune", "Aarhus Kommune"),
        ("organisation", "KOMMUNE", None, "Favrskov Kommune"),
        ("product", "os2io", "OS2iot", "OS2iot"),
        ("product", "kitos", None, "OS2kitos"),
    ],
)
async def test_names_are_found_while_they_are_typed(stage: Stage, kind: str, typed: str, first: str | None, among: str) -> None:
    found = [name for _, name in await stage.host.suggest(kind, typed, _sent(), "profile")]  # type: ignore[arg-type]
    assert among in found or (first is None and len(found) == 30)
    assert first in (None, found[0])
    assert len(found) <= 30


async def test_nothing_typed_shows_the_first_names_and_nonsense_shows_none(stage: Stage) -> None:
    assert len(await stage.host.suggest("organisation", "", _sent(), "profile")) == 30
    assert await stage.host.suggest("organisation", "xqzjw", _sent(), "profile") == []
    assert await stage.host.suggest("text", "a", _sent(), "profile") == ()


async def test_questions_are_offered_to_those_who_may_deal_with_them_by_this_form(stage: Stage) -> None:
    await assemble(stage.database, {"anne": Cast(ANNE, ("stedfortraeder product os2skole",), "aarhus")})
    await stage.answering.on_message(
        Message(id="1", conversation="d", sender="slack:T0TEST001:U0NOONE01", text="hvilke leverandører har os2skole?", private=True)
    )
    assert len(await stage.host.suggest("question", "", _sent(), "answer_question")) == 1
    assert await stage.host.suggest("question", "", _sent(), "save_answer") == [], "a deputy answers, and keeps no article"
    stranger = Message(id="2", conversation="d", sender="slack:T0TEST001:U0NOONE01", text="", private=True)
    assert await stage.host.suggest("question", "", stranger, "answer_question") == []


async def test_ids_have_names_where_there_are_such_things(stage: Stage) -> None:
    assert await stage.host.named("organisation", "aarhus") == "Aarhus Kommune"
    assert await stage.host.named("product", "os2iot") == "OS2iot"
    assert await stage.host.named("organisation", "nowhere") is None
    assert await stage.host.named("question", "x") is None


async def test_a_draft_is_its_owners_and_waits_for_a_day(stage: Stage) -> None:
    await stage.host.save_draft(ANNE, "profile", {"name": "Anne Testesen"})
    assert await stage.host.draft(ANNE, "profile") == {"name": "Anne Testesen"}
    assert await stage.host.draft("slack:T0TEST001:U0OTHER01", "profile") == {}
    stage.now = NOW + KEPT + timedelta(seconds=1)
    assert await stage.host.draft(ANNE, "profile") == {}
    await stage.host.save_draft(ANNE, "profile", {})
    assert stage.database.state.drafts == {}


async def test_who_comes_is_greeted_where_somebody_asked_for_it(stage: Stage) -> None:
    async with stage.database.unit_of_work() as unit:
        await unit.subscriptions.add(Subscription(channel="slack:T1:C1", kind="welcome", language="en", since=NOW, by="p"))
        await unit.commit()
    assert await stage.host.greets("slack:T1:C1") == "en"
    assert await stage.host.greets("slack:T1:C2") is None
    assert stage.host.greeting("en").language == "en"
    assert stage.host.today() == NOW.date()
