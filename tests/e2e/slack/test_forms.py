# SPDX-License-Identifier: MPL-2.0
"""Forms: opened where they are needed, wrong fields told kindly at the field, the yes in the same modal."""

import asyncio
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.adapter import OnMessage
from bot.localise import LocalisedReply
from handlers.forms import FORMS
from handlers.message import Message
from tests.e2e.slack.connected import TUNED, Connected, connected, settings_for
from tests.e2e.slack.doing import ASTRID, BIRGER, DM, EMILY, YES, coordinator, direct, home, modal
from tests.e2e.slack.filling import DONE, FILLED, LATER, LATER_STILL, PEOPLE, PROPOSED, Filled, button, fill, form, from_home, wondering
from tests.e2e.slack.trouble import answering
from tests.slack.delivery import INTERACTIVE
from tests.slack.payloads_interactions import view_submission
from tests.slack.reading import buttons, plain
from tests.slack.stand_in import StandIn


def test_every_form_is_filled_in_here() -> None:
    assert FILLED.keys() == FORMS.keys() - {"announce", "reject_step", "skip_step"}, (
        "steps are dealt with in test_onboarding.py, announcements in test_announcements.py"
    )


@pytest.mark.parametrize("case", FILLED.values(), ids=FILLED)
async def test_a_form_is_mended_sent_and_said_yes_to_in_one_modal(slack: StandIn, bot: Connected, case: Filled) -> None:
    await bot.people(PEOPLE)
    view = await case.opened(slack)
    if case.at:
        await fill(slack, case.user, view, case.wrong)
        await slack.people.submit(case.user, view)
        assert view.errors.keys() == {case.at}
        assert slack.modal(case.user) is view
    await fill(slack, case.user, view, case.right)
    await slack.people.submit(case.user, view)
    answer = await modal(slack, case.user, PROPOSED)
    assert case.proposed in plain(answer)
    await slack.people.click(case.user, answer, YES)
    await modal(slack, case.user, DONE)
    assert slack.stack(case.user) == [view]


async def test_what_is_wrong_is_said_at_the_field_in_the_persons_language(slack: StandIn, bot: Connected) -> None:
    await bot.people({"emily": coordinator(EMILY), "astrid": coordinator(ASTRID)})
    for user, pressed, title, said in (
        (EMILY, "I am away", "I am away", "You can only be back after"), (ASTRID, "Jeg er væk", "Jeg er væk", "Du kan først være tilbage"),
    ):  # fmt: skip
        view = await from_home(slack, user, pressed, title)
        await slack.people.submit(user, view, {"from": LATER_STILL, "until": LATER})
        assert said in view.errors["until"]


async def test_a_form_in_english_is_answered_in_english(slack: StandIn, bot: Connected) -> None:
    view = await from_home(slack, EMILY, "My profile", "My profile")
    await slack.people.submit(EMILY, view, {"zone": "Nuuk"})
    answer = await modal(slack, EMILY, "America/Nuuk")
    await slack.people.click(EMILY, answer, next(each for each in buttons(answer) if each.startswith("1. Yes")))
    await modal(slack, EMILY, "Done")


async def test_the_language_somebody_asked_for_comes_before_that_of_their_slack(slack: StandIn, bot: Connected) -> None:
    await bot.people({"astrid": coordinator(ASTRID)})
    await direct(slack, ASTRID, "svar mig på engelsk")
    await direct(slack, ASTRID, "ja")
    assert (await from_home(slack, ASTRID, "I am away", "I am away")).title == "I am away"


async def test_of_two_forms_opened_one_after_the_other_the_last_one_stands(slack: StandIn, bot: Connected) -> None:
    await bot.people(PEOPLE)
    shown = await home(slack, ASTRID)
    for name in ("Min profil", "Jeg er væk"):
        await slack.people.click(ASTRID, shown, button(shown, name))
    await form(slack, ASTRID, "Jeg er væk")
    await bot.idle()
    assert [each.title for each in slack.stack(ASTRID)] == ["Jeg er væk"]
    assert slack.messages(DM[ASTRID]) == []


async def test_a_modal_in_which_something_newer_stands_keeps_it(slack: StandIn, bot: Connected) -> None:
    """A form is chosen in a modal where the answer has meanwhile become another."""
    await bot.people(PEOPLE)
    await wondering(slack)
    shown = await home(slack, BIRGER)
    await slack.people.click(BIRGER, shown, button(shown, "Vis spørgsmålene"))
    answer = await modal(slack, BIRGER, "1 spørgsmål venter")
    slack.faults.fail("views.update", 1, "error:hash_conflict")
    await slack.people.click(BIRGER, answer, button(answer, "Svar på 1"))
    await slack.until(lambda: [call for call in slack.calls("views.update") if call.error == "hash_conflict"], "the conflict")
    await bot.idle()
    assert slack.modal(BIRGER) is answer
    assert slack.messages(DM[BIRGER]) == []


async def test_whose_click_came_too_late_is_told_so(slack: StandIn, bot: Connected) -> None:
    shown = await home(slack, ASTRID)
    slack.world.now = lambda: time.time() + (10 if slack.calls("views.open") else 0)
    await slack.people.click(ASTRID, shown, button(shown, "Min profil"))
    told = (await slack.until(lambda: slack.messages(DM[ASTRID]), "a word about it"))[0]
    assert "nåede ikke at åbne" in plain(told)
    assert slack.calls("views.open")[0].error == "expired_trigger_id"
    assert slack.modal(ASTRID) is None


async def test_an_answer_to_a_form_that_was_closed_comes_in_a_message(slack: StandIn, bot: Connected) -> None:
    view = await from_home(slack, ASTRID, "Min profil", "Min profil")
    slack.faults.fail("views.update", 1, "error:not_found")
    shown = slack.home(ASTRID)
    assert shown
    await slack.people.close(ASTRID, view)
    await slack.people.click(ASTRID, shown, button(shown, "Svar mig på engelsk"))
    told = (await slack.until(lambda: slack.messages(DM[ASTRID]), "the answer as a message"))[0]
    assert PROPOSED in plain(told)


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_an_answer_that_takes_its_time_replaces_the_word_of_patience(slack: StandIn, tmp_path: Path, mode: str) -> None:
    """Not the other way round: Slack shows what it got last."""
    ready = asyncio.Event()

    async def slowly(message: Message, on_message: OnMessage) -> LocalisedReply | None:
        await ready.wait()
        return await on_message(message)

    async with connected(slack, settings_for(slack, tmp_path, mode=mode), tuned=answering(slowly, TUNED)) as bot:
        view = await from_home(slack, ASTRID, "Min profil", "Min profil")
        await slack.people.submit(ASTRID, view, {"zone": "Nuuk"})
        assert "Et øjeblik" in plain(view)
        ready.set()
        await modal(slack, ASTRID, "America/Nuuk")
        await bot.idle()
        assert "America/Nuuk" in plain(view)


async def test_a_form_whose_acknowledgement_was_lost_is_sent_again(slack: StandIn, bot: Connected) -> None:
    view = await from_home(slack, ASTRID, "Min profil", "Min profil")
    await slack.people.select(ASTRID, view, "zone", "Nuuk")
    state = {block: dict(actions) for block, actions in view.values.items()}
    first = await slack.deliveries.person(INTERACTIVE, view_submission(slack.world, slack.workspace, slack.workspace.user(ASTRID), view))
    assert first.acked
    view.values = state
    await slack.people.submit(ASTRID, view)
    assert "America/Nuuk" in plain(view)


@pytest.mark.parametrize("carried", ["", "{{{", "[]", '{"form": "gone", "given": {}}', '{"form": "profile", "given": 4}', "[" * 2_000])
async def test_a_form_of_another_version_is_refused_quietly(slack: StandIn, bot: Connected, carried: str) -> None:
    view = await from_home(slack, ASTRID, "Min profil", "Min profil")
    view.content["private_metadata"] = carried
    assert await slack.people.options(ASTRID, view, "organisation", "aar") == []
    with capture_logs() as logs:
        await slack.people.select(ASTRID, view, "zone", "Nuuk")
        await slack.people.submit(ASTRID, view)
    assert slack.modal(ASTRID) is None
    assert bot.figure("os2bot_slack_refused_total", reason="unknown") == 1
    assert not [entry for entry in logs if entry.get("exc_info")]
