# SPDX-License-Identifier: MPL-2.0
"""What an attacker found: nobody sees, is called, is logged or is answered twice who should not."""

import json
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.e2e.slack.connected import Connected
from tests.e2e.slack.doing import ASTRID, BIRGER, DM, EMILY, GENERAL, GUEST, OLGA, YES, direct, identity, mention, secretariat, slash
from tests.e2e.slack.filling import form, wondering
from tests.e2e.slack.test_choices import APPOINT, forged
from tests.e2e.slack.test_sharing import shared
from tests.e2e.slack.test_strangers import known
from tests.e2e.slack.trouble import ANSWER, QUESTION, answered, at_rest, texts, troubled
from tests.slack.reading import plain
from tests.slack.stand_in import StandIn
from tests.slack.workspace import Channel

BETWEEN = "D0BETWEEN"
"""The direct conversation of two people, neither of them the bot."""


@pytest.mark.parametrize("user", [GUEST, OLGA])
async def test_a_form_offers_an_outsider_no_questions_of_others(slack: StandIn, bot: Connected, user: str) -> None:
    await bot.people({"other": known(user), "birger": secretariat()})
    await wondering(slack)
    for who, offered in ((BIRGER, 1), (user, 0)):
        shown = await direct(slack, who, "hvad er os2mo?")
        await forged(slack, shown, "choose:1", json.dumps({"intent": "answer_question", "slots": {}}), who)
        view = await form(slack, who, "Svar på et spørgsmål")
        assert len(await slack.people.options(who, view, "number", "")) == offered


async def test_the_question_of_a_shared_answer_calls_nobody(slack: StandIn, bot: Connected) -> None:
    shown = await shared(slack, ASTRID, GENERAL, await slash(slack, ASTRID, f"hvilken licens har os2mo {identity(EMILY)}"))
    assert "MPL" in plain(shown)
    assert plain(shown).startswith(f"@{ASTRID}")
    assert EMILY not in json.dumps(shown.blocks) + shown.text


async def test_two_people_in_a_direct_conversation_do_not_lean_on_each_others_commands(slack: StandIn, bot: Connected) -> None:
    between = slack.workspace.add_channel(Channel(BETWEEN, is_im=True, user=ASTRID, is_member=False))
    await slash(slack, ASTRID, "hvem koordinerer os2iot?", BETWEEN)
    assert "OS2iot" in plain(await slash(slack, ASTRID, "hvilken licens har det?", BETWEEN))
    between.user = BIRGER
    assert "OS2iot" not in plain(await slash(slack, BIRGER, "hvilken licens har det?", BETWEEN))


async def test_the_log_names_nobody_whose_answer_could_not_be_brought(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    shown = await mention(slack, BIRGER, APPOINT)
    slack.faults.fail("chat.postMessage", 1, "error:is_archived")
    with capture_logs() as log:
        await slack.people.click(BIRGER, shown, YES)
        await slack.until(lambda: slack.messages(DM[BIRGER]), "the answer, to the person")
        await at_rest(bot)
    assert [line for line in log if line.get("action") == "answer_redirected"]
    assert BIRGER not in str(log)


async def test_an_answer_is_found_among_hundreds_before_it_is_posted_again(slack: StandIn, tmp_path: Path) -> None:
    async with troubled(slack, tmp_path) as bot:
        asked = await slack.people.mention(ASTRID, GENERAL, "hvad er os2mo?")
        await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts))
        for number in range(250):
            await slack.people.channel_message(EMILY, GENERAL, f"hej {number}", asked.ts)
        slack.faults.fail("chat.postMessage", 1, "timeout_after")
        await slack.people.mention(ASTRID, GENERAL, QUESTION, asked.ts)
        shown = await answered(slack, bot, lambda: slack.thread(GENERAL, asked.ts), 2)
    assert ANSWER in texts(shown)[1]


@pytest.mark.parametrize("behind", [600, 7_200])
async def test_an_answer_is_found_by_slacks_clock_where_the_bots_is_wrong(slack: StandIn, tmp_path: Path, behind: int) -> None:
    """Otherwise the bot would look for it after the moment when it was posted."""
    slack.world.now = lambda: time.time() - behind
    async with troubled(slack, tmp_path) as bot:
        slack.faults.fail("chat.postMessage", 1, "timeout_after")
        await slack.people.direct_message(ASTRID, QUESTION)
        (shown,) = await answered(slack, bot, lambda: slack.messages(DM[ASTRID]))
    assert ANSWER in texts([shown])[0]
