# SPDX-License-Identifier: MPL-2.0
"""An onboarding on Slack: a step's form is a modal, wrong answers are said at their fields, a no has a form for its reason, and what has an effect is shown first."""

from tests.e2e.slack.connected import Connected
from tests.e2e.slack.doing import ASTRID, BIRGER, direct, modal, secretariat
from tests.e2e.slack.filling import form
from tests.slack.reading import buttons, plain
from tests.slack.records import Message, View
from tests.slack.stand_in import StandIn

FIRST, SECOND = "Tal med sekretariatet", "Kontaktperson og faktura"
ANSWERS = {"name": "Astrid Opdigtet", "mail": "astrid@example.org", "cvr": "2918 9714", "ean": "5790001234560"}


async def press(slack: StandIn, user: str, shown: Message | View, ends: str) -> None:
    await slack.people.click(user, shown, next(each for each in buttons(shown) if each.endswith(ends)))


async def begun(slack: StandIn, bot: Connected) -> None:
    """The secretariat begins it, and Astrid comes in by her code."""
    await bot.people({"birger": secretariat()})
    shown = await direct(slack, BIRGER, "onboard Favrskov Kommune som nyt medlem")
    assert "begynder for Favrskov Kommune" in plain(shown)
    await direct(slack, BIRGER, "ja")
    said = plain(await direct(slack, BIRGER, "inviter kontaktpersonen"))
    code = next(word for word in said.replace(":", " ").split() if len(word) == len("ABCDE-FGHIJ") and word[5] == "-")
    assert "Du deltager som kontaktperson" in plain(await direct(slack, ASTRID, f"deltag {code}"))


async def test_a_form_of_a_flow_is_mended_at_its_field_and_kept(slack: StandIn, bot: Connected) -> None:
    await begun(slack, bot)
    step = await direct(slack, ASTRID, "trin 2")
    await press(slack, ASTRID, step, "Udfyld")
    view = await form(slack, ASTRID, SECOND)
    await slack.people.submit(ASTRID, view, {**ANSWERS, "cvr": "1234", "mail": "astrid"})
    assert view.errors.keys() == {"cvr", "mail"}
    assert "8 cifre" in view.errors["cvr"]
    await slack.people.submit(ASTRID, view, ANSWERS)
    assert "Noteret: Kontaktperson og faktura" in plain(await modal(slack, ASTRID, "Noteret"))
    assert "29189714" in plain(await direct(slack, BIRGER, "trin 2")), "as it is kept, without the space"


async def test_a_no_and_what_is_left_out_have_a_form_for_their_reason(slack: StandIn, bot: Connected) -> None:
    await begun(slack, bot)
    step = await direct(slack, BIRGER, "spring trin 1 over")
    await press(slack, BIRGER, step, "Udfyld")
    skipping = await form(slack, BIRGER, "Spring trinnet over")
    await slack.people.submit(BIRGER, skipping, {"reason": "Vi har talt sammen"})
    await modal(slack, BIRGER, f"Sprunget over: {FIRST}")
    step = await direct(slack, BIRGER, "trin 3")
    await press(slack, BIRGER, step, "Afvis, og skriv hvorfor")
    await slack.people.submit(BIRGER, await form(slack, BIRGER, "Afvis trinnet"), {"reason": "Vi mangler et møde"})
    await modal(slack, BIRGER, "er ikke godkendt")
    again = plain(await direct(slack, ASTRID, "trin 1"))
    assert "Det gøres om: Vi mangler et møde" in again
