# SPDX-License-Identifier: MPL-2.0
"""Guests and people of other organisations ask like everybody else, decide over nobody but themselves, and are talked about by their id."""

import pytest

from tests.dialogues import Cast
from tests.e2e.slack.connected import Connected
from tests.e2e.slack.doing import ASTRID, BIRGER, DM, EMILY, GUEST, OLGA, SHARED, YES, click, direct, identity, mention, modal, secretariat
from tests.slack.faults import EVERY
from tests.slack.reading import buttons, plain
from tests.slack.stand_in import StandIn

APPOINT = "gør Syddjurs Kommune til koordinator for os2kle"
WHO = "hvem koordinerer os2kle?"
POWERFUL = ("sekretariat association", "admin association", "produktkoordinator product os2kle")
OUTSIDERS = pytest.mark.parametrize("user", [GUEST, OLGA], ids=["guest", "stranger"])


def known(user: str, team: str = "T0TEST001") -> Cast:
    """Somebody for whom far-reaching roles stand in the records."""
    return Cast(f"slack:{team}:{user}", POWERFUL, "odense")


@OUTSIDERS
async def test_they_may_ask_everything(slack: StandIn, bot: Connected, user: str) -> None:
    assert "Aarhus Kommune koordinerer OS2iot" in plain(await mention(slack, user, "hvem koordinerer os2iot?", SHARED))
    assert "OS2mo" in plain(await direct(slack, user, "hvilken licens har os2mo?"))


@OUTSIDERS
async def test_they_decide_nothing_whatever_stands_in_the_records(slack: StandIn, bot: Connected, user: str) -> None:
    await bot.people({"here": known(user), "there": known(user, "T0OTHER01")})
    for ask in (direct, mention):
        refused = await ask(slack, user, APPOINT) if ask is direct else await mention(slack, user, APPOINT, SHARED)
        assert "Det har du ikke ret til" in plain(refused)
    for said in ("vis ændringsloggen", "hvilke spørgsmål venter på svar?", "jeg stopper som koordinator for os2kle", "byd velkommen her"):
        assert "Det her bliver ændret" not in plain(await mention(slack, user, said, SHARED))
    assert "koordineres af Syddjurs" not in plain(await direct(slack, EMILY, WHO))


@OUTSIDERS
async def test_they_do_not_say_yes_for_anybody(slack: StandIn, bot: Connected, user: str) -> None:
    await bot.people({"birger": secretariat(), "other": known(user)})
    shown = await mention(slack, BIRGER, APPOINT, SHARED)
    assert "Kun den, der bad om ændringen" in plain(await click(slack, user, shown, YES))
    assert "koordineres af Syddjurs" not in plain(await direct(slack, EMILY, WHO))


@OUTSIDERS
async def test_they_decide_over_themselves(slack: StandIn, bot: Connected, user: str) -> None:
    await bot.people({"other": known(user)})
    assert "Det har jeg om dig" in plain(await direct(slack, user, "hvad ved du om mig?"))
    await click(slack, user, await direct(slack, user, "glem mig"), YES)
    assert "Jeg har intet gemt om dig" in plain(await direct(slack, user, "hvad ved du om mig?"))


async def test_a_stranger_passes_a_question_on_by_a_form(slack: StandIn, bot: Connected) -> None:
    """In the modal Slack names the stranger's own workspace, where the app is not installed."""
    asked = await mention(slack, OLGA, "hvilke leverandører har os2skole?", SHARED)
    await slack.people.click(OLGA, asked, buttons(asked)[0])
    view = await slack.until(lambda: found if (found := slack.modal(OLGA)) and found.callback_id == "form" else None, "the form")
    await slack.people.submit(OLGA, view, {"text": "Hvem driver OS2skole?"})
    await slack.people.click(OLGA, await modal(slack, OLGA, "Sendes videre"), YES)
    await modal(slack, OLGA, "Det er gjort")
    async with bot.app.database.unit_of_work() as unit:
        assert await unit.people.of(identity(OLGA))
        assert await unit.people.of(f"slack:T0OTHER01:{OLGA}") is None


async def test_a_user_of_the_own_workspace_is_no_guest_in_a_shared_channel(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    assert "Det her bliver ændret" in plain(await mention(slack, BIRGER, APPOINT, SHARED))


async def test_somebody_who_becomes_a_guest_decides_no_more(slack: StandIn, bot: Connected) -> None:
    slack.workspace.user(BIRGER).is_restricted = True
    await bot.people({"birger": secretariat()})
    assert "Det har du ikke ret til" in plain(await direct(slack, BIRGER, APPOINT))


async def test_one_lost_answer_of_slack_makes_nobody_a_guest(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    slack.faults.fail("users.info", 1, "server_error")
    assert "Det her bliver ændret" in plain(await direct(slack, BIRGER, APPOINT))


async def test_while_slack_does_not_say_who_somebody_is_they_may_ask_and_decide_nothing(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    slack.faults.fail("users.info", EVERY, "server_error")
    assert "Det har du ikke ret til" in plain(await direct(slack, BIRGER, APPOINT))
    assert "Aarhus" in plain(await direct(slack, BIRGER, "hvem koordinerer os2iot?"))


async def test_an_app_that_may_not_ask_who_is_a_guest_takes_nobody_for_one(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    slack.faults.fail("users.info", EVERY, "error:missing_scope")
    assert "Det her bliver ændret" in plain(await direct(slack, BIRGER, APPOINT))


@pytest.mark.parametrize("named", [ASTRID, OLGA, GUEST])
async def test_people_are_mentioned_by_their_id(slack: StandIn, bot: Connected, named: str) -> None:
    await bot.people({"birger": secretariat()})
    shown = await direct(slack, BIRGER, f"udpeg <@{named}> fra Odense Kommune som koordinator for os2kle")
    assert "produktkoordinator for OS2kle" in plain(shown)
    assert f"@{named}" in plain(shown) or "en person fra Odense Kommune" in plain(shown)
    await click(slack, BIRGER, shown, YES)
    async with bot.app.database.unit_of_work() as unit:
        assert await unit.people.of(identity(named))


async def test_a_mention_with_a_name_beside_the_id_is_the_same(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    assert "produktkoordinator for OS2kle" in plain(await direct(slack, BIRGER, f"udpeg <@{ASTRID}|astrid> fra Odense Kommune som koordinator for os2kle"))


async def test_nobody_is_called_by_what_somebody_writes(slack: StandIn, bot: Connected) -> None:
    """The stand-in minds `@channel` and its like."""
    for said in ("mit navn er <!channel>", "hvad er <!here>?", "jeg arbejder i @everyone", f"<@{GUEST}> hvem koordinerer <#C0GENERAL|general>?"):
        await direct(slack, ASTRID, said)
        await mention(slack, ASTRID, said, SHARED)
    assert slack.violations == []


async def test_the_bot_hears_no_other_bot_and_not_itself(slack: StandIn, bot: Connected) -> None:
    await direct(slack, ASTRID, "hvad er os2?")
    await slack.settled()
    await bot.idle()
    assert len(slack.messages(DM[ASTRID])) == 1
