# SPDX-License-Identifier: MPL-2.0
"""The stand-in behaves as Slack does towards a real Bolt app, the same over sockets and HTTP."""

from collections.abc import AsyncIterator

import pytest

from tests.slack.delivery import ONLY_THE_RETRY, How
from tests.slack.reading import buttons, plain
from tests.slack.stand_in import StandIn, stand_in
from tests.slack.tiny_bot import over_http, over_socket

ASTRID, BIRGER, GENERAL = "U0ASTRID1", "U0BIRGER1", "C0GENERAL"


@pytest.fixture(params=["socket", "http"])
async def slack(request: pytest.FixtureRequest) -> AsyncIterator[StandIn]:
    """With a bot at the other end."""
    async with stand_in() as slack:
        if request.param == "socket":
            async with over_socket(slack):
                yield slack
        else:
            async with over_http(slack) as url:
                await slack.over_http(url)
                yield slack
        assert slack.violations == []


async def test_a_command_is_answered_to_the_person_alone(slack: StandIn) -> None:
    said = await slack.people.slash(ASTRID, GENERAL, "hvad er <OS2mo> & co?")
    assert said.acked
    assert [plain(m) for m in slack.ephemerals(ASTRID)] == ["hørt: hvad er <OS2mo> & co?"]
    assert slack.messages(GENERAL) == []


async def test_a_mention_is_answered_in_its_thread_and_a_button_replaces_the_answer(slack: StandIn) -> None:
    said = await slack.people.mention(ASTRID, GENERAL, "hvad?")
    (answer,) = await slack.until(lambda: slack.thread(GENERAL, said.ts), "an answer in the thread")
    assert (plain(answer), buttons(answer)) == ("Det er *svaret* & mere", ["Mere"])
    assert (await slack.people.click(BIRGER, answer, "Mere")).acked
    await slack.until(lambda: answer.text == "Her er mere", "the answer to be replaced")


async def test_a_direct_message_and_its_echo(slack: StandIn) -> None:
    await slack.people.direct_message(ASTRID, "hej")
    await slack.until(lambda: slack.messages("D0ASTRID1"), "an answer")
    await slack.settled()
    kinds = [d.payload["event"]["type"] for d in slack.deliveries.all]
    assert kinds == ["message", "message"], "the app's own post comes back"
    assert [plain(m) for m in slack.messages("D0ASTRID1")] == ["du sagde hej"]


async def test_a_form_is_opened_refused_and_taken(slack: StandIn) -> None:
    await slack.people.slash(ASTRID, GENERAL, "form")
    form = await slack.until(lambda: slack.modal(ASTRID), "the form")
    offered = await slack.people.options(ASTRID, form, "product_select", "mo")
    assert [one["value"] for one in offered] == ["os2mo"]
    answer = await slack.people.submit(ASTRID, form, {"Navn": "forkert", "product_select": "os2mo"})
    assert answer == {"response_action": "errors", "errors": {"name": "Sådan hedder ingen"}}
    assert (slack.modal(ASTRID), form.errors) == (form, {"name": "Sådan hedder ingen"})
    assert not await slack.people.submit(ASTRID, form, {"name_input": "Astrid"})
    assert slack.modal(ASTRID) is None


async def test_a_form_is_closed(slack: StandIn) -> None:
    await slack.people.slash(ASTRID, GENERAL, "form")
    form = await slack.until(lambda: slack.modal(ASTRID), "the form")
    closed = await slack.people.close(ASTRID, form)
    assert closed is not None
    assert closed.acked


async def test_a_form_with_an_open_field_cannot_be_submitted(slack: StandIn) -> None:
    await slack.people.slash(ASTRID, GENERAL, "form")
    form = await slack.until(lambda: slack.modal(ASTRID), "the form")
    with pytest.raises(AssertionError, match="'Navn' must be filled in"):
        await slack.people.submit(ASTRID, form)


async def test_a_home_is_published_and_published_again_against_its_hash(slack: StandIn) -> None:
    await slack.people.open_home(ASTRID)
    home = await slack.until(lambda: slack.home(ASTRID), "the home")
    assert plain(home) == "Hjem"
    await slack.settled()
    await slack.people.open_home(ASTRID)
    await slack.until(lambda: home.updates == 1, "the home to be published again")


async def test_a_retry_may_be_the_only_copy_and_copies_share_their_id(slack: StandIn) -> None:
    await slack.people.direct_message(ASTRID, "kun igen", how=ONLY_THE_RETRY)
    await slack.until(lambda: slack.messages("D0ASTRID1"), "an answer to the retry")
    await slack.people.direct_message(ASTRID, "to gange", how=How(times=2))
    await slack.until(lambda: len(slack.messages("D0ASTRID1")) == 3, "this simple bot to answer both copies")
    assert len({d.payload["event_id"] for d in slack.deliveries.all if d.payload["event"].get("text") == "to gange"}) == 1


async def test_what_is_awaited_in_vain_is_said(slack: StandIn) -> None:
    with pytest.raises(AssertionError, match=r"waited 0\.05 s in vain for a miracle"):
        await slack.until(lambda: None, "a miracle", timeout=0.05)
