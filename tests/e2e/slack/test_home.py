# SPDX-License-Identifier: MPL-2.0
"""App Home shows each person who they are to the bot and what waits for them, as it is now and to them alone."""

from tests.dialogues import Cast
from tests.e2e.slack.connected import Connected
from tests.e2e.slack.doing import ASTRID, BIRGER, EMILY, GENERAL, YES, click, coordinator, direct, home, identity, modal, secretariat, slash
from tests.slack.reading import buttons, plain
from tests.slack.stand_in import StandIn

APPOINT = f"udpeg {identity(ASTRID)} fra Aarhus Kommune som koordinator for os2kle"


def shown(slack: StandIn, user: str) -> str:
    found = slack.home(user)
    return plain(found) if found else ""


async def test_home_shows_roles_what_waits_and_the_language(slack: StandIn, bot: Connected) -> None:
    await bot.people({"astrid": coordinator(ASTRID, "os2skole")})
    await direct(slack, EMILY, "hvilke leverandører har os2skole?")
    said = plain(await home(slack, ASTRID))
    for wanted in ("produktkoordinator", "OS2skole", "Et spørgsmål venter på svar", "Jeg svarer på det sprog, du skriver på"):
        assert wanted in said


async def test_somebody_nobody_knows_is_welcome_and_not_kept(slack: StandIn, bot: Connected) -> None:
    said = plain(await home(slack, EMILY))
    assert "I do not know you" in said
    async with bot.app.database.unit_of_work() as unit:
        assert await unit.people.of(identity(EMILY)) is None


async def test_nothing_at_home_asks_to_type_a_number(slack: StandIn, bot: Connected) -> None:
    assert "skriv nummeret" not in plain(await home(slack, ASTRID))


async def test_what_can_be_done_at_home_stands_first(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    kinds = [block["type"] == "actions" for block in (await home(slack, BIRGER)).blocks]
    assert kinds == sorted(kinds, reverse=True)
    assert kinds.count(True) > 1


async def test_opening_home_twice_shows_it_as_it_is_now(slack: StandIn, bot: Connected) -> None:
    await bot.people({"astrid": coordinator(ASTRID, "os2skole")})
    await home(slack, ASTRID)
    await direct(slack, EMILY, "hvilke leverandører har os2skole?")
    assert "venter på svar" in plain(await home(slack, ASTRID))


async def test_what_somebody_else_changes_shows_at_home_by_itself(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat(), "astrid": coordinator()})
    await home(slack, ASTRID)
    await click(slack, BIRGER, await direct(slack, BIRGER, APPOINT), YES)
    await slack.until(lambda: "OS2kle" in shown(slack, ASTRID), "the new role at home")
    await direct(slack, BIRGER, "fortryd")
    await slack.until(lambda: "OS2kle" not in shown(slack, ASTRID), "the role to be gone again")


async def test_home_goes_on_where_it_was_changed_meanwhile(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    await home(slack, ASTRID)
    slack.faults.fail("views.publish", 1, "error:hash_conflict")
    await click(slack, BIRGER, await direct(slack, BIRGER, APPOINT), YES)
    await slack.until(lambda: "OS2kle" in shown(slack, ASTRID), "the new role at home")


async def test_home_is_published_against_the_hash_that_was_opened(slack: StandIn, bot: Connected) -> None:
    """So that an older look cannot cover a newer one."""
    first = await home(slack, ASTRID)
    known = first.hash
    await home(slack, ASTRID)
    assert slack.calls("views.publish")[-1].get("hash") == known


async def test_a_form_begun_at_home_ends_at_home(slack: StandIn, bot: Connected) -> None:
    await bot.people({"astrid": coordinator()})
    opened = await home(slack, ASTRID)
    await slack.people.click(ASTRID, opened, next(each for each in buttons(opened) if each.endswith("Svar mig på engelsk")))
    await slack.people.click(ASTRID, await modal(slack, ASTRID, "Sprog: engelsk"), YES)
    await slack.until(lambda: "Your roles" in shown(slack, ASTRID), "home in English")
    answers = await modal(slack, ASTRID, "Sprog")
    assert "gjort" in plain(answers) or "Done" in plain(answers)


async def test_home_offers_only_the_language_that_is_not_set(slack: StandIn, bot: Connected) -> None:
    await bot.people({"astrid": coordinator()})
    await direct(slack, ASTRID, "svar mig på dansk")
    await direct(slack, ASTRID, "ja")
    said = buttons(await home(slack, ASTRID))
    assert [each.partition(" ")[2] for each in said if "Svar mig" in each] == ["Svar mig på engelsk"]


async def test_a_change_that_waits_can_be_settled_from_home(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    await slash(slack, BIRGER, "gør Syddjurs Kommune til koordinator for os2kle")
    opened = await home(slack, BIRGER)
    await slack.people.click(BIRGER, opened, next(each for each in buttons(opened) if "Vis den ændring" in each))
    await slack.people.click(BIRGER, await modal(slack, BIRGER, "Syddjurs Kommune bliver"), YES)
    await modal(slack, BIRGER, "Det er gjort")
    assert "koordineres af Syddjurs" in plain(await slash(slack, EMILY, "hvem koordinerer os2kle?"))
    assert slack.messages(GENERAL) == []


async def test_the_same_button_at_home_may_be_pressed_again(slack: StandIn, bot: Connected) -> None:
    await bot.people({"astrid": coordinator()})
    opened = await home(slack, ASTRID)
    for _ in range(2):
        await slack.people.click(ASTRID, opened, next(each for each in buttons(opened) if "Hvad ved du om mig?" in each))
        await slack.people.close(ASTRID, await modal(slack, ASTRID, "Det har jeg om dig"))


async def test_home_never_holds_more_than_slack_takes(slack: StandIn, bot: Connected) -> None:
    async with bot.app.database.unit_of_work() as unit:
        products = {name.id for name in await unit.directory.names() if name.kind == "product"}
        organisations = {name.id for name in await unit.directory.names() if name.kind == "organisation"}
    roles = [f"{role} product {product}" for product in products for role in ("produktkoordinator", "tovholder", "bruger")]
    roles += [f"kontaktperson organisation {organisation}" for organisation in organisations]
    await bot.people({"astrid": Cast(identity(ASTRID), tuple(roles), "aarhus")})
    opened = await home(slack, ASTRID)
    assert len(roles) > 150
    assert len(opened.blocks) <= 100
    assert "Stil et spørgsmål" in buttons(opened)


async def test_a_question_can_be_asked_from_home(slack: StandIn, bot: Connected) -> None:
    opened = await home(slack, ASTRID)
    await slack.people.click(ASTRID, opened, "Stil et spørgsmål")
    asking = await modal(slack, ASTRID, "Hvad vil du vide?")
    await slack.people.submit(ASTRID, asking, {"question": "hvem koordinerer os2iot?"})
    await modal(slack, ASTRID, "Aarhus Kommune koordinerer OS2iot")
