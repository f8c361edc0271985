# SPDX-License-Identifier: MPL-2.0
"""A message that was saved as an answer is found by whoever asks the same, and only by them."""

import pytest

from handlers import forms
from handlers.actor import Actor
from tests.unit.handlers.forms.conftest import OLE, PEOPLE, Desk

ABOUT_PRODUCT = {"title": "Hvordan får vi adgang til testmiljøet?", "product": "os2kle", "text": "Skriv til postkassen.\nSå får I adgang samme dag."}
ABOUT_OS2 = {"title": "Hvem betaler for forplejningen på workshops?", "text": "Værtskommunen betaler for kaffe og brød."}
ASKED = [
    (ABOUT_PRODUCT, "hvordan får vi adgang til os2kles testmiljø?"),
    (ABOUT_PRODUCT, "adgang til testmiljøet i os2kle"),
    (ABOUT_PRODUCT, "os2kle: hvem giver adgang til et testmiljø"),
    (ABOUT_OS2, "hvem betaler forplejning på en workshop?"),
    (ABOUT_OS2, "hvem betaler for forplejningen på os2's workshops?"),
    (ABOUT_OS2, "betaler os2 for forplejning på workshops"),
]
OTHER = ["hvad er os2kle?", "hvem koordinerer os2kle?", "hvad er os2?", "hvad koster os2kle?", "hvordan får vi adgang til os2mo's testmiljø?", "hej"]


@pytest.mark.parametrize(("saved", "question"), ASKED)
async def test_it_is_found_by_the_words_of_its_title_once_it_is_saved(desk: Desk, saved: dict[str, str], question: str) -> None:
    said = saved["text"].splitlines()[0]
    assert said not in (await desk.say("ole", question)).text
    heard = await desk.send("sekretariatet", "save_answer", {}, saved)
    assert heard.outcome == "proposed"
    assert said in heard.text
    assert said not in (await desk.say("ole", question)).text
    assert (await desk.say("sekretariatet", "ja")).outcome == "answered"
    heard = await desk.say("ole", question)
    assert (heard.outcome, said in heard.text, "Oplyst til os2bot" in heard.text) == ("answered", True, True), heard.text
    await desk.say("sekretariatet", "fortryd")
    assert said not in (await desk.say("ole", question)).text


@pytest.mark.parametrize("question", OTHER)
async def test_other_questions_are_answered_as_before(desk: Desk, question: str) -> None:
    before = (await desk.say("nobody", question)).text
    for saved in (ABOUT_PRODUCT, ABOUT_OS2):
        await desk.send("sekretariatet", "save_answer", {}, saved)
        await desk.say("sekretariatet", "ja")
    assert (await desk.say("nobody", question)).text == before


async def test_with_a_question_it_is_answered_and_the_answer_kept_in_one_change(desk: Desk) -> None:
    offer = (await desk.say("ole", "hvem sidder i styregruppen for os2kle?")).answer.reply.choices[-1]
    await desk.send("ole", "pass_on_question", offer.slots, {"text": "Hvem kan hjælpe os?"})
    await desk.say("ole", "ja")
    heard = await desk.send("anne", "save_answer", offer.slots, {"text": "Magenta hjælper gerne."})
    assert (heard.outcome, "Den, der spurgte, får svaret" in heard.text) == ("proposed", True)
    await desk.say("anne", "ja")
    assert "Magenta hjælper gerne." in (await desk.say("ole", "hej")).text
    assert "Magenta hjælper gerne." in (await desk.say("nobody", "hvem sidder i styregruppen for os2kle?")).text
    async with desk.database.unit_of_work() as unit:
        question = await unit.questions.get(int(offer.slots["number"]))
    assert question is not None
    assert (question.state, question.answered_by, bool(question.article)) == ("answered", desk.ids["anne"], True)


@pytest.mark.parametrize(
    ("who", "values", "outcome", "holds"),
    [
        ("anne", ABOUT_PRODUCT, "proposed", "Svaret vises for alle"),
        ("anne", {**ABOUT_PRODUCT, "product": "os2mo"}, "declined", "Det har du ikke ret til"),
        ("anne", ABOUT_OS2, "declined", "sekretariatet"),
        ("ole", ABOUT_PRODUCT, "declined", "produktkoordinator for OS2kle"),
        ("nobody", ABOUT_OS2, "declined", "Det har du ikke ret til"),
        ("sekretariatet", {**ABOUT_OS2, "text": f"Spørg {OLE}"}, "asked_back", "Tag det ud"),
        ("sekretariatet", {**ABOUT_OS2, "title": "Det @ole sagde"}, "asked_back", "Tag det ud"),
        ("sekretariatet", {"text": "Ja."}, "asked_back", "overskrift"),
        ("sekretariatet", {**ABOUT_OS2, "number": "99"}, "unknown", "findes ikke"),
        ("sekretariatet", {"title": "x"}, "asked_back", "Gem som svar"),
    ],
)
async def test_who_may_save_what(desk: Desk, who: str, values: dict[str, str], outcome: str, holds: str) -> None:
    heard = await desk.send(who, "save_answer", {}, values)
    assert (heard.outcome, holds in " ".join(heard.text.split())) == (outcome, True), heard.text


async def test_the_questions_that_can_be_chosen_are_those_one_may_answer(desk: Desk) -> None:
    await desk.say("ole", "hvem sidder i styregruppen for os2kle?")
    await desk.say("ole", "hvem sidder i styregruppen for os2skole?")
    offered = {}
    async with desk.database.unit_of_work() as unit:
        for name in PEOPLE:
            person = await unit.people.of(PEOPLE[name].identity)
            roles = tuple(await unit.roles.of_person(person.id)) if person else ()
            actor = Actor(identity=PEOPLE[name].identity, conversation="c", private=True, person=person, roles=roles)
            options = await forms.question_options(actor, unit.questions, unit.directory, desk.dispatcher._intents)
            offered[name] = [option.value for option in options]
    assert offered == {"sekretariatet": ["1", "2"], "anne": ["1"], "ole": [], "nobody": []}
