# SPDX-License-Identifier: MPL-2.0
"""What is typed into a form is kept until it is sent, and helped along by names to choose from."""

from pathlib import Path
from typing import Any

from tests.e2e.slack.connected import Connected, Tuned, connected, settings_for
from tests.e2e.slack.doing import ASTRID, BIRGER, DM, EMILY, FORM, contact, direct, modal, secretariat
from tests.e2e.slack.filling import LATER, PEOPLE, PROPOSED, absence, appointing, form, initial, passing_on, profile, wondering
from tests.e2e.slack.trouble import Breakable
from tests.slack.reading import buttons, plain
from tests.slack.stand_in import StandIn


async def test_what_was_typed_is_there_again_until_it_is_sent(slack: StandIn, bot: Connected) -> None:
    await bot.people(PEOPLE)
    view = await passing_on(slack)
    await slack.people.select(ASTRID, view, "text", "Hvem driver")
    await slack.people.select(ASTRID, view, "text", "Hvem driver OS2skole?")
    await slack.people.close(ASTRID, view)
    asked = slack.ephemerals(ASTRID)[0]
    await slack.people.click(ASTRID, asked, buttons(asked)[0])
    again = await slack.until(lambda: found if (found := slack.modal(ASTRID)) and found is not view and found.callback_id == "form" else None, "the form again")
    assert initial(again, "text") == "Hvem driver OS2skole?"
    await slack.people.submit(ASTRID, again)
    await slack.people.close(ASTRID, await modal(slack, ASTRID, PROPOSED))
    await slack.people.click(ASTRID, asked, buttons(asked)[0])
    fresh = await slack.until(
        lambda: found if (found := slack.modal(ASTRID)) and found is not again and found.callback_id == "form" else None, "the form once more"
    )
    assert initial(fresh, "text") is None


async def test_what_is_typed_into_a_short_field_is_kept_too(slack: StandIn, bot: Connected) -> None:
    view = await profile(slack)
    await slack.people.select(ASTRID, view, "zone", "Nuuk")
    await slack.people.select(ASTRID, view, "name", "Astrid P")
    await slack.people.close(ASTRID, view)
    again = await profile(slack)
    assert (initial(again, "zone"), initial(again, "name")) == ("Nuuk", "Astrid P")
    assert ["uden at sende" in plain(each) for each in (view, again)] == [False, True]


async def test_what_was_chosen_is_kept_when_a_form_is_closed(slack: StandIn, bot: Connected) -> None:
    await bot.people(PEOPLE)
    view = await absence(slack)
    await slack.people.select(ASTRID, view, "from", LATER)
    await slack.people.select(ASTRID, view, "person", BIRGER)
    await slack.people.close(ASTRID, view, all_of_them=True)
    again = await absence(slack)
    assert (initial(again, "from"), initial(again, "person")) == (LATER, BIRGER)


async def test_what_was_typed_for_one_question_is_not_put_into_another(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    await wondering(slack)
    await direct(slack, EMILY, "hvem koordinerer os2mo?")
    first = await direct(slack, BIRGER, "svar 1")
    second = await direct(slack, BIRGER, "svar 2")
    await slack.people.click(BIRGER, first, FORM)
    view = await form(slack, BIRGER, "Svar på et spørgsmål")
    await slack.people.select(BIRGER, view, "text", "Ring til dem.")
    await slack.people.close(BIRGER, view)
    await slack.people.click(BIRGER, second, FORM)
    assert initial(await form(slack, BIRGER, "Svar på et spørgsmål"), "text") is None


async def test_whoever_types_hears_nothing_of_a_draft_that_could_not_be_kept(slack: StandIn, tmp_path: Path) -> None:
    breakable = Breakable()
    async with connected(slack, settings_for(slack, tmp_path), tuned=Tuned(prepare=breakable.prepare)) as bot:
        view = await profile(slack)
        breakable.broken = 1
        await slack.people.select(ASTRID, view, "zone", "Nuuk")
        await bot.idle()
        assert breakable.broken == 0
        assert slack.messages(DM[ASTRID]) == []
        await slack.people.submit(ASTRID, view)
        await modal(slack, ASTRID, "America/Nuuk")


async def test_names_are_offered_while_somebody_types(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    view = await appointing(slack)
    assert "OS2mo" in labels(await slack.people.options(BIRGER, view, "product", "os2m"))
    assert labels(await slack.people.options(BIRGER, view, "organisation", "syddj")) == ["Syddjurs Kommune"]
    assert len(await slack.people.options(BIRGER, view, "organisation", "")) <= 100
    assert await slack.people.options(BIRGER, view, "product", "zzz") == []


async def test_questions_are_offered_to_those_who_may_answer_them(slack: StandIn, bot: Connected) -> None:
    await bot.people({**PEOPLE, "emily": contact(EMILY)})
    await wondering(slack)
    said = await slack.people.channel_message(BIRGER, "C0GENERAL", "Skriv til leverandørerne.")
    for user, title, offered in ((ASTRID, "Gem som svar", 1), (EMILY, "Save as answer", 0)):
        await slack.people.message_shortcut(user, said, "save_answer")
        assert len(await slack.people.options(user, await form(slack, user, title), "number", "")) == offered


def labels(options: list[dict[str, Any]]) -> list[str]:
    return [each["text"]["text"] for each in options]
