# SPDX-License-Identifier: MPL-2.0
"""A proposal that was decided shows it, and has no buttons left; one that somebody else tried to decide keeps them."""

from tests.dialogues import Cast
from tests.e2e.slack.connected import Connected
from tests.slack.reading import buttons, plain
from tests.slack.stand_in import StandIn

ASTRID, BIRGER, GENERAL = "U0ASTRID1", "U0BIRGER1", "C0GENERAL"
SECRETARIAT = {"astrid": Cast(f"slack:T0TEST001:{ASTRID}", ("sekretariat association",))}
GIVE = "gør Syddjurs Kommune til koordinator for os2kle"


async def test_what_was_decided_is_shown_where_it_was_proposed(slack: StandIn, bot: Connected) -> None:
    await bot.people(SECRETARIAT)
    await slack.people.direct_message(ASTRID, GIVE)
    proposed = (await slack.until(lambda: slack.messages("D0ASTRID1"), "a proposal"))[0]
    await slack.people.click(ASTRID, proposed, "1. Ja, gør det")
    await slack.until(lambda: not buttons(slack.messages("D0ASTRID1")[0]), "the buttons to go")
    shown = plain(slack.messages("D0ASTRID1")[0])
    assert "→ 1. Ja, gør det" in shown
    assert "Syddjurs Kommune" in shown, "what was proposed stays to be read"
    assert "Det er gjort" in plain((await slack.until(lambda: slack.messages("D0ASTRID1")[1:], "the outcome"))[0])


async def test_what_only_its_sender_sees_shows_it_too(slack: StandIn, bot: Connected) -> None:
    await bot.people(SECRETARIAT)
    await slack.people.slash(ASTRID, GENERAL, GIVE)
    proposed = (await slack.until(lambda: slack.ephemerals(ASTRID, GENERAL), "a proposal"))[0]
    await slack.people.click(ASTRID, proposed, "2. Nej, lad være")
    await slack.until(lambda: not any(buttons(each) for each in slack.ephemerals(ASTRID, GENERAL)), "the buttons to go")


async def test_who_may_not_decide_takes_nobody_the_buttons(slack: StandIn, bot: Connected) -> None:
    await bot.people(SECRETARIAT)
    asked = await slack.people.mention(ASTRID, GENERAL, GIVE)
    proposed = (await slack.until(lambda: slack.thread(GENERAL, asked.ts), "a proposal"))[0]
    await slack.people.click(BIRGER, proposed, "1. Ja, gør det")
    await slack.until(lambda: slack.thread(GENERAL, asked.ts)[1:], "a refusal")
    await bot.idle()
    assert len(buttons(slack.thread(GENERAL, asked.ts)[0])) == 2
