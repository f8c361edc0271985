# SPDX-License-Identifier: MPL-2.0
"""Shortcuts: a question from anywhere, and a good answer somebody gave kept for the next who asks."""

from tests.dialogues import Cast
from tests.e2e.slack.connected import Connected
from tests.e2e.slack.doing import ASTRID, BIRGER, EMILY, GENERAL, YES, direct, identity, modal, secretariat
from tests.slack.reading import buttons, plain
from tests.slack.records import Message, View
from tests.slack.stand_in import StandIn

ASK, SAVE = "ask_os2", "save_answer"
GOOD = "Skriv til de to leverandører på produktsiden; de svarer hurtigt."
HEADING, ASKED = "Hvilke leverandører har OS2skole?", "hvilke leverandører har os2skole?"
PEOPLE = {
    "astrid": Cast(identity(ASTRID), ("produktkoordinator product os2skole",), "aarhus"),
    "birger": Cast(identity(BIRGER), ("bruger product os2skole",), "odense"),
}


async def ask(slack: StandIn, user: str, question: str) -> View:
    """Opens the modal by its shortcut, and asks."""
    assert (await slack.people.global_shortcut(user, ASK)).acked
    view = await slack.until(lambda: found if (found := slack.modal(user)) and found.callback_id == ASK else None, "the modal for a question")
    await slack.people.submit(user, view, {"question": question})
    return view


async def save(slack: StandIn, user: str, said: Message, title: str = "Gem som svar") -> View:
    """Opens the form with the message in it."""
    assert (await slack.people.message_shortcut(user, said, SAVE)).acked
    return await slack.until(
        lambda: found if (found := slack.modal(user)) and found.title == title and found.callback_id == "form" else None, "the form for an answer"
    )  # fmt: skip


async def said_in_general(slack: StandIn, text: str) -> Message:
    return await slack.people.channel_message(EMILY, GENERAL, text)


async def test_a_question_is_asked_and_answered_in_a_modal(slack: StandIn, bot: Connected) -> None:
    view = await ask(slack, ASTRID, "hvem koordinerer os2iot?")
    assert "Aarhus Kommune koordinerer OS2iot" in plain(await modal(slack, ASTRID, "OS2iot"))
    assert slack.stack(ASTRID) == [view]


async def test_a_choice_in_the_modal_is_answered_there(slack: StandIn, bot: Connected) -> None:
    view = await ask(slack, ASTRID, "hvem er du?")
    asked = await modal(slack, ASTRID, "Mener du")
    assert "skriv nummeret" not in plain(asked)
    await slack.people.click(ASTRID, asked, next(each for each in buttons(asked) if each.startswith("1.")))
    assert await modal(slack, ASTRID, "Jeg forstår det som") is view


async def test_the_modal_speaks_the_language_of_whoever_opens_it(slack: StandIn, bot: Connected) -> None:
    await slack.people.global_shortcut(EMILY, ASK)
    assert (await modal(slack, EMILY, "What would you like to know?")).title == "Ask OS2"


async def test_a_form_opened_in_an_answer_speaks_as_the_answer_does(slack: StandIn, bot: Connected) -> None:
    await ask(slack, EMILY, ASKED)
    answer = await modal(slack, EMILY, "Jeg kender ingen leverandør")
    await slack.people.click(EMILY, answer, next(each for each in buttons(answer) if each.startswith("1.")))
    await modal(slack, EMILY, "Dit spørgsmål")


async def test_a_message_is_kept_as_an_answer_and_given_to_the_next_who_asks(slack: StandIn, bot: Connected) -> None:
    await bot.people(PEOPLE)
    view = await save(slack, ASTRID, await said_in_general(slack, GOOD))
    assert view.blocks[3]["element"]["initial_value"] == GOOD
    await slack.people.options(ASTRID, view, "product", "skole")
    await slack.people.submit(ASTRID, view, {"title": HEADING, "product": "OS2skole"})
    await slack.people.click(ASTRID, await modal(slack, ASTRID, "Det her bliver ændret"), YES)
    await modal(slack, ASTRID, "Det er gjort")
    assert GOOD in plain(await direct(slack, EMILY, ASKED))
    assert slack.messages(GENERAL) == []


async def test_an_answer_that_somebody_waits_for_reaches_them(slack: StandIn, bot: Connected) -> None:
    await bot.people(PEOPLE)
    for said in (ASKED, "1", "Hvem kan vi købe drift af OS2skole hos?", "ja"):
        await direct(slack, BIRGER, said)
    view = await save(slack, ASTRID, await said_in_general(slack, GOOD))
    (offered,) = await slack.people.options(ASTRID, view, "number", "")
    await slack.people.select(ASTRID, view, "number", offered)
    await slack.people.submit(ASTRID, view)
    await slack.people.click(ASTRID, await modal(slack, ASTRID, "Det her bliver ændret"), YES)
    await modal(slack, ASTRID, "Det er gjort")
    assert GOOD in plain(await direct(slack, BIRGER, "hej"))


async def test_whoever_may_not_keep_answers_is_told_so_in_one_sentence(slack: StandIn, bot: Connected) -> None:
    await bot.people(PEOPLE)
    view = await save(slack, BIRGER, await said_in_general(slack, GOOD))
    await slack.people.options(BIRGER, view, "product", "skole")
    await slack.people.submit(BIRGER, view, {"title": HEADING, "product": "OS2skole"})
    refused = await modal(slack, BIRGER, "Det har du ikke ret til")
    assert buttons(refused) == []
    assert GOOD not in plain(await direct(slack, EMILY, ASKED))


async def test_words_about_people_are_not_kept(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    for text in (f"Spørg <@{ASTRID}> om det.", "Skriv til @hans", f"Ring til {identity(ASTRID)}"):
        view = await save(slack, BIRGER, await said_in_general(slack, text))
        await slack.people.submit(BIRGER, view, {"title": "Hvem ved noget?"})
        assert "Tag det ud" in view.errors["text"], text
        await slack.people.close(BIRGER, view)


async def test_what_the_bot_itself_answered_can_be_kept_too(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    answer = await direct(slack, BIRGER, "hvem koordinerer os2iot?")
    view = await save(slack, BIRGER, answer)
    assert "Aarhus Kommune koordinerer OS2iot" in view.blocks[3]["element"]["initial_value"]


async def test_a_message_of_any_length_opens_the_form(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    for text in ("x" * 12_000, "🙂" * 3_000, "", "&lt;b&gt; & <https://os2.eu|OS2>"):
        await slack.people.close(BIRGER, await save(slack, BIRGER, await said_in_general(slack, text)))


async def test_a_shortcut_of_another_version_is_refused_quietly(slack: StandIn, bot: Connected) -> None:
    assert (await slack.people.global_shortcut(ASTRID, "gone")).acked
    assert (await slack.people.message_shortcut(ASTRID, await said_in_general(slack, "hej"), "gone_too")).acked
    assert bot.figure("os2bot_slack_refused_total", reason="unknown") == 2
