# SPDX-License-Identifier: MPL-2.0
"""What can be chosen is chosen by a button or its number, counts once, and only for the one it was offered to."""

import json
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.e2e.slack.connected import Clock, Connected
from tests.e2e.slack.doing import ASTRID, BIRGER, EMILY, GENERAL, NO, YES, click, coordinator, direct, mention, secretariat, slash
from tests.slack.choices import find
from tests.slack.delivery import INTERACTIVE, How
from tests.slack.payloads_interactions import block_actions
from tests.slack.reading import buttons, plain
from tests.slack.records import Message
from tests.slack.stand_in import StandIn

APPOINT = "gør Syddjurs Kommune til koordinator for os2kle"
WHO = "hvem koordinerer os2kle?"
UNSURE = "hvem er du?"
WHICH = "Hvil"
"""How what is asked next begins, whichever is likeliest: which group, or which product."""
DONE, NOTHING = "Det er gjort", "Så gør jeg ingenting"
WAYS = pytest.mark.parametrize("ask", [direct, slash, mention], ids=["direct", "slash", "mention"])


async def _known(slack: StandIn) -> bool:
    """Whether the change of these tests has been made."""
    return "koordineres af Syddjurs" in plain(await slash(slack, EMILY, WHO))


@WAYS
async def test_what_is_asked_back_is_answered_by_a_button(slack: StandIn, bot: Connected, ask: Any) -> None:
    asked = await ask(slack, ASTRID, UNSURE)
    (label,) = [each for each in buttons(asked) if each.startswith("1.")]
    assert WHICH in plain(await click(slack, ASTRID, asked, label))


async def test_typing_the_number_does_the_same(slack: StandIn, bot: Connected) -> None:
    await direct(slack, ASTRID, UNSURE)
    assert WHICH in plain(await direct(slack, ASTRID, "1"))


async def test_the_number_does_the_same_in_a_thread_and_after_a_command(slack: StandIn, bot: Connected) -> None:
    asked = await mention(slack, ASTRID, UNSURE)
    assert WHICH in plain(await mention(slack, ASTRID, "1", thread=asked.thread_ts))
    await slash(slack, ASTRID, UNSURE)
    assert WHICH in plain(await slash(slack, ASTRID, "1"))


@WAYS
async def test_a_change_is_made_by_yes_and_taken_back(slack: StandIn, bot: Connected, ask: Any) -> None:
    await bot.people({"birger": secretariat()})
    shown = await ask(slack, BIRGER, APPOINT)
    assert "Det her bliver ændret" in plain(shown)
    assert not await _known(slack)
    done = await click(slack, BIRGER, shown, YES)
    assert DONE in plain(done)
    assert await _known(slack)
    undone = await ask(slack, BIRGER, "fortryd")
    assert "Det er fortrudt" in plain(undone)
    assert not await _known(slack)


@WAYS
async def test_a_no_changes_nothing_and_a_later_yes_finds_it_settled(slack: StandIn, bot: Connected, ask: Any) -> None:
    await bot.people({"birger": secretariat()})
    shown = await ask(slack, BIRGER, APPOINT)
    assert NOTHING in plain(await click(slack, BIRGER, shown, NO))
    assert DONE not in plain(await click(slack, BIRGER, shown, YES))
    assert not await _known(slack)


async def test_a_button_takes_back_what_was_done(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat(), "astrid": secretariat(ASTRID)})
    shown = await direct(slack, BIRGER, APPOINT)
    done = await click(slack, BIRGER, shown, YES)
    undo = json.dumps({"intent": "undo_change", "slots": json.loads(value(shown, YES))["slots"]})
    assert await forged(slack, done, "choose:1", undo, ASTRID)
    await slack.until(lambda: len(slack.messages(shown.channel)) == 3, "a refusal")
    assert await _known(slack)
    assert await forged(slack, done, "choose:1", undo, BIRGER)
    await slack.until(lambda: len(slack.messages(shown.channel)) == 4, "an answer")
    assert not await _known(slack)


async def test_the_same_click_twice_acts_once(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    shown = await direct(slack, BIRGER, APPOINT)
    assert DONE in plain(await click(slack, BIRGER, shown, YES))
    again = await slack.people.click(BIRGER, shown, YES)
    await slack.settled()
    assert again.acked
    assert len(slack.messages(shown.channel)) == 2
    assert bot.figure("os2bot_slack_duplicates_total") == 1


async def test_the_same_request_twice_acts_once(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    shown = await direct(slack, BIRGER, APPOINT)
    first = await slack.people.click(BIRGER, shown, YES)
    await slack.until(lambda: len(slack.messages(shown.channel)) == 2, "an answer")
    again = await slack.deliveries.person(INTERACTIVE, first.payload)
    assert again.acked
    await direct(slack, BIRGER, WHO)
    assert len(slack.messages(shown.channel)) == 3


async def test_a_message_delivered_over_and_over_is_answered_once(slack: StandIn, bot: Connected) -> None:
    await slack.people.direct_message(ASTRID, WHO, how=How(times=3))
    await slack.until(lambda: slack.messages("D0ASTRID1"), "an answer")
    await slack.settled()
    assert "OS2mo" in plain(await direct(slack, ASTRID, "hvad er os2mo?"))
    assert len(slack.messages("D0ASTRID1")) == 2


async def test_somebody_elses_yes_is_refused_and_changes_nothing(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat(), "astrid": coordinator()})
    shown = await mention(slack, BIRGER, APPOINT)
    for other in (ASTRID, EMILY):
        assert DONE not in plain(await click(slack, other, shown, YES))
    assert not await _known(slack)
    assert DONE in plain(await click(slack, BIRGER, shown, YES))


async def test_a_proposal_nobody_answered_in_time_is_not_made(slack: StandIn, bot: Connected, clock: Clock) -> None:
    await bot.people({"birger": secretariat()})
    shown = await direct(slack, BIRGER, APPOINT)
    clock.passed += timedelta(days=30)
    assert DONE not in plain(await click(slack, BIRGER, shown, YES))
    assert not await _known(slack)


async def test_a_yes_to_what_was_settled_by_a_word_changes_nothing_more(slack: StandIn, bot: Connected) -> None:
    await bot.people({"birger": secretariat()})
    shown = await direct(slack, BIRGER, APPOINT)
    assert DONE in plain(await direct(slack, BIRGER, "ja"))
    assert "Det er fortrudt" in plain(await direct(slack, BIRGER, "fortryd"))
    await click(slack, BIRGER, shown, YES)
    assert not await _known(slack)


async def test_a_click_that_comes_without_its_message_is_answered(slack: StandIn, bot: Connected) -> None:
    asked = await slash(slack, ASTRID, UNSURE)
    before = len(slack.ephemerals(ASTRID, GENERAL))
    (label,) = [each for each in buttons(asked) if each.startswith("1.")]
    assert (await slack.people.click(ASTRID, asked, label, with_message=False)).acked
    answered = await slack.until(lambda: found if len(found := slack.ephemerals(ASTRID, GENERAL)) > before else None, "an answer")
    assert WHICH in plain(answered[-1])


def value(message: Message, label: str) -> str:
    """What a button carries."""
    return str(find(message.blocks, label)[1]["value"])


GARBAGE = {
    "no JSON": ("choose:1", "{{{"), "a list": ("choose:1", "[1]"), "another shape": ("choose:1", '{"intent": 1, "slots": {}}'),
    "too much": ("choose:1", json.dumps({"intent": "x" * 3_000, "slots": {}})), "deep": ("choose:1", "[" * 2_000), "nothing": ("choose:1", ""),
    "a share of nothing": ("share", "[]"), "a share of garbage": ("share", '[{"intent": 4}]'), "another version's": ("delete_everything", "yes"),
}  # fmt: skip


async def forged(slack: StandIn, message: Message, action_id: str, value: str, user: str = ASTRID) -> bool:
    """Presses a button that the message does not have; whether it was acknowledged."""
    action = {"type": "button", "action_id": action_id, "block_id": "b1", "value": value, "text": {"type": "plain_text", "text": "?"}}
    payload = block_actions(slack.world, slack.workspace, slack.workspace.user(user), message, action, {})
    return (await slack.deliveries.person(INTERACTIVE, payload)).acked


async def test_a_button_of_nobodys_is_refused_quietly_and_counted(slack: StandIn, bot: Connected) -> None:
    message = await direct(slack, ASTRID, UNSURE)
    with capture_logs() as logs:
        for action_id, value in GARBAGE.values():
            assert await forged(slack, message, action_id, value), f"{action_id} {value[:50]} looks broken to whoever presses it"
    assert bot.figure("os2bot_slack_refused_total", reason="unknown") == len(GARBAGE)
    assert not [entry for entry in logs if entry.get("exc_info")]
    assert len(slack.messages(message.channel)) == 1


async def test_a_button_for_an_intent_that_is_gone_says_so(slack: StandIn, bot: Connected) -> None:
    message = await direct(slack, ASTRID, UNSURE)
    assert await forged(slack, message, "choose:1", '{"intent": "no_such_thing", "slots": {"product": "os2mo"}}')
    answered = await slack.until(lambda: found if len(found := slack.messages(message.channel)) == 2 else None, "an answer")
    assert plain(answered[1])
    assert bot.figure("os2bot_failures_total") == 0
