# SPDX-License-Identifier: MPL-2.0
"""What somebody sees who opens the bot: what is theirs, what waits, and choices that open the right forms."""

import pytest

from bot.dispatch import Dispatcher
from bot.localise import Localiser
from handlers import forms
from handlers.message import Asked, Message
from storage.memory import MemoryDatabase
from tests.cast import assemble
from tests.conftest import NOW
from tests.dialogues import Cast
from tests.talking import Heard, Talk

PEOPLE = {
    "sekretariatet": Cast("slack:T0TEST001:U0SEK0001", ("sekretariat association",)),
    "anne": Cast("slack:T0TEST001:U0ANNE001", ("produktkoordinator product os2rollekatalog",), "aarhus"),
    "ole": Cast("slack:T0TEST001:U0OLE0001", (), "odense"),
    "nobody": Cast("slack:T0TEST001:U0NEW0001"),
}
HOME = Asked("home")
MOST, LONGEST = 14, 70


@pytest.fixture
async def talks(dispatcher: Dispatcher, own_database: MemoryDatabase) -> dict[str, Talk]:
    await assemble(own_database, PEOPLE)
    own = Dispatcher(own_database, dispatcher._intents)
    return {name: Talk(own, Localiser(), cast.identity) for name, cast in PEOPLE.items()}


async def _home(talk: Talk) -> Heard:
    return await talk.say("", asks=HOME)


def _intents(heard: Heard) -> list[str]:
    return [choice.intent for choice in heard.answer.reply.choices]


async def test_somebody_unknown_is_told_how_to_say_who_they_are_and_that_they_need_not(talks: dict[str, Talk]) -> None:
    heard = await _home(talks["nobody"])
    text = " ".join(heard.text.split())
    assert heard.outcome == "answered"
    for said in (
        "Jeg kender dig ikke",
        "jeg arbejder i Favrskov",
        "Der er ikke noget, der venter på dig",
        "Hvem koordinerer OS2kitos?",
        "det sprog, du skriver på",
    ):
        assert said in text
    assert "mødekalender" not in text
    assert _intents(heard) == ["my_profile", "my_profile", "my_profile"]


async def test_roles_meetings_and_what_waits_are_shown(talks: dict[str, Talk]) -> None:
    await talks["ole"].say("hvem sidder i styregruppen for os2rollekatalog?")
    await talks["anne"].say("jeg er væk til 1. maj, slack:T0TEST001:U0OLE0001 dækker for mig")
    heard = await _home(talks["anne"])
    text = " ".join(heard.text.split())
    for said in (
        "produktkoordinator",
        "OS2rollekatalog",
        "Et spørgsmål venter på svar",
        "En ændring venter på dit ja",
        "Brugermøder to gange om året",
        "står i gruppens egen indkaldelse",
    ):
        assert said in text
    assert _intents(heard) == [
        "confirm_change",
        "open_questions",
        "my_profile",
        "report_absence",
        "appoint_role",
        "change_adoption",
        "my_data",
        "my_profile",
        "my_profile",
    ]
    assert all(each.intent != "appoint_role" for each in (await _home(talks["ole"])).answer.reply.choices)


async def test_the_change_that_waits_is_shown_before_it_is_done(talks: dict[str, Talk]) -> None:
    await talks["anne"].say("jeg er væk til 1. maj, slack:T0TEST001:U0OLE0001 dækker for mig")
    heard = await _home(talks["anne"])
    heard = await talks["anne"].say("1")
    assert (heard.outcome, "venter på dit ja" in heard.text) == ("proposed", True)
    await talks["anne"].say("ja")
    text = (await _home(talks["anne"])).text
    assert "Du står som væk" in text
    assert "En ændring venter" not in text
    assert "Du er stedfortræder for en person fra Aarhus Kommune" in " ".join((await _home(talks["ole"])).text.split())


async def test_who_is_away_can_be_back(talks: dict[str, Talk]) -> None:
    await talks["anne"].say("jeg er væk fra i dag til 1. maj")
    await talks["anne"].say("ja")
    back = next(choice for choice in (await _home(talks["anne"])).answer.reply.choices if choice.intent == "report_absence")
    assert forms.form_for(back.intent, back.slots) is None
    assert (await talks["anne"].say("", asks=Asked(back.intent, back.slots))).outcome == "proposed"


async def test_the_language_that_is_set_is_said_and_the_other_offered(talks: dict[str, Talk]) -> None:
    await talks["ole"].say("svar mig på engelsk")
    await talks["ole"].say("ja")
    heard = await _home(talks["ole"])
    assert (heard.language, "and otherwise in English, as you chose." in heard.text) == ("en", True)
    assert [choice.slots for choice in heard.answer.reply.choices if choice.slots] == [{"item": "danish"}]


@pytest.mark.parametrize("who", PEOPLE)
async def test_choices_are_few_short_and_open_forms_where_something_is_to_be_filled_in(talks: dict[str, Talk], who: str) -> None:
    reply = (await _home(talks[who])).answer.reply
    assert len(reply.choices) <= MOST
    for language in ("da", "en"):
        assert all(0 < len(choice.label) <= LONGEST for choice in Localiser().reply(reply, language).choices)
    opened = {form.id for choice in reply.choices if (form := forms.form_for(choice.intent, choice.slots))}
    assert opened <= {"profile", "absence", "appoint_role", "adoption"}
    assert "profile" in opened


async def test_it_is_shown_to_its_reader_alone_and_nothing_is_kept_of_a_look(dispatcher: Dispatcher) -> None:
    open_to_all = Talk(dispatcher, Localiser(), private=False, channel="slack:T0TEST001:C0KANAL01")
    assert (await open_to_all.say("", asks=HOME)).outcome == "declined"
    looked = await dispatcher.look(Message(id="look", conversation="home", sender="test", text="", asks=HOME, private=True), NOW)
    assert looked.reply.outcome == "answered"
    assert looked.asked == ()


async def test_a_conversation_goes_on_after_it(talks: dict[str, Talk]) -> None:
    await _home(talks["ole"])
    assert (await talks["ole"].say("og os2mo?")).outcome in ("answered", "asked_back", "not_understood")
    assert (await talks["ole"].say("hvem koordinerer os2kitos?")).intent == "product_coordinator"
